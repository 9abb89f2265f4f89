import type { CrossProducts } from './cross-products.ts';
import { factorTemplates, placeTemplates } from './evaluate.ts';
import { withInferenceCore } from './inference-core.ts';
import { loadProblem } from './load-problem.ts';

/**
 * C, the inverse of the leading (q + p) block of A(θ), where rows look at it. It belongs to the spherical effects u and the
 * columns X̃; σ²C is the joint covariance of (û − u, β̃). Blocks are column-major.
 */
export interface SelectedInverse {
  /** For each factor levels × K×K. */
  readonly diagonal: readonly Float64Array[];
  /** For each factor levels × K×p: with the columns of X̃. */
  readonly fixedRows: readonly Float64Array[];
  /** For each pair of factors one K₁×K₂ block for each entry of its `index`. */
  readonly pairs: readonly Float64Array[];
  /** p×p. */
  readonly fixed: Float64Array;
  /** For each factor K×K: what b = Λu is made by, in the engine's basis. */
  readonly templates: readonly Float64Array[];
}

/** The selected inverse at θ in the user's columns; undefined where A(θ) cannot be factored. */
export function selectedInverse(
  products: CrossProducts,
  theta: ArrayLike<number>,
): SelectedInverse | undefined {
  const { factors, pairs, kept } = products;
  const p = kept.length;
  return withInferenceCore((core) => {
    loadProblem(core, products, true, true);
    const { exports } = core;
    const templates = factorTemplates(products, theta);
    exports.prepareSelected();
    placeTemplates(core, templates);
    const lengths = [
      ...factors.map(({ levels, size }) => levels * size * size),
      ...factors.map(({ levels, size }) => levels * size * p),
      ...pairs.map(({ blocks }) => blocks.length),
      p * p,
    ];
    const address = exports.alloc(8 * lengths.reduce((sum, length) => sum + length, 0)) >>> 0;
    if (exports.selectedBlocks(address) !== 0) return undefined;
    let at = address;
    const blocks = lengths.map((length) => {
      const block = core.readF64(at, length);
      at += 8 * length;
      return block;
    });
    const count = factors.length;
    return {
      diagonal: blocks.slice(0, count),
      fixedRows: blocks.slice(count, 2 * count),
      pairs: blocks.slice(2 * count, -1),
      fixed: blocks[blocks.length - 1],
      templates,
    };
  });
}
