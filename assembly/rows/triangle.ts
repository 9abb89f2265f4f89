import { getF, setF } from '../access';
import { alloc, allocZero } from '../arena';
import { addScaled, dot } from '../dense/vector';
import * as input from './input';
import { loadRows } from './scales';

/** Rows that are orthogonalised together: a block of columns stays in the first-level cache. */
export const ROWS: i32 = 128;

/**
 * The triangle R of a QR factorisation of all distinct columns and the response, √W-weighted, in one pass.
 *
 * Blocks of rows are stacked under the triangle so far and reduced by Householder reflections (the tall-skinny QR of
 * Demmel, Grigori, Hoemmen & Langou 2012), so the digits of the columns are not squared as in cross-products.
 *
 *      ┌─────┐ size        size = columnCount + 1, the response last; upper triangle, column-major
 *      │ R   │
 *      ├─────┤             reflector of column j: (v₀ in row j of R, the block's column j)
 *      │block│ ROWS
 *      └─────┘
 */
export function weightedTriangle(roots: usize): usize {
  const size = input.columnCount + 1;
  const r = allocZero((<usize>(size * size)) << 3);
  const block = alloc((<usize>(size * ROWS)) << 3);
  const stride = (<usize>ROWS) << 3;
  for (let from = 0; from < input.n; from += ROWS) {
    const count = min(ROWS, input.n - from);
    for (let j = 0; j < size; j++) {
      loadRows(j, roots, from, count, block + <usize>j * stride);
    }
    absorb(size, r, block, count);
  }
  return r;
}

export function absorb(size: i32, r: usize, block: usize, count: i32): void {
  const stride = (<usize>ROWS) << 3;
  for (let j = 0; j < size; j++) {
    const v = block + <usize>j * stride;
    const sum = dot(count, v, v);
    if (sum === 0) continue;
    const rj = r + ((<usize>(j * size)) << 3);
    const alpha = getF(rj, j);
    const norm = Math.sqrt(alpha * alpha + sum);
    const beta = alpha > 0 ? -norm : norm;
    const v0 = alpha - beta;
    const factor = 2.0 / (v0 * v0 + sum);
    setF(rj, j, beta);
    for (let k = j + 1; k < size; k++) {
      const rk = r + ((<usize>(k * size)) << 3);
      const c = block + <usize>k * stride;
      const f = factor * (v0 * getF(rk, j) + dot(count, v, c));
      setF(rk, j, getF(rk, j) - f * v0);
      addScaled(count, -f, v, c);
    }
  }
}

/**
 * Reduces chosen columns of a triangle to a triangle of their own, leaving out columns that depend on earlier ones.
 *
 * A column is dependent when what remains of it after projection is at most `tolerance` times its norm.
 *
 * @param work m×count, column-major: the chosen columns, overwritten; row i of the result is row i of `work`
 * @param kept for each column 1 or 0
 * @returns the rank; pivots are made positive
 */
export function reduceColumns(m: i32, count: i32, work: usize, kept: usize, tolerance: f64): i32 {
  let rank = 0;
  for (let j = 0; j < count; j++) {
    const column = work + ((<usize>(j * m)) << 3);
    const whole = Math.sqrt(dot(m, column, column));
    const rest = column + ((<usize>rank) << 3);
    const remaining = m - rank;
    const norm = remaining > 0 ? Math.sqrt(dot(remaining, rest, rest)) : 0;
    if (!(norm > tolerance * whole)) {
      store<i32>(kept + ((<usize>j) << 2), 0);
      continue;
    }
    store<i32>(kept + ((<usize>j) << 2), 1);
    const alpha = load<f64>(rest);
    const beta = alpha > 0 ? -norm : norm;
    const v0 = alpha - beta;
    store<f64>(rest, v0);
    const factor = 2.0 / (norm * norm - alpha * alpha + v0 * v0);
    for (let k = j + 1; k < count; k++) {
      const target = work + ((<usize>(k * m + rank)) << 3);
      addScaled(remaining, -factor * dot(remaining, rest, target), rest, target);
    }
    store<f64>(rest, beta);
    for (let i = 1; i < remaining; i++) setF(rest, i, 0);
    if (beta < 0) {
      for (let k = j; k < count; k++) {
        const at = work + ((<usize>(k * m + rank)) << 3);
        store<f64>(at, -load<f64>(at));
      }
    }
    rank++;
  }
  return rank;
}
