import { BlupError } from '../errors/blup-error.ts';
import { components } from './components.ts';
import { withCore } from './core.ts';
import type { CrossProducts } from './cross-products.ts';
import { placeTemplates } from './evaluate.ts';
import { loadProducts, parameterEntries } from './load-problem.ts';

/**
 * How V = W⁻¹ + Σ γᵢ Z Eᵢ Zᵀ (relative to σ², in the engine's basis) acts on X and on itself, for V linear in the m
 * variances and covariances γᵢ, Eᵢ the pattern of 0 and 1 of each. p×p matrices are column-major.
 */
export interface VarianceDerivatives {
  readonly gamma: Float64Array;
  /** XᵀV⁻¹X. */
  readonly information: Float64Array;
  /** tr V⁻¹ZEᵢZᵀ. */
  readonly traces: Float64Array;
  /** tr V⁻¹ZEᵢZᵀV⁻¹ZEⱼZᵀ at [i·m + j], i ≤ j. */
  readonly squares: Float64Array;
  /** XᵀV⁻¹ZEᵢZᵀV⁻¹X. */
  readonly first: readonly Float64Array[];
  /** XᵀV⁻¹ZEᵢZᵀV⁻¹ZEⱼZᵀV⁻¹X at [i·m + j], i ≤ j. */
  readonly second: readonly Float64Array[];
}

/** What WebAssembly can address, less what the cross-products and small arrays take at most beside their own size. */
const ADDRESSABLE = 2 ** 32 - 2 ** 24;

/**
 * The sums for a model at given relative covariances, without any matrix of the size of the rows. Random effects are taken
 * component by component; memory and work grow with the square and the cube of what one component leaves when its largest
 * factor is eliminated.
 *
 * @param templates one K×K matrix T for each factor, relative covariance T Tᵀ
 * @throws `memory` with the bytes, before anything is allocated, when a component is too large
 */
export function varianceDerivatives(
  products: CrossProducts,
  templates: readonly Float64Array[],
): VarianceDerivatives {
  const { factors, pairs, terms, kept } = products;
  const parts = components(products);
  const held = [
    ...factors.flatMap(({ diagonal, tail }) => [diagonal.length, tail.length]),
    ...pairs.flatMap(({ blocks, index }) => [blocks.length, 2 * index.length]),
  ].reduce((sum, length) => sum + length, parts.largest);
  if (8 * held > ADDRESSABLE) {
    throw new BlupError(
      'memory',
      `Kenward-Roger needs ${Math.ceil((8 * held) / 2 ** 20)} MiB for random effects that are all crossed with each other, more than WebAssembly can address; use ddf "satterthwaite"`,
      { value: 8 * held },
    );
  }
  const p = kept.length;
  const entries = parameterEntries(terms);
  const m = entries.length / 3;
  return withCore((core) => {
    loadProducts(core, products, true);
    placeTemplates(core, templates);
    core.exports.setVarianceParameters(m, core.writeI32(entries));
    const sums = core.exports.beginSums() >>> 0;
    const failed = core.exports.addComponents(
      parts.count,
      core.writeI32(parts.starts),
      core.writeI32(parts.leaves),
      core.writeI32(parts.factors),
      core.writeI32(parts.levels),
    );
    if (failed !== 0) {
      throw new BlupError('not-fitted', 'the covariance of the data is numerically singular');
    }
    let at = sums;
    const next = (count: number): Float64Array => {
      const values = core.readF64(at, count);
      at += 8 * count;
      return values;
    };
    const traces = next(m);
    const squares = next(m * m);
    const explained = next(p * p);
    return {
      gamma: Float64Array.from({ length: m }, (_, i) => {
        const [f, r, c] = entries.slice(3 * i, 3 * i + 3);
        return covarianceAt(templates[f], factors[f].size, r, c);
      }),
      information: explained.map((x, i) => {
        const [r, c] = [i % p, Math.floor(i / p)];
        return products.fixed[c * (p + 1) + r] - (x + explained[r * p + c]) / 2;
      }),
      traces,
      squares,
      first: Array.from({ length: m }, () => next(p * p)),
      second: Array.from({ length: m * m }, () => next(p * p)),
    };
  });
}

/** Entry (r, c) of T Tᵀ. */
function covarianceAt(t: Float64Array, k: number, r: number, c: number): number {
  let sum = 0;
  for (let l = 0; l < k; l++) sum += t[l * k + r] * t[l * k + c];
  return sum;
}
