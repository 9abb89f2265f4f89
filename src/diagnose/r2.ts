import type { AnyModel } from '../fit/generalised-model.ts';
import { varianceParts } from './variance-parts.ts';

/** Shares of the variance that a model explains. */
export interface R2 {
  /** By the fixed effects. */
  readonly marginal: number;
  /** By fixed and random effects. */
  readonly conditional: number;
}

/**
 * Marginal and conditional R² of Nakagawa & Schielzeth (2013), with random slopes as by Johnson (2014): variance of the fixed part, without
 * and with the random variance, over the sum of fixed, random and residual variance. See `varianceParts`. Of binomial and ordinal models on the latent scale.
 *
 * @throws `input` for generalised models without a latent variable; `no-rows-kept` for loaded ones
 */
export function r2(model: AnyModel): R2 {
  const { fixed, random, residual } = varianceParts(model);
  const all = random.reduce((sum, x) => sum + x, 0);
  const total = fixed + all + residual;
  return { marginal: fixed / total, conditional: (fixed + all) / total };
}
