import type { Anova } from '../inference/comparison/compare-models.ts';
import type { Ranova } from '../inference/comparison/ranova.ts';
import type { DropOneChisq, DropOneF } from '../inference/terms/drop-one.ts';
import type { TermTests } from '../inference/terms/term-tests.ts';

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

interface JsonNotices {
  readonly notices: readonly { readonly code: string; readonly text: string }[];
}

/** A comparison of models as the object that `blup anova --format json` prints. */
export interface JsonAnova extends JsonNotices {
  readonly models: readonly JsonAnovaRow[];
}

/** F-tests of terms; of `anova` with one model also the type. See `TermTest`. */
export interface JsonTermTests extends JsonNotices {
  readonly formula: string;
  readonly type?: 1 | 2 | 3;
  readonly ddf: string;
  readonly tests: readonly {
    readonly term: string;
    readonly numDf: number;
    readonly sumSq?: number;
    readonly meanSq?: number;
    readonly f?: number;
    readonly chisq?: number;
    readonly denDf?: number;
    readonly p?: number;
  }[];
}

/** The criterion of a model and of the model without each of some terms. See `RandomTermTest` and `DroppedTerm`. */
export interface JsonDeletions extends JsonNotices {
  readonly formula: string;
  readonly method: 'REML' | 'ML' | 'Laplace' | 'AGQ';
  readonly logLik: number;
  readonly AIC: number;
  readonly tests: readonly {
    readonly term: string;
    /** Of `ranova` that of the reduced model, of `dropOne` the number of coefficients that go. */
    readonly npar: number;
    readonly logLik: number;
    readonly AIC: number;
    readonly lrt?: number;
    readonly df?: number;
    readonly p?: number;
    readonly pMix?: number;
    readonly pExact?: number;
  }[];
  readonly simulation?: { readonly nsim: number; readonly seed: number };
}

function deletions(tests: DropOneChisq | Ranova): JsonDeletions {
  const { formula, rows, notices } = tests;
  const [whole, ...others] = rows;
  return {
    formula,
    method: tests.kind === 'ranova' ? tests.method : 'ML',
    logLik: whole.logLik,
    AIC: whole.aic,
    tests: others.map(({ term = '', npar = 0, aic, ...test }) => ({
      term,
      npar,
      AIC: aic,
      ...test,
    })),
    ...('simulation' in tests && tests.simulation && { simulation: tests.simulation }),
    notices: notices.map(({ code, text }) => ({ code, text })),
  };
}

/** Table of tests as plain JSON data. */
export function anovaToJson(tests: Anova): JsonAnova;
export function anovaToJson(tests: TermTests | DropOneF): JsonTermTests;
export function anovaToJson(tests: DropOneChisq | Ranova): JsonDeletions;
export function anovaToJson(
  tests: Anova | TermTests | DropOneF | DropOneChisq | Ranova,
): JsonAnova | JsonTermTests | JsonDeletions {
  if (tests.kind === 'ranova' || tests.kind === 'drop-one-chisq') return deletions(tests);
  const notices = tests.notices.map(({ code, text }) => ({ code, text }));
  if (tests.kind === 'anova') {
    const models = tests.rows.map(
      ({ name, formula, npar, aic, bic, logLik, deviance, ...test }) => ({
        name,
        formula,
        npar,
        AIC: aic,
        BIC: bic,
        logLik,
        deviance,
        ...test,
      }),
    );
    return { models, notices };
  }
  const { formula, ddf, rows } = tests;
  const type = tests.kind === 'term-tests' ? { type: tests.type } : {};
  return { formula, ...type, ddf, tests: rows, notices };
}
