import type { AnyModel } from '../fit/generalised-model.ts';
import { checkStandardErrors } from '../fit/kept.ts';
import type { NamedMatrix } from './named-matrix.ts';

/**
 * Covariance matrix of the estimated fixed effects, p×p: of a linear model σ² included, θ taken as known; of a generalised one that
 * of maximum likelihood, which carries the uncertainty of θ. Throws `BlupError('not-fitted')` for a generalised model without
 * certificate.
 */
export function vcov(model: AnyModel): NamedMatrix {
  checkStandardErrors(model);
  const { names, vcov: data } = model.fixed;
  return { rows: names.length, columns: names.length, rowNames: names, columnNames: names, data };
}

/** Standard errors of the fixed effects, in the order of `vcov(model).rowNames`: square roots of its diagonal. */
export function standardErrors(model: AnyModel): Float64Array {
  checkStandardErrors(model);
  const { names, vcov: data } = model.fixed;
  return Float64Array.from(names, (_, i) => Math.sqrt(data[i * names.length + i]));
}
