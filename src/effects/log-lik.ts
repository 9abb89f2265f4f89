import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';

/** A maximised log-likelihood with what an information criterion needs. */
export interface LogLik {
  /** The log-likelihood; for REML fits the restricted one. */
  readonly value: number;
  /** Number of parameters: see `dofModel`. */
  readonly df: number;
  readonly nobs: number;
}

/** Number of observations; with frequency weights their sum. */
export function nobs(model: AnyModel): number {
  return model.nobs;
}

/** Number of estimated parameters: fixed effects, variance parameters θ, and σ, or what a family has (dispersion, thresholds). */
export function dofModel(model: AnyModel): number {
  const others = model.kind === 'lmm' ? 1 : model.auxiliary.length;
  return model.fixed.names.length + model.theta.length + others;
}

/** Log-likelihood at the estimate: −½ of the minimised criterion, so restricted for REML fits, as in lme4. */
export function logLik(model: AnyModel): LogLik {
  return { value: -model.objective / 2, df: dofModel(model), nobs: model.nobs };
}

/**
 * Deviance of a fit by maximum likelihood, linear or generalised: −2 log-likelihood, without subtracting that of a saturated model.
 *
 * Throws `BlupError('input')` for REML fits (lme4 warns and answers with the REML criterion).
 */
export function deviance(model: AnyModel): number {
  if (model.method === 'REML') {
    throw new BlupError(
      'input',
      'a REML fit has no deviance; use remlCriterion(model), or deviance(refitML(model))',
      { value: model.method },
    );
  }
  return model.objective;
}

/** REML criterion at the estimate: −2 times the restricted log-likelihood. Throws `BlupError('input')` for ML fits. */
export function remlCriterion(model: AnyModel): number {
  if (model.method !== 'REML') {
    throw new BlupError(
      'input',
      'an ML fit has no REML criterion; use deviance(model), or fit with method "REML"',
      { value: model.method },
    );
  }
  return model.objective;
}

/**
 * Akaike's information criterion, criterion + 2 df.
 *
 * From the REML criterion for REML fits, as in lme4; such values compare only models with the same fixed effects.
 */
export function aic(model: AnyModel): number {
  return model.objective + 2 * dofModel(model);
}

/** Schwarz's criterion, criterion + df log(nobs); the remark at `aic` holds. */
export function bic(model: AnyModel): number {
  return model.objective + Math.log(model.nobs) * dofModel(model);
}
