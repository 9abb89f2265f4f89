import { BlupError } from '../errors/blup-error.ts';
import type { Model } from '../fit/model.ts';
import type { DdfMethod } from './ddf-method.ts';
import { type ContrastTest, satterthwaite } from './satterthwaite.ts';

/**
 * t-test of ℓᵀβ = 0 with the degrees of freedom of one's choice; with `none` they are Infinity (a z-test).
 *
 * @throws `input` when `l` does not have one finite number for each estimated fixed effect; `not-fitted` when the fit
 * is not certified
 */
export function contrastTest(model: Model, l: ArrayLike<number>, ddf: DdfMethod): ContrastTest {
  if (ddf === 'satterthwaite') return satterthwaite(model, l);
  throw new BlupError('option', `ddf "${ddf}" is not available yet`, { value: ddf });
}
