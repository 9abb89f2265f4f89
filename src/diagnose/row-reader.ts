import type { Design } from '../design/design.ts';
import type { CrossProducts, PairProducts } from '../engine/cross-products.ts';

/** Reads single rows of a design in the engine's basis. The arrays are those of the last row read. */
export interface RowReader {
  /** x̃, then ỹ: p + 1. */
  readonly x: Float64Array;
  /** z̃ of each factor, the K coefficients of its terms. */
  readonly z: readonly Float64Array[];
  /** Level of each factor. */
  readonly levels: Int32Array;
  /** Precision weight times frequency weight. */
  readonly weight: () => number;
  readonly read: (row: number) => void;
}

/** The codes of each factor of the cross-products. */
export function factorCodes(design: Design, { factors, terms }: CrossProducts): Int32Array[] {
  return factors.map((_, f) => design.random[terms.findIndex(({ factor }) => factor === f)].codes);
}

/** value[c] = (column[c][row] − Σ value[l] r[l, c]) / r[c, c], written from `at` on. */
function forward(
  columns: readonly Float64Array[],
  row: number,
  r: Float64Array,
  target: Float64Array,
  at: number,
): void {
  const k = columns.length;
  for (let c = 0; c < k; c++) {
    let value = columns[c][row];
    for (let l = 0; l < c; l++) value -= target[at + l] * r[c * k + l];
    target[at + c] = value / r[c * k + c];
  }
}

/** A reader of the rows that made the cross-products. */
export function rowReader(design: Design, products: CrossProducts): RowReader {
  const { kept, triangle, response, scale, factors, terms } = products;
  const { y, offset, precisionWeights, frequencyWeights } = design;
  const p = kept.length;
  const columns = Array.from(kept, (j) => design.fixed.columns[j]);
  const codes = factorCodes(design, products);
  const x = new Float64Array(p + 1);
  const z = factors.map(({ size }) => new Float64Array(size));
  const levels = new Int32Array(factors.length);
  let last = 0;
  return {
    x,
    z,
    levels,
    weight: () => (precisionWeights?.[last] ?? 1) * (frequencyWeights?.[last] ?? 1),
    read: (row) => {
      last = row;
      forward(columns, row, triangle, x, 0);
      let rest = y[row] - (offset?.[row] ?? 0);
      for (let j = 0; j < p; j++) rest -= x[j] * response[j];
      x[p] = rest / scale;
      for (let t = 0; t < terms.length; t++) {
        const { factor, offset: at, triangle: r } = terms[t];
        forward(design.random[t].columns, row, r, z[factor], at);
      }
      for (let f = 0; f < codes.length; f++) levels[f] = codes[f][row];
    },
  };
}

/** A function that finds the block of the levels a and b, which meet in some row, among the blocks of a pair of factors. */
export function pairFinder({ pointers, index }: PairProducts): (a: number, b: number) => number {
  // Blocks of one level of the first factor stand in no particular order.
  const order = Int32Array.from(index, (_, e) => e);
  for (let a = 0; a + 1 < pointers.length; a++) {
    order.subarray(pointers[a], pointers[a + 1]).sort((e, f) => index[e] - index[f]);
  }
  return (a, b) => {
    let low = pointers[a];
    let high = pointers[a + 1] - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (index[order[middle]] < b) low = middle + 1;
      else high = middle;
    }
    return order[low];
  };
}
