import { residuals } from '../effects/residuals.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { checkLinear, withRows } from '../fit/kept.ts';
import { choleskyResiduals } from './cholesky-residuals.ts';
import { hatValues } from './leverage.ts';

/** Which residuals. */
export interface StandardizedResidualsOptions {
  /**
   * `'conditional'` (default): of the fitted values with the random effects. `'marginal'`: of Xβ̂ + offset, made independent by the
   * Cholesky factor of their estimated covariance.
   */
  readonly type?: 'conditional' | 'marginal';
}

/** A leverage this near 1 leaves a residual that is rounding. */
const WHOLE = 1e-10;

/**
 * Residuals of unit variance, one for each row kept.
 *
 * Conditional: internally studentized, e√w / (σ̂ √(1 − h)) with the leverages h of `hatValues`; for linear models lme4's `rstudent`. A row with
 * leverage 1 has residual 0. Marginal: L⁻¹(y − Xβ̂ − offset) with LLᵀ the estimated covariance matrix of the rows of a group, in their order (Houseman,
 * Ryan & Coull 2004, J. Am. Stat. Assoc. 99, 383–394): nearly independent and standard normal if the model holds.
 *
 * Of generalised models conditional ones alone, Pearson's over √(1 − h).
 *
 * @throws `option` on an unknown type; `model-kind`, `input` for ordinal models; `grouping-factor` for marginal residuals when grouping factors cross
 */
export function standardizedResiduals(
  model: AnyModel,
  options: StandardizedResidualsOptions = {},
): Float64Array {
  const { type = 'conditional' } = options;
  if (type === 'marginal') {
    checkLinear(model, 'standardizedResiduals() of type "marginal"');
    return choleskyResiduals(withRows(model, 'residuals'));
  }
  if (type !== 'conditional') {
    throw new BlupError('option', `type is "${type}"; use "conditional" or "marginal"`, {
      value: type,
    });
  }
  const scaled = residuals(model, { type: 'scaled' });
  return hatValues(model).map((h, i) => (1 - h > WHOLE ? scaled[i] / Math.sqrt(1 - h) : 0));
}

/**
 * Cook's distance of every row with the random effects counted among the parameters, as lme4's `cooks.distance(model)`:
 * (e√w/(1 − h))² h / (p σ̂²), p the number of fixed effects. It needs no refit; `influence` gives the distance of the fixed effects alone.
 *
 * Of generalised models with Pearson residuals.
 *
 * A row with leverage 1 has distance 0: the residual says nothing about it.
 */
export function cooksDistance(model: AnyModel): Float64Array {
  const scaled = residuals(model, { type: 'scaled' });
  const p = Math.max(model.fixed.names.length, 1);
  return hatValues(model).map((h, i) => (1 - h > WHOLE ? ((scaled[i] / (1 - h)) ** 2 * h) / p : 0));
}
