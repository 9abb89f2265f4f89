import type { CrossProducts } from './cross-products.ts';
import { type DrawFrom, prepareDrawing } from './draw.ts';
import { withInferenceCore } from './inference-core.ts';
import { loadProblem } from './load-problem.ts';

/**
 * Responses drawn as cross-products (assembly/draw/response.ts), replicates first … first + count − 1 of a seed, their fixed
 * effects zero: Z̃ᵀWỹ, X̃ᵀWỹ, ỹᵀWỹ of each.
 *
 * @param chiSquared the χ² of a replicate with these degrees of freedom
 */
export function drawResponses(
  products: CrossProducts,
  from: DrawFrom,
  range: { readonly first: number; readonly count: number; readonly seed: number },
  chiSquared: (df: number, replicate: number) => number,
): Float64Array[] {
  return withInferenceCore((core) => {
    loadProblem(core, products, true, true);
    const drawing = prepareDrawing(core, products, from);
    return Array.from({ length: range.count }, (_, i) => {
      const r = range.first + i;
      drawing.draw(range.seed, r, chiSquared(drawing.residualDf, r));
      return core.readF64(drawing.response, drawing.length);
    });
  });
}

/**
 * The cross-products with another response, Xβ + the one drawn.
 *
 * @param gamma R β, the fixed effects in the engine's basis
 */
export function withResponse(
  products: CrossProducts,
  drawn: Float64Array,
  gamma: Float64Array,
): CrossProducts {
  const p = products.kept.length;
  const fixed = products.fixed.slice();
  let at = 0;
  const factors = products.factors.map((factor) => {
    const { levels, size } = factor;
    const tail = factor.tail.slice();
    for (let l = 0; l < levels; l++) {
      for (let r = 0; r < size; r++) tail[(l * (p + 1) + p) * size + r] = drawn[at++];
    }
    return { ...factor, tail };
  });
  for (let j = 0; j <= p; j++) {
    fixed[j * (p + 1) + p] = drawn[at];
    fixed[p * (p + 1) + j] = drawn[at++];
  }
  return { ...products, fixed, factors, response: gamma };
}

function repeated(values: Float64Array, copies: number): Float64Array {
  const all = new Float64Array(values.length * copies);
  for (let c = 0; c < copies; c++) all.set(values, c * values.length);
  return all;
}

/**
 * The cross-products of the rows taken `copies` times, each time with groups of their own. The response is the same in all of
 * them; only what does not depend on it is of use.
 */
export function copyGroups(products: CrossProducts, copies: number): CrossProducts {
  if (copies === 1) return products;
  return {
    ...products,
    n: products.n * copies,
    logWeights: products.logWeights * copies,
    fixed: products.fixed.map((x) => x * copies),
    factors: products.factors.map((factor) => ({
      ...factor,
      levels: factor.levels * copies,
      diagonal: repeated(factor.diagonal, copies),
      tail: repeated(factor.tail, copies),
    })),
    pairs: products.pairs.map((pair) => {
      const rows = pair.pointers.length - 1;
      const entries = pair.index.length;
      const columns = products.factors[pair.second].levels;
      const pointers = new Int32Array(rows * copies + 1);
      const index = new Int32Array(entries * copies);
      for (let c = 0; c < copies; c++) {
        for (let r = 0; r <= rows; r++) pointers[c * rows + r] = c * entries + pair.pointers[r];
        for (let e = 0; e < entries; e++) index[c * entries + e] = c * columns + pair.index[e];
      }
      return { ...pair, pointers, index, blocks: repeated(pair.blocks, copies) };
    }),
  };
}
