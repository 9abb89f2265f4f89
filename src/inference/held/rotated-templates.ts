import { lowerTriangle, product, transpose } from '../../engine/small-matrix.ts';
import { dot } from '../../number/dot.ts';

/** Lower triangles L_t of all terms one after the other, T̃_t = Q_t L_t; one term may have a rotation Q. */
interface Layout {
  readonly sizes: readonly number[];
  /** Position of entry (r, c) of a term's triangle. */
  position(term: number, r: number, c: number): number;
  readonly length: number;
  readonly diagonals: readonly number[];
}

function layoutOf(sizes: readonly number[]): Layout {
  const starts: number[] = [];
  let length = 0;
  for (const k of sizes) {
    starts.push(length);
    length += (k * (k + 1)) / 2;
  }
  const position = (t: number, r: number, c: number): number =>
    starts[t] + c * sizes[t] - (c * (c - 1)) / 2 + (r - c);
  const diagonals = sizes.flatMap((k, t) => Array.from({ length: k }, (_, c) => position(t, c, c)));
  return { sizes, position, length, diagonals };
}

/** Orthonormal matrix (k×k) whose first columns span the given vectors, in their order. */
export function rotationFor(vectors: readonly Float64Array[], k: number): Float64Array {
  const q = new Float64Array(k * k);
  const candidates = [...vectors];
  for (let e = 0; e < k; e++) {
    const unit = new Float64Array(k);
    unit[e] = 1;
    candidates.push(unit);
  }
  let found = 0;
  for (const candidate of candidates) {
    if (found === k) break;
    const x = candidate.map((v) => v / Math.hypot(...candidate));
    for (let pass = 0; pass < 2; pass++) {
      for (let c = 0; c < found; c++) {
        const column = q.subarray(c * k, (c + 1) * k);
        const share = dot(column, x);
        for (let r = 0; r < k; r++) x[r] -= share * column[r];
      }
    }
    const length = Math.hypot(...x);
    if (length < 1e-9) continue;
    q.set(
      x.map((v) => v / length),
      found * k,
    );
    found++;
  }
  return q;
}

/** Row i of a k×k matrix. */
export function rowOf(inverse: Float64Array, i: number, k: number): Float64Array {
  return Float64Array.from({ length: k }, (_, r) => inverse[r * k + i]);
}

/** The templates of all terms by the entries of their triangles. */
export interface Rotated {
  readonly layout: Layout;
  /** All triangles at the optimum. */
  readonly start: Float64Array;
  templates(entries: Float64Array): Float64Array[];
  /** Derivatives with respect to the entries from those with respect to the templates. */
  chain(slopes: readonly Float64Array[]): Float64Array;
}

/** @param q rotation of the template of `term` */
export function rotated(
  given: readonly Float64Array[],
  sizes: readonly number[],
  term = -1,
  q?: Float64Array,
): Rotated {
  const layout = layoutOf(sizes);
  const start = new Float64Array(layout.length);
  const fill = (t: number, l: Float64Array): void => {
    const k = sizes[t];
    for (let c = 0; c < k; c++) {
      for (let r = c; r < k; r++) start[layout.position(t, r, c)] = l[c * k + r];
    }
  };
  sizes.forEach((k, t) => {
    if (t !== term || q === undefined) fill(t, lowerTriangle(given[t], k));
    else fill(t, lowerTriangle(product(transpose(q, k, k), given[t], k, k, k), k));
  });
  return {
    layout,
    start,
    templates: (entries) =>
      sizes.map((k, t) => {
        const l = new Float64Array(k * k);
        for (let c = 0; c < k; c++) {
          for (let r = c; r < k; r++) l[c * k + r] = entries[layout.position(t, r, c)];
        }
        return t === term && q !== undefined ? product(q, l, k, k, k) : l;
      }),
    chain: (slopes) => {
      const out = new Float64Array(layout.length);
      sizes.forEach((k, t) => {
        const own =
          t === term && q !== undefined
            ? product(transpose(q, k, k), slopes[t], k, k, k)
            : slopes[t];
        for (let c = 0; c < k; c++) {
          for (let r = c; r < k; r++) out[layout.position(t, r, c)] = own[c * k + r];
        }
      });
      return out;
    },
  };
}
