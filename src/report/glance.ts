import { aic, bic, dofModel } from '../effects/log-lik.ts';
import { checkLinear } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';

/** A model in one row, with the column names of R's broom.mixed. */
export interface GlanceRow {
  readonly nobs: number;
  /** Residual standard deviation. */
  readonly sigma: number;
  /** Restricted for REML fits. */
  readonly logLik: number;
  readonly AIC: number;
  readonly BIC: number;
  /** The REML criterion; of REML fits only. */
  readonly REMLcrit?: number;
  /** −2 log-likelihood; of ML fits only. */
  readonly deviance?: number;
  /** Observations minus all estimated parameters, as lme4 counts. */
  readonly 'df.residual': number;
}

/** Size and fit of a model as one plain row, as broom.mixed's `glance` has it for lme4 models. */
export function glance(model: Model): GlanceRow {
  checkLinear(model, 'glance()');
  const { nobs, sigma, objective } = model;
  return {
    nobs,
    sigma,
    logLik: -objective / 2,
    AIC: aic(model),
    BIC: bic(model),
    ...(model.method === 'REML' ? { REMLcrit: objective } : { deviance: objective }),
    'df.residual': nobs - dofModel(model),
  };
}
