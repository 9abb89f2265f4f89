import type { Model } from '../fit/model.ts';
import type { NamedValues } from './named-values.ts';

/**
 * Variance parameters θ in the user's columns: lower triangles of the relative covariance factors, column by
 * column, terms in formula order. Named as in lme4: `Subject.(Intercept)`, `Subject.Days.(Intercept)`,
 * `Subject.Days`.
 */
export function theta(model: Model): NamedValues {
  const names = model.random.flatMap(({ group, names: own }) =>
    own.flatMap((column, c) =>
      own.slice(c).map((row, r) => (r === 0 ? `${group}.${row}` : `${group}.${row}.${column}`)),
    ),
  );
  return { names, values: model.theta };
}

/** Residual standard deviation σ̂. */
export function sigma(model: Model): number {
  return model.sigma;
}

/** True when an estimated covariance matrix has no variance in some direction; `model.singularDirections` says which. */
export function isSingular(model: Model): boolean {
  return model.singular;
}
