import { BlupError } from '../errors/blup-error.ts';
import type { Model } from '../fit/model.ts';

/** A maximised log-likelihood with what an information criterion needs. */
export interface LogLik {
  /** The log-likelihood; for REML fits the restricted one. */
  readonly value: number;
  /** Number of parameters: fixed effects, θ and σ. */
  readonly df: number;
  readonly nobs: number;
}

/** Number of observations; with frequency weights their sum. */
export function nobs(model: Model): number {
  return model.nobs;
}

/** Number of estimated parameters: fixed effects, variance parameters θ, and σ. */
export function dofModel(model: Model): number {
  return model.fixed.names.length + model.theta.length + 1;
}

/** Log-likelihood at the estimate: −½ of the minimised criterion, so restricted for REML fits, as in lme4. */
export function logLik(model: Model): LogLik {
  return { value: -model.objective / 2, df: dofModel(model), nobs: model.nobs };
}

/**
 * Deviance of an ML fit: −2 log-likelihood, without subtracting that of a saturated model.
 *
 * Throws `BlupError('input')` for REML fits (lme4 warns and answers with the REML criterion).
 */
export function deviance(model: Model): number {
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
export function remlCriterion(model: Model): number {
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
export function aic(model: Model): number {
  return model.objective + 2 * dofModel(model);
}

/** Schwarz's criterion, criterion + df log(nobs); the remark at `aic` holds. */
export function bic(model: Model): number {
  return model.objective + Math.log(model.nobs) * dofModel(model);
}
