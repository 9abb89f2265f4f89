import type { CrossProducts } from '../../engine/cross-products.ts';
import { solveUpper } from '../../engine/small-matrix.ts';
import type { Model } from '../../fit/model.ts';
import { exponential } from '../../number/elementary.ts';
import { type Estimate, namedFixed, variancesAt } from './estimate.ts';
import { type ParameterNames, parameterNames } from './parameter-names.ts';

/** A point in the engine's basis and scale: T̃ of each term, log σ̃, β̃. */
export interface Point {
  readonly templates: readonly Float64Array[];
  readonly logSigma: number;
  readonly beta: Float64Array;
}

/** The way from the engine's basis to the parameters that users know. */
export interface ParameterSpace extends ParameterNames {
  readonly products: CrossProducts;
}

/** The parameters of a model. */
export function parameterSpace(model: Model): ParameterSpace {
  const products = model.crossProducts;
  return { products, ...parameterNames(model, products.terms) };
}

/** β in the user's columns: R_x⁻¹(γ + s β̃). */
function userFixed(products: CrossProducts, beta: Float64Array): Float64Array {
  const { triangle, response, scale, kept } = products;
  const whole = Float64Array.from(beta, (x, j) => response[j] + scale * x);
  return solveUpper(triangle, whole, kept.length, 1);
}

/** All parameters at a point. */
export function estimateAt(space: ParameterSpace, point: Point): Estimate {
  const { products, terms } = space;
  const sigma = products.scale * exponential(point.logSigma);
  const beta = userFixed(products, point.beta);
  return {
    fixef: namedFixed(space, beta),
    ...variancesAt(terms, point.templates, sigma),
    sigma,
  };
}
