import { entriesOf, templatesOf } from '../../engine/templates.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Model } from '../../fit/model.ts';
import { centralDifference } from '../../number/central-difference.ts';
import type { Estimate } from '../parameters/estimate.ts';
import { estimateAt, type ParameterSpace, type Point } from '../parameters/parameter-space.ts';

/** What standard errors of variance parameters come from. */
export function certified({ varianceInformation, certificate }: Model) {
  if (varianceInformation !== undefined) return varianceInformation;
  throw new BlupError(
    'not-fitted',
    `the fit is not certified (${certificate.missing ?? 'no reason known'}), so it has no standard errors; use method "profile"`,
    { certificate },
  );
}

/** Standard error of a function of (θ, log σ, β), by central differences; the two parts are asymptotically independent. */
export function linearDeltaError(
  model: Model,
  space: ParameterSpace,
  point: Point,
  f: (estimate: Estimate) => number,
): number {
  const { size, covariance } = certified(model);
  const { products, terms } = space;
  const theta = terms.flatMap(({ size: k }, t) => entriesOf(point.templates[t], k));
  const phi = Float64Array.from([...theta, point.logSigma]);
  const at = (x: Float64Array, beta: Float64Array): number =>
    f(
      estimateAt(space, { templates: templatesOf(products.terms, x), logSigma: x[size - 1], beta }),
    );
  const slopes = phi.map((own, k) => {
    // Held directions do not vary, and a function of a zero variance may have no slope there.
    if (covariance[k * size + k] === 0) return 0;
    const h = 1e-4 * Math.max(Math.abs(own), 0.05);
    const moved = (by: number): number => {
      const x = phi.slice();
      x[k] += by;
      return at(x, point.beta);
    };
    return centralDifference(moved, h);
  });
  let variance = quadratic(covariance, slopes, size);
  const { kept, triangle, scale } = products;
  const p = kept.length;
  // In standard errors of the user's coefficients, so that no unit matters.
  const bySe = Float64Array.from({ length: p }, (_, j) => {
    const se = Math.sqrt(model.fixed.vcov[j * p + j]);
    const moved = (by: number): number => {
      const beta = point.beta.map((x, i) =>
        i <= j ? x + (by * se * triangle[j * p + i]) / scale : x,
      );
      return at(phi, beta);
    };
    const h = 1e-3;
    return (moved(h) - moved(-h)) / (2 * h) / se;
  });
  if (bySe.some((x) => x !== 0)) variance += quadratic(model.fixed.vcov, bySe, p);
  return Math.sqrt(variance);
}

function quadratic(a: Float64Array, v: Float64Array, n: number): number {
  let sum = 0;
  for (let j = 0; j < n; j++) for (let i = 0; i < n; i++) sum += v[i] * a[j * n + i] * v[j];
  return sum;
}
