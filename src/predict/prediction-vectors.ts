import type { CrossProducts } from '../engine/cross-products.ts';
import type { PredictionVectors } from '../engine/prediction-variances.ts';
import { NEW_LEVEL } from './known-levels.ts';
import type { PredictionRows } from './prediction-rows.ts';

/** The part that a random term has in a prediction. */
type TermRole =
  /** Its predicted effects are in it; those of new levels are 0, with their variance. */
  | 'known'
  /** Effects of a new group: 0, with their variance. */
  | 'new'
  /** None; only an observation has it, with the variance of a new group. */
  | 'out';

/** A random term that takes part, with the level of each row where it is `known`. */
export interface TermPart {
  readonly role: TermRole;
  readonly codes?: Int32Array;
}

/** Vectors of the engine for some rows, and the rows of terms whose variance adds up without it. */
export interface RowVectors {
  readonly vectors: PredictionVectors;
  /** For each term z̃ of each vector, k numbers each. */
  readonly inner: readonly Float64Array[];
  /** For each term 1 where a prediction has its variance as of a new group, 2 where only an observation has. */
  readonly added: readonly Uint8Array[];
}

/** Rows of columns times R⁻¹ for an upper triangle R, written every `stride` numbers from `at`. */
function toBasis(
  columns: readonly Float64Array[],
  r: Float64Array,
  rows: Int32Array,
  target: Float64Array,
  stride: number,
  at: number,
): void {
  const k = columns.length;
  for (let i = 0; i < rows.length; i++) {
    const from = i * stride + at;
    for (let c = 0; c < k; c++) {
      let value = columns[c][rows[i]];
      for (let l = 0; l < c; l++) value -= target[from + l] * r[c * k + l];
      target[from + c] = value / r[c * k + c];
    }
  }
}

/** The vectors (x̃, z̃) of some rows in the engine's basis. */
export function rowVectors(
  products: CrossProducts,
  rows: PredictionRows,
  parts: readonly TermPart[],
  chosen: Int32Array,
): RowVectors {
  const { kept, triangle, factors, terms } = products;
  const count = chosen.length;
  const p = kept.length;
  const fixed = new Float64Array(count * p);
  toBasis(rows.fixed, triangle, chosen, fixed, p, 0);
  const starts: number[] = [];
  let width = 0;
  for (const { size } of factors) {
    starts.push(width);
    width += size;
  }
  const levels = new Int32Array(count * factors.length).fill(NEW_LEVEL);
  const random = new Float64Array(count * width);
  const inner: Float64Array[] = [];
  const added: Uint8Array[] = [];
  rows.terms.forEach(({ columns }, t) => {
    const { factor, offset, size, triangle: r } = terms[t];
    const { role, codes } = parts[t];
    const own = new Float64Array(count * size);
    toBasis(columns, r, chosen, own, size, 0);
    const flags = new Uint8Array(count).fill(role === 'new' ? 1 : role === 'out' ? 2 : 0);
    if (codes !== undefined) {
      for (let i = 0; i < count; i++) {
        const code = codes[chosen[i]];
        if (code < 0) {
          flags[i] = 1;
          continue;
        }
        levels[i * factors.length + factor] = code;
        const at = i * width + starts[factor] + offset;
        for (let c = 0; c < size; c++) random[at + c] = own[i * size + c];
      }
    }
    inner.push(own);
    added.push(flags);
  });
  return { vectors: { count, levels, random, fixed }, inner, added };
}
