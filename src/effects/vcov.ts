import type { Model } from '../fit/model.ts';
import type { NamedMatrix } from './named-matrix.ts';

/** Covariance matrix of the estimated fixed effects, p×p, σ² included, θ taken as known. */
export function vcov(model: Model): NamedMatrix {
  const { names, vcov: data } = model.fixed;
  return { rows: names.length, columns: names.length, rowNames: names, columnNames: names, data };
}

/** Standard errors of the fixed effects: square roots of the diagonal of `vcov(model)`. */
export function standardErrors(model: Model): Float64Array {
  const { names, vcov: data } = model.fixed;
  return Float64Array.from(names, (_, i) => Math.sqrt(data[i * names.length + i]));
}
