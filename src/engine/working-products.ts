import type { Core } from './core.ts';
import type { CrossProducts, FactorProducts, PairProducts, TermBasis } from './cross-products.ts';
import type { GeneralisedExports } from './generalised-core.ts';

/**
 * What the rows say to the random effects of a generalised model at their mode: Z̃ᵀWZ̃ in the engine's basis, W the observed information of
 * the rows. With the templates it gives the precision of the effects, as cross-products do for a linear model.
 */
export interface WorkingProducts {
  readonly factors: readonly Pick<FactorProducts, 'name' | 'levels' | 'size' | 'diagonal'>[];
  readonly pairs: readonly PairProducts[];
  readonly terms: readonly TermBasis[];
}

/**
 * Reads them out of the core, after `finishAt`.
 *
 * @param names of the grouping factors of the terms
 */
export function readWorking(
  core: Core<GeneralisedExports>,
  terms: readonly TermBasis[],
  names: readonly string[],
): WorkingProducts {
  const { exports } = core;
  const sizes: number[] = [];
  for (const { factor, size } of terms) sizes[factor] = (sizes[factor] ?? 0) + size;
  const factors = sizes.map((size, f) => {
    const levels = exports.levels(f);
    return {
      name: names[terms.findIndex(({ factor }) => factor === f)],
      levels,
      size,
      diagonal: core.readF64(exports.diagonal(f), levels * size * size),
    };
  });
  const pairs = Array.from({ length: core.number('pairCount') }, (_, g) => {
    const first = exports.first(g);
    const second = exports.second(g);
    const entries = exports.pairEntries(g);
    return {
      first,
      second,
      pointers: core.readI32(exports.pointers(g), factors[first].levels + 1),
      index: core.readI32(exports.index(g), entries),
      blocks: core.readF64(exports.blocks(g), entries * sizes[first] * sizes[second]),
    };
  });
  return { factors, pairs, terms };
}

/** The same as cross-products without fixed columns: what the calculations of linear models take. */
export function withoutFixed({ factors, pairs, terms }: WorkingProducts): CrossProducts {
  const nothing = new Float64Array(0);
  return {
    kind: 'cross-products',
    n: 1,
    logWeights: 0,
    columns: 0,
    kept: new Int32Array(0),
    triangle: nothing,
    response: nothing,
    scale: 1,
    fixed: Float64Array.of(1),
    factors: factors.map((own) => ({ ...own, tail: new Float64Array(own.levels * own.size) })),
    pairs,
    terms,
  };
}
