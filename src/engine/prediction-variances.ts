import { BlupError } from '../errors/blup-error.ts';
import type { CrossProducts } from './cross-products.ts';
import { placeTemplates } from './evaluate.ts';
import { withInferenceCore } from './inference-core.ts';
import { loadProblem } from './load-problem.ts';

/** Sparse vectors (x, z) in the engine's basis, one for each prediction. */
export interface PredictionVectors {
  readonly count: number;
  /** One level of each factor, −1 for none; count × factors, row by row. */
  readonly levels: Int32Array;
  /** Coefficients z̃ of factor after factor, K each; count × ΣK, row by row. */
  readonly random: Float64Array;
  /** Coefficients x̃; count × p, row by row. */
  readonly fixed: Float64Array;
}

/** Vectors that are handed to the core at once. */
const BLOCK = 16384;

/**
 * Variances of x'(β̂ − β) + z'(b̂ − b), relative to σ², with the variance parameters taken as known: all covariances of
 * fixed and random effects, of levels that never met in the data too (Henderson 1975, Biometrics 31).
 *
 * @param templates for each point one K×K matrix of every factor, as `factorTemplates` makes them
 * @returns for each point one number for each vector
 * @throws `not-fitted` when the factorisation breaks down
 */
export function predictionVariances(
  products: CrossProducts,
  templates: readonly (readonly Float64Array[])[],
  vectors: PredictionVectors,
): Float64Array[] {
  const { count, levels, random, fixed } = vectors;
  const factors = products.factors.length;
  const width = products.factors.reduce((sum, { size }) => sum + size, 0);
  const p = products.kept.length;
  return withInferenceCore((core) => {
    loadProblem(core, products, true, true);
    const { exports } = core;
    exports.prepareVariances();
    const size = Math.min(BLOCK, count);
    const at = {
      levels: exports.alloc(Math.max(8, 4 * size * factors)) >>> 0,
      random: exports.alloc(8 * size * width + 8) >>> 0,
      fixed: exports.alloc(8 * size * p + 8) >>> 0,
      out: exports.alloc(8 * size + 8) >>> 0,
    };
    return templates.map((matrices) => {
      placeTemplates(core, matrices);
      if (exports.factorVariances(count) !== 0) {
        throw new BlupError('not-fitted', 'the variances of predictions cannot be computed');
      }
      const variances = new Float64Array(count);
      for (let from = 0; from < count; from += size) {
        const to = Math.min(count, from + size);
        const buffer = exports.memory.buffer;
        new Int32Array(buffer, at.levels, (to - from) * factors).set(
          levels.subarray(from * factors, to * factors),
        );
        new Float64Array(buffer, at.random, (to - from) * width).set(
          random.subarray(from * width, to * width),
        );
        new Float64Array(buffer, at.fixed, (to - from) * p).set(fixed.subarray(from * p, to * p));
        exports.variancesOf(to - from, at.levels, at.random, at.fixed, at.out);
        variances.set(core.readF64(at.out, to - from), from);
      }
      return variances;
    });
  });
}
