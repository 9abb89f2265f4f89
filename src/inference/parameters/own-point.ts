import { lowerTriangle, product } from '../../engine/small-matrix.ts';
import type { Model } from '../../fit/model.ts';
import { logarithm } from '../../number/elementary.ts';
import type { Point } from './parameter-space.ts';

/** The model's own estimates in the engine's basis. */
export function ownPoint(model: Model): Point {
  const { triangle, response, scale } = model.crossProducts;
  const p = response.length;
  const beta = Float64Array.from(response, (gamma, j) => {
    let sum = -gamma;
    for (let i = j; i < p; i++) sum += triangle[i * p + j] * model.fixed.estimates[i];
    return sum / scale;
  });
  return { templates: ownTemplates(model), logSigma: logarithm(model.sigma / scale), beta };
}

/** T̃ = R T of the model, lower triangular. */
export function ownTemplates({ crossProducts, random }: Model): Float64Array[] {
  return random.map(({ template }, t) => {
    const { size, triangle } = crossProducts.terms[t];
    return lowerTriangle(product(triangle, template, size, size, size), size);
  });
}
