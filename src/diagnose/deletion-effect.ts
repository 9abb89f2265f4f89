import type { CrossProducts } from '../engine/cross-products.ts';
import type { RefitPoint } from '../engine/refit-from.ts';
import { congruence, product, solveUpper, transpose } from '../engine/small-matrix.ts';

/** Fixed effects of a fit: what `deletionEffect` compares. */
export type FixedPoint = Pick<RefitPoint, 'fixed' | 'sigma' | 'root'>;

/** What leaving out some rows does to the fixed effects; arrays in the order of the coefficients. */
export interface DeletionEffect {
  /** Estimates without the rows. */
  readonly estimates: Float64Array;
  /** Estimates without the rows minus those with them. */
  readonly dfbeta: Float64Array;
  /** `dfbeta` in standard errors without the rows. */
  readonly dfbetas: Float64Array;
  /** Cook's distance dᵀV⁻¹d/p, d = `dfbeta` and V the covariance matrix with the rows. */
  readonly cooksDistance: number;
  /** The same with the covariance matrix without the rows. */
  readonly mdffits: number;
  /** det V without the rows over det V with them: below 1, leaving them out makes the estimates more precise. */
  readonly covRatio: number;
}

/** (LLᵀ)⁻¹ for a lower triangle. */
function inverseOf(root: Float64Array, p: number): Float64Array {
  const upper = transpose(root, p, p);
  const identity = new Float64Array(p * p);
  for (let i = 0; i < p; i++) identity[i * (p + 1)] = 1;
  const half = solveUpper(upper, identity, p, p);
  return product(half, transpose(half, p, p), p, p, p);
}

/** ‖Lᵀd‖². */
function squaredNorm(root: Float64Array, d: Float64Array): number {
  const p = d.length;
  let sum = 0;
  for (let j = 0; j < p; j++) {
    let value = 0;
    for (let i = j; i < p; i++) value += root[j * p + i] * d[i];
    sum += value * value;
  }
  return sum;
}

function logDeterminant({ sigma, root, fixed }: FixedPoint): number {
  const p = fixed.length;
  let sum = 2 * p * Math.log(sigma);
  for (let j = 0; j < p; j++) sum -= 2 * Math.log(root[j * (p + 1)]);
  return sum;
}

/** Compares the fixed effects of two fits to the same basis. */
export function deletionEffect(
  products: CrossProducts,
  whole: FixedPoint,
  rest: FixedPoint,
): DeletionEffect {
  const { triangle, response, scale } = products;
  const p = whole.fixed.length;
  const d = rest.fixed.map((value, j) => value - whole.fixed[j]);
  const moved = d.map((value) => value * scale);
  const dfbeta = solveUpper(triangle, moved, p, 1);
  const inner = rest.fixed.map((value, j) => response[j] + scale * value);
  const vcov = congruence(triangle, inverseOf(rest.root, p), p);
  const many = Math.max(p, 1);
  return {
    estimates: solveUpper(triangle, inner, p, 1),
    dfbeta,
    dfbetas: dfbeta.map((value, j) => value / (rest.sigma * Math.sqrt(vcov[j * (p + 1)]))),
    cooksDistance: squaredNorm(whole.root, moved) / (many * whole.sigma ** 2),
    mdffits: squaredNorm(rest.root, moved) / (many * rest.sigma ** 2),
    covRatio: Math.exp(logDeterminant(rest) - logDeterminant(whole)),
  };
}
