import type { Design } from '../design/design.ts';
import type { CrossProducts } from '../engine/cross-products.ts';

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

/** Place of the levels a and b of a pair of factors among its blocks. */
export function pairEntry(
  { pointers, index }: { readonly pointers: Int32Array; readonly index: Int32Array },
  a: number,
  b: number,
): number {
  let low = pointers[a];
  let high = pointers[a + 1] - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index[middle] < b) low = middle + 1;
    else high = middle;
  }
  return low;
}
