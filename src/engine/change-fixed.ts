import type { CrossProducts } from './cross-products.ts';
import { product, transpose } from './small-matrix.ts';
import { triangularise } from './triangularise.ts';

/** An orthonormal basis of the columns of a matrix and their coordinates in it: A = Q R, diagonal of R positive. */
interface Factored {
  /** rows×columns, column-major. */
  readonly q: Float64Array;
  /** columns×columns, upper triangular, column-major. */
  readonly r: Float64Array;
}

/** A = Q R of a matrix with independent columns, column-major. */
export function factorColumns(a: Float64Array, rows: number, columns: number): Factored {
  const own = Array.from({ length: columns }, (_, c) => a.slice(c * rows, (c + 1) * rows));
  // The reflections, applied to unit vectors, give Qᵀ.
  const units = Array.from({ length: rows }, (_, i) => {
    const unit = new Float64Array(rows);
    unit[i] = 1;
    return unit;
  });
  triangularise([...own, ...units], columns, 0);
  const r = new Float64Array(columns * columns);
  const q = new Float64Array(rows * columns);
  for (let k = 0; k < columns; k++) {
    const sign = own[k][k] < 0 ? -1 : 1;
    for (let c = k; c < columns; c++) r[c * columns + k] = sign * own[c][k];
    for (let i = 0; i < rows; i++) q[k * rows + i] = sign * units[i][k];
  }
  return { q, r };
}

/**
 * The cross-products of the model with X·B in place of X (kept columns), from those of X alone.
 *
 * With X = X̃R and RB = QR₀ the new basis is X̃Q with triangle R₀. What of y the smaller model leaves is what the larger
 * one left and the part of X̃γ outside Q: s₀ỹ₀ = sỹ + X̃(γ − QQᵀγ). So the new [X̃ ỹ] is the old one times a matrix.
 *
 * @param b p×p₀ with independent columns, column-major
 */
export function changeFixed(products: CrossProducts, b: Float64Array): CrossProducts {
  const { kept, triangle, response, scale, fixed, factors } = products;
  const p = kept.length;
  const rank = p === 0 ? 0 : b.length / p;
  const { q, r } = factorColumns(product(triangle, b, p, p, rank), p, rank);
  const gamma = product(transpose(q, p, rank), response, rank, p, 1);
  const inside = product(q, gamma, p, rank, 1);
  const outside = response.map((value, j) => value - inside[j]);
  const whole = Math.hypot(scale, ...outside);
  const tail = p + 1;
  const change = new Float64Array(tail * (rank + 1));
  for (let c = 0; c < rank; c++) change.set(q.subarray(c * p, (c + 1) * p), c * tail);
  change.set(
    outside.map((x) => x / whole),
    rank * tail,
  );
  change[rank * tail + p] = scale / whole;
  const back = transpose(change, tail, rank + 1);
  return {
    ...products,
    columns: rank,
    kept: Int32Array.from({ length: rank }, (_, j) => j),
    triangle: r,
    response: gamma,
    scale: whole,
    fixed: product(back, product(fixed, change, tail, tail, rank + 1), rank + 1, tail, rank + 1),
    factors: factors.map((factor) => {
      const { levels, size } = factor;
      const changed = new Float64Array(levels * size * (rank + 1));
      for (let l = 0; l < levels; l++) {
        const block = factor.tail.subarray(l * size * tail, (l + 1) * size * tail);
        changed.set(product(block, change, size, tail, rank + 1), l * size * (rank + 1));
      }
      return { ...factor, tail: changed };
    }),
  };
}
