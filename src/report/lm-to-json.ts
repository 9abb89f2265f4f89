import type { LinearModel } from '../linear/linear-model.ts';
import type { LmList } from '../linear/lm-list.ts';
import { lmSummary } from './lm-summary.ts';

function rowsOf(values: Float64Array, width: number): number[][] {
  return Array.from({ length: width }, (_, r) =>
    Array.from(values.subarray(r * width, (r + 1) * width)),
  );
}

/** A linear model as the object that `blup lm --format json` prints. Numbers that are not finite print as null. */
export function lmToJson(model: LinearModel): object {
  const { coefficients, sigma, dfResidual, rSquared, adjRSquared, fStatistic, ...fit } =
    lmSummary(model);
  return {
    formula: model.formula,
    method: 'OLS',
    nobs: model.nobs,
    coefficients,
    vcov: rowsOf(model.fixed.vcov, model.fixed.names.length),
    sigma,
    dfResidual,
    rSquared,
    adjRSquared,
    fStatistic,
    logLik: model.logLik,
    AIC: fit.aic,
    BIC: fit.bic,
    df: model.fixed.names.length + 1,
    notices: model.notices.map(({ code, text }) => ({ code, text })),
  };
}

/** Regressions by group as the object that `blup lm-list --format json` prints. Coefficients that are not determined are null. */
export function lmListToJson(list: LmList): object {
  const { formula, group, names, fits, nobs, dfResidual, sigma, means, sds, notices } = list;
  return {
    formula,
    group,
    names,
    nobs,
    dfResidual,
    sigma,
    means: Array.from(means),
    sds: Array.from(sds),
    fits: fits.map(({ estimates, se, ...fit }) => ({
      ...fit,
      estimates: Array.from(estimates),
      se: Array.from(se),
    })),
    notices: notices.map(({ code, text }) => ({ code, text })),
  };
}
