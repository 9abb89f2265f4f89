import type { Anova } from '../inference/compare-models.ts';

/** One model of a comparison as printed; tests are absent in the first. */
export interface JsonAnovaRow {
  readonly name: string;
  readonly formula: string;
  readonly npar: number;
  readonly AIC: number;
  readonly BIC: number;
  readonly logLik: number;
  readonly deviance: number;
  readonly chisq?: number;
  readonly df?: number;
  readonly p?: number;
  /** See `AnovaRow.pMix`. */
  readonly pMix?: number;
}

/** A comparison of models as the object that `blup anova --format json` prints. */
export interface JsonAnova {
  readonly models: readonly JsonAnovaRow[];
  readonly notices: readonly { readonly code: string; readonly text: string }[];
}

/** Comparison of models as plain JSON data. */
export function anovaToJson(anova: Anova): JsonAnova {
  return {
    models: anova.rows.map(({ name, formula, npar, aic, bic, logLik, deviance, ...test }) => ({
      name,
      formula,
      npar,
      AIC: aic,
      BIC: bic,
      logLik,
      deviance,
      ...test,
    })),
    notices: anova.notices.map(({ code, text }) => ({ code, text })),
  };
}
