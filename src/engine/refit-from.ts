import type { CrossProducts } from './cross-products.ts';
import { withInferenceCore } from './inference-core.ts';
import { denominator, loadProblem } from './load-problem.ts';
import { prepareRefits } from './refits.ts';

/** The estimates of one problem, in the engine's basis. */
export interface RefitPoint {
  readonly theta: Float64Array;
  /** β̃. */
  readonly fixed: Float64Array;
  /** σ̂ in the user's units. */
  readonly sigma: number;
  /** Lower triangle L with LLᵀ = σ²·cov(β̃)⁻¹: p×p, column-major. */
  readonly root: Float64Array;
}

/** β̃ from the factor of what the random effects leave of [X̃ ỹ]ᵀW[X̃ ỹ]. */
function fixedOf(tail: Float64Array, p: number): Float64Array {
  const t = p + 1;
  const beta = new Float64Array(p);
  for (let j = p - 1; j >= 0; j--) {
    let sum = tail[j * t + p];
    for (let i = j + 1; i < p; i++) sum -= tail[j * t + i] * beta[i];
    beta[j] = sum / tail[j * t + j];
  }
  return beta;
}

/**
 * Estimates from θ on: with θ optimised, or held where it is. Undefined where the criterion cannot be evaluated or the optimiser
 * does not come to an end.
 *
 * @param theta in the engine's basis
 */
export function refitFrom(
  products: CrossProducts,
  reml: boolean,
  theta: Float64Array,
  held: boolean,
): RefitPoint | undefined {
  return withInferenceCore((core) => {
    loadProblem(core, products, reml);
    const { exports } = core;
    const p = products.kept.length;
    let found = theta;
    if (held) {
      if (!Number.isFinite(exports.evaluate(core.writeF64(theta), 0))) return undefined;
    } else {
      const { refits, fit } = prepareRefits(core, products, reml, theta, 1);
      fit(undefined, 0);
      if (Number.isNaN(refits.sigma[0])) return undefined;
      found = refits.theta;
    }
    const tail = core.readF64(exports.tailFactor(), (p + 1) ** 2);
    const root = new Float64Array(p * p);
    for (let j = 0; j < p; j++) {
      for (let i = j; i < p; i++) root[j * p + i] = tail[j * (p + 1) + i];
    }
    const d = denominator(products, reml);
    const sigma = products.scale * Math.sqrt(core.number('residual') / d);
    return { theta: found, fixed: fixedOf(tail, p), sigma, root };
  });
}
