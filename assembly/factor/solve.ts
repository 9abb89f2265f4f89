import { getF, getI, setF } from '../access';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';

// Triangular solutions with the factor in the panels, for one vector (effects of the response) or several side
// by side. Vectors have q scalars in elimination order, then p for X̃.

/** û and β̃ from the row of y in the factor, by back-substitution: x has q scalars in elimination order, then p. */
export function solveEffects(x: usize): void {
  solveFixed(supernodes.tailPanel, x + ((<usize>problem.q) << 3));
  solveRandom(x, 1.0);
}

/** β̃ (p numbers) from the factor of [X̃ ỹ], tail×tail. */
export function solveFixed(factor: usize, beta: usize): void {
  const p = problem.p;
  for (let j = p - 1; j >= 0; j--) {
    const column = factor + ((<usize>(j * problem.tail)) << 3);
    let sum = getF(column, p);
    for (let i = j + 1; i < p; i++) sum -= getF(column, i) * getF(beta, i);
    setF(beta, j, sum / getF(column, j));
  }
}

/** û for the fixed effects that stand at the end of x, and the response times a number. */
export function solveRandom(x: usize, response: f64): void {
  const p = problem.p;
  const q = problem.q;
  for (let s = supernodes.count - 1; s >= 0; s--) {
    const c = supernodes.columns(s);
    const ld = supernodes.stride(s);
    const first = supernodes.firstColumn(s);
    const list = supernodes.rows(s);
    const listed = supernodes.rowCount(s);
    for (let j = c - 1; j >= 0; j--) {
      const column = supernodes.panel(s) + ((<usize>j * <usize>ld) << 3);
      let sum = response * getF(column, ld - 1);
      for (let i = j + 1; i < c; i++) sum -= getF(column, i) * getF(x, first + i);
      for (let i = 0; i < listed; i++) sum -= getF(column, c + i) * getF(x, getI(list, i));
      for (let i = 0; i < p; i++) sum -= getF(column, c + listed + i) * getF(x, q + i);
      setF(x, first + j, sum / getF(column, j));
    }
  }
}

/**
 * Forward substitution L z = a for m right-hand sides at once, in place; row i of all of them at a[i·m].
 * Rows: q scalars in elimination order, then p for X. The row of y takes no part.
 */
export function solveForward(m: i32, a: usize): void {
  const p = problem.p;
  const q = problem.q;
  const t = problem.tail;
  for (let s = 0; s < supernodes.count; s++) {
    const c = supernodes.columns(s);
    const ld = supernodes.stride(s);
    const first = supernodes.firstColumn(s);
    const list = supernodes.rows(s);
    const listed = supernodes.rowCount(s);
    for (let j = 0; j < c; j++) {
      const column = supernodes.panel(s) + ((<usize>j * <usize>ld) << 3);
      const own = row(a, first + j, m);
      divideRow(m, own, getF(column, j));
      for (let i = j + 1; i < c; i++) subtractRow(m, getF(column, i), own, row(a, first + i, m));
      for (let i = 0; i < listed; i++) {
        subtractRow(m, getF(column, c + i), own, row(a, getI(list, i), m));
      }
      for (let i = 0; i < p; i++) {
        subtractRow(m, getF(column, c + listed + i), own, row(a, q + i, m));
      }
    }
  }
  for (let j = 0; j < p; j++) {
    const column = supernodes.tailPanel + ((<usize>(j * t)) << 3);
    const own = row(a, q + j, m);
    divideRow(m, own, getF(column, j));
    for (let i = j + 1; i < p; i++) subtractRow(m, getF(column, i), own, row(a, q + i, m));
  }
}

/** Back-substitution Lᵀ x = z over the q random columns for m right-hand sides at once, in place; layout as `solveForward`. */
export function solveBackward(m: i32, a: usize): void {
  for (let s = supernodes.count - 1; s >= 0; s--) {
    const c = supernodes.columns(s);
    const ld = supernodes.stride(s);
    const first = supernodes.firstColumn(s);
    const list = supernodes.rows(s);
    const listed = supernodes.rowCount(s);
    for (let j = c - 1; j >= 0; j--) {
      const column = supernodes.panel(s) + ((<usize>j * <usize>ld) << 3);
      const own = row(a, first + j, m);
      for (let i = j + 1; i < c; i++) subtractRow(m, getF(column, i), row(a, first + i, m), own);
      for (let i = 0; i < listed; i++) {
        subtractRow(m, getF(column, c + i), row(a, getI(list, i), m), own);
      }
      divideRow(m, own, getF(column, j));
    }
  }
}

function row(a: usize, i: i32, m: i32): usize {
  return a + ((<usize>i * <usize>m) << 3);
}

function divideRow(m: i32, x: usize, by: f64): void {
  for (let k = 0; k < m; k++) setF(x, k, getF(x, k) / by);
}

function subtractRow(m: i32, f: f64, x: usize, y: usize): void {
  for (let k = 0; k < m; k++) setF(y, k, getF(y, k) - f * getF(x, k));
}
