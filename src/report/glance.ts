import { aic, bic, dofModel } from '../effects/log-lik.ts';
import type { AnyModel } from '../fit/generalised-model.ts';

/** A model in one row, with the column names of R's broom.mixed. */
export interface GlanceRow {
  readonly nobs: number;
  /** Residual standard deviation; of generalised models √φ where Var(y) = φV(μ) with an estimated φ, else 1. */
  readonly sigma: number;
  /** Restricted for REML fits. */
  readonly logLik: number;
  readonly AIC: number;
  readonly BIC: number;
  /** The REML criterion; of REML fits only. */
  readonly REMLcrit?: number;
  /**
   * −2 log-likelihood; of ML fits only. Of generalised models the sum of squared deviance residuals, given the random effects, as in R; absent
   * for ordinal ones and those without rows.
   */
  readonly deviance?: number;
  /** Generalised models: the parameter of a family that has one (size, dispersion, precision). */
  readonly dispersion?: number;
  /** Observations minus all estimated parameters, as lme4 counts. */
  readonly 'df.residual': number;
}

/** Size and fit of a model as one plain row, as broom.mixed's `glance` has it for lme4 models. */
export function glance(model: AnyModel): GlanceRow {
  const { nobs, sigma, objective } = model;
  return {
    nobs,
    sigma,
    logLik: -objective / 2,
    AIC: aic(model),
    BIC: bic(model),
    ...criterion(model),
    'df.residual': nobs - dofModel(model),
  };
}

function criterion(model: AnyModel): Partial<GlanceRow> {
  const { objective } = model;
  if (model.kind === 'lmm') {
    return model.method === 'REML' ? { REMLcrit: objective } : { deviance: objective };
  }
  const { dispersion, deviance, design } = model;
  const weights = design?.frequencyWeights;
  const sum = deviance?.reduce((total, r, i) => total + (weights?.[i] ?? 1) * r * r, 0);
  return {
    ...(sum !== undefined && deviance && deviance.length > 0 && { deviance: sum }),
    ...(dispersion && { dispersion: dispersion.estimate }),
  };
}
