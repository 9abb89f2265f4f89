import type { AnyModel } from '../fit/generalised-model.ts';
import type { NamedValues } from './named-values.ts';

/**
 * Estimated fixed effects β̂ in the order of the model matrix.
 *
 * Coefficients that were left out because of linear dependence (`model.fixed.dropped`) are not among them.
 */
export function fixef(model: AnyModel): NamedValues {
  return { names: model.fixed.names, values: model.fixed.estimates };
}
