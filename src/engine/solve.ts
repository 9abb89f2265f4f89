import { inStretches } from '../number/stretches.ts';
import { type Core, type Progress, withCore } from './core.ts';
import type { CrossProducts, FactorProducts, TermBasis } from './cross-products.ts';
import { criterionConstant, denominator, loadProblem } from './load-problem.ts';
import { thetaLength } from './templates.ts';

/** How the optimiser ended. */
export type Outcome = 'converged' | 'exhausted' | 'cancelled' | 'no-start';
export const outcomes: readonly Outcome[] = ['converged', 'exhausted', 'cancelled', 'no-start'];

/** The optimum in the engine's own basis and scale (y of residual size 1), as assembly/model/results.ts lays it out. */
export interface Solution {
  readonly outcome: Outcome;
  /** θ in the engine's basis: lower triangles column by column, term by term, non-negative diagonals. */
  readonly theta: Float64Array;
  /** False for the entries of template columns that are zero on the boundary. */
  readonly free: readonly boolean[];
  /** REML criterion or −2 log-likelihood, in the user's units. */
  readonly objective: number;
  /** σ̂ in the user's units. */
  readonly sigma: number;
  /** û level by level, factor by factor; then β̃. */
  readonly effects: Float64Array;
  readonly conditional: Float64Array;
  readonly prediction: Float64Array;
  readonly fixedInverse: Float64Array;
  readonly fixedSlopes: Float64Array;
  /** ∂r²/∂θ_k relative to r². */
  readonly residualSlopes: Float64Array;
  /** Hessian of the criterion with respect to the free entries of θ, m×m. */
  readonly hessian: Float64Array;
  readonly decrement: number;
  readonly largestSlope: number;
  readonly smallestCurvature: number;
  readonly boundarySlope: number;
  /** Whether the criterion still falls along some direction off the boundary. */
  readonly descends: boolean;
  readonly evaluations: number;
  readonly hessianEvaluations: number;
  readonly trace: readonly number[];
}

/** Moments outside this range, as shares of the variance of ỹ, are not believed. */
const LEAST = 0.01;
const MOST = 0.9;

/** Adds Σ dₐ, Σ dₐ² and Σ hₐ² over levels from..to − 1 for coefficient a of a factor. */
function addMoments(
  { size, diagonal, tail: products }: FactorProducts,
  a: number,
  tail: number,
  from: number,
  to: number,
  into: Float64Array,
): void {
  let first = 0;
  let second = 0;
  let between = 0;
  for (let level = from; level < to; level++) {
    const d = diagonal[level * size * size + a * (size + 1)];
    const h = products[(level * tail + tail - 1) * size + a];
    first += d;
    second += d * d;
    between += h * h;
  }
  into[0] += first;
  into[1] += second;
  into[2] += between;
}

/**
 * Moment estimate of the variance of each coefficient of a term, as a share of the variance of ỹ (which is 1), each coefficient
 * taken alone: E Σ hₐ² = τ² Σ dₐ² + (1 − τ²) Σ dₐ for the cross-products hₐ with ỹ and the squared norms dₐ.
 */
function momentVariances(
  { factors }: CrossProducts,
  { factor, offset, size }: TermBasis,
  tail: number,
) {
  return Array.from({ length: size }, (_, c) => {
    const sums = new Float64Array(3);
    inStretches(factors[factor].levels, (from, to) => {
      addMoments(factors[factor], offset + c, tail, from, to, sums);
    });
    const variance = (sums[2] - sums[0]) / (sums[1] - sums[0]);
    return variance > LEAST ? Math.min(variance, MOST) : LEAST;
  });
}

/** Where the optimiser begins: diagonal templates by moments. */
export function startingTheta(products: CrossProducts): Float64Array {
  const tail = products.kept.length + 1;
  const variances = products.terms.map((term) => momentVariances(products, term, tail));
  const explained = variances.flat().reduce((sum, variance) => sum + variance, 0);
  const rest = Math.max(1 - explained, 1 - MOST);
  const theta = new Float64Array(thetaLength(products.terms));
  let next = 0;
  for (const own of variances) {
    own.forEach((variance, c) => {
      theta[next] = Math.sqrt(variance / rest);
      next += own.length - c;
    });
  }
  return theta;
}

function readResults(core: Core, products: CrossProducts, m: number) {
  const p = products.kept.length;
  let q = 0;
  let blocks = 0;
  for (const { levels, size } of products.factors) {
    q += levels * size;
    blocks += levels * size * size;
  }
  const residual = core.number('residual');
  return {
    effects: core.readF64(core.number('effects'), q + p),
    conditional: core.readF64(core.number('conditional'), blocks),
    prediction: core.readF64(core.number('prediction'), blocks),
    fixedInverse: core.readF64(core.number('fixedInverse'), p * p),
    fixedSlopes: core.readF64(core.number('fixedSlopes'), m * p * p),
    residualSlopes: core.readF64(core.number('residualSlopes'), m).map((x) => x / residual),
    residual,
  };
}

/** Minimises the criterion of a model given by its cross-products, and reads everything at the optimum. */
export function solve(products: CrossProducts, reml: boolean, onProgress?: Progress): Solution {
  return withCore((core) => {
    loadProblem(core, products, reml);
    const m = thetaLength(products.terms);
    const constant = criterionConstant(products, reml);
    const address = core.writeF64(startingTheta(products));
    const outcome = outcomes[core.exports.optimise(address)];
    const objective = core.exports.finishAt(address) + constant;
    const { residual, ...results } = readResults(core, products, m);
    return {
      outcome,
      theta: core.readF64(address, m),
      free: Array.from(core.readI32(core.number('free'), m), (flag) => flag === 1),
      objective,
      sigma: products.scale * Math.sqrt(residual / denominator(products, reml)),
      ...results,
      hessian: core.readF64(core.number('hessian'), m * m),
      decrement: core.number('decrement'),
      largestSlope: core.number('largestSlope'),
      smallestCurvature: core.number('smallestCurvature'),
      boundarySlope: core.number('boundarySlope'),
      descends: core.number('left') >= 0,
      evaluations: core.number('evaluations'),
      hessianEvaluations: core.exports.extraEvaluations(),
      trace: Array.from(
        core.readF64(core.number('trace'), core.number('traceLength')),
        (value) => value + constant,
      ),
    };
  }, onProgress);
}
