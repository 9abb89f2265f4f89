import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import type { NamedValues } from './named-values.ts';

/**
 * Variance parameters θ in the user's columns: lower triangles of the relative covariance factors, column by
 * column, terms in formula order. Named as in lme4: `Subject.(Intercept)`, `Subject.Days.(Intercept)`,
 * `Subject.Days`.
 */
export function theta(model: AnyModel): NamedValues {
  const names = model.random.flatMap(({ group, names: own }) =>
    own.flatMap((column, c) =>
      own.slice(c).map((row, r) => (r === 0 ? `${group}.${row}` : `${group}.${row}.${column}`)),
    ),
  );
  return { names, values: model.theta };
}

/**
 * Residual standard deviation σ̂; of a generalised model √φ̂ where its variance is φV(μ) with an estimated φ (gamma, inverse
 * Gaussian, Gaussian), else 1.
 */
export function sigma(model: AnyModel): number {
  return model.sigma;
}

/**
 * True when an estimated covariance matrix has no variance in some direction; `model.singularDirections` says which.
 *
 * Exact by default: what the optimiser holds at zero. With `tolerance`, also where a diagonal entry of a relative covariance
 * factor is below it, as lme4's `isSingular(tol = 1e-4)`; that depends on the units of the predictors. Throws
 * `BlupError('option')` for a tolerance that is negative or no number.
 */
export function isSingular(
  model: AnyModel,
  options: { readonly tolerance?: number } = {},
): boolean {
  const { tolerance = 0 } = options;
  if (!(tolerance >= 0)) {
    throw new BlupError('option', `tolerance is ${tolerance}; it must be 0 or more`, {
      value: tolerance,
    });
  }
  return (
    model.singular ||
    model.random.some(({ names, template }) =>
      names.some((_, c) => template[c * names.length + c] < tolerance),
    )
  );
}
