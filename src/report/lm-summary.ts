import type { Notice } from '../errors/notice.ts';
import type { OptionColumns } from '../fit/model.ts';
import { fTail } from '../inference/distributions/f-distribution.ts';
import { tTwoSided } from '../inference/distributions/student-t.ts';
import type { LinearModel } from '../linear/linear-model.ts';
import { fiveNumbers } from './quantiles.ts';

/** A coefficient with its t-test; only the name when its column was left out. */
export interface LmCoefficient {
  readonly name: string;
  readonly estimate?: number;
  readonly se?: number;
  readonly statistic?: number;
  /** Two-sided, with the residual degrees of freedom. */
  readonly p?: number;
}

/** F-test of all coefficients but the intercept. */
export interface OverallTest {
  readonly value: number;
  readonly df: number;
  readonly dfResidual: number;
  readonly p: number;
}

/** Everything that a printed summary of a linear model shows, as plain data. */
export interface LmSummary {
  readonly kind: 'lm-summary';
  readonly formula: string;
  readonly dataName?: string;
  readonly optionColumns?: OptionColumns;
  readonly nobs: number;
  /** Minimum, quartiles and maximum of √w times the residuals; up to 5 residual degrees of freedom all of them. */
  readonly residuals: readonly number[];
  readonly weighted: boolean;
  /** In the order of the model matrix, those left out included. */
  readonly coefficients: readonly LmCoefficient[];
  /** Residual standard error. NaN without residual degrees of freedom. */
  readonly sigma: number;
  readonly dfResidual: number;
  /** Absent in a model of an intercept alone, or of nothing. */
  readonly rSquared?: number;
  readonly adjRSquared?: number;
  /** Absent too without residual degrees of freedom. */
  readonly fStatistic?: OverallTest;
  readonly logLik: number;
  readonly aic: number;
  readonly bic: number;
  readonly notices: readonly Notice[];
}

function coefficients({ fixed, dfResidual, design }: LinearModel): LmCoefficient[] {
  const p = fixed.names.length;
  return design.fixed.names.map((name) => {
    const j = fixed.names.indexOf(name);
    if (j < 0) return { name };
    const estimate = fixed.estimates[j];
    const se = Math.sqrt(fixed.vcov[j * p + j]);
    const statistic = estimate / se;
    const p2 = dfResidual > 0 ? tTwoSided(statistic, dfResidual) : Number.NaN;
    return { name, estimate, se, statistic, p: p2 };
  });
}

/** Share explained, adjusted share, and the F-test; as R's, deviations are from the mean where there is an intercept. */
function explained(model: LinearModel): Pick<LmSummary, 'rSquared' | 'adjRSquared' | 'fStatistic'> {
  const { modelSS, residualSS, intercept, fixed, dfResidual, nobs } = model;
  const one = intercept ? 1 : 0;
  const df = fixed.names.length - one;
  if (df === 0) return {};
  const rSquared = modelSS / (modelSS + residualSS);
  if (dfResidual === 0) return { rSquared };
  const value = modelSS / df / (residualSS / dfResidual);
  return {
    rSquared,
    adjRSquared: 1 - (1 - rSquared) * ((nobs - one) / dfResidual),
    fStatistic: { value, df, dfResidual, p: fTail(value, df, dfResidual) },
  };
}

/**
 * Summary of a linear model as data, as R's `summary.lm`, with log-likelihood, AIC and BIC (σ counted as a parameter);
 * `formatLm` prints it.
 */
export function lmSummary(model: LinearModel): LmSummary {
  const { design, dfResidual, fixed, logLik, nobs } = model;
  const { precisionWeights, frequencyWeights } = design;
  const scaled = precisionWeights
    ? model.residuals.map((e, i) => e * Math.sqrt(precisionWeights[i]))
    : model.residuals;
  const parameters = fixed.names.length + 1;
  return {
    kind: 'lm-summary',
    formula: model.formula,
    ...(model.dataName !== undefined && { dataName: model.dataName }),
    ...(model.optionColumns !== undefined && { optionColumns: model.optionColumns }),
    nobs,
    residuals: dfResidual > 5 ? fiveNumbers(scaled, frequencyWeights) : Array.from(scaled),
    weighted: precisionWeights !== undefined,
    coefficients: coefficients(model),
    sigma: model.sigma,
    dfResidual,
    ...explained(model),
    logLik,
    aic: 2 * parameters - 2 * logLik,
    bic: parameters * Math.log(nobs) - 2 * logLik,
    notices: model.notices,
  };
}
