import { addF, getF, getI, setF, setI } from '../access';
import { allocF64, allocI32 } from '../arena';
import { addScaled } from '../dense/vector';
import { assemble } from '../factor/assemble';
import { updateAncestors } from '../factor/cholesky';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';

/**
 * A root L of M = [Z̃ X̃]ᵀW[Z̃ X̃] = L Lᵀ, in panels like those of the factor: the Cholesky factor, with a column of zeros
 * where M has no further rank. M is only semidefinite: the columns of X̃ often lie in the span of Z̃.
 */

/** Rank of [Z̃ X̃]. */
export let rank: i32 = 0;
/** Copies of the panels and of the tail. */
let panels: usize = 0;
let tail: usize = 0;
/** 1 for each column of L that is not zero: q in elimination order, then p. */
let live: usize = 0;
let diagonal: usize = 0;

/** A pivot below this share of its diagonal entry is rounding. */
const NOTHING: f64 = 1e-10;

/** Finds the root; panels and templates are overwritten. */
export function findRoot(): void {
  const q = problem.q;
  const p = problem.p;
  const t = problem.tail;
  live = allocI32(q + p);
  diagonal = allocF64(<f64>q + <f64>p);
  rank = 0;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    for (let c = 0; c < k; c++) {
      for (let r = 0; r < k; r++) setF(problem.template(f), c * k + r, r === c ? 1.0 : 0.0);
    }
  }
  assemble(0.0);
  for (let s = 0; s < supernodes.count; s++) {
    const first = supernodes.firstColumn(s);
    const ld = supernodes.stride(s);
    for (let j = 0; j < supernodes.columns(s); j++) {
      setF(diagonal, first + j, getF(supernodes.panel(s) + ((<usize>j * <usize>ld) << 3), j));
    }
  }
  for (let j = 0; j < p; j++) setF(diagonal, q + j, getF(supernodes.tailPanel, j * t + j));
  for (let s = 0; s < supernodes.count; s++) {
    const c = supernodes.columns(s);
    const ld = supernodes.stride(s);
    const panel = supernodes.panel(s);
    rootPanel(panel, ld, c, supernodes.firstColumn(s));
    updateAncestors(s, c, ld, panel);
  }
  rootPanel(supernodes.tailPanel, t, p, q);
  panels = allocF64(supernodes.panelSize);
  memory.copy(panels, supernodes.panels, (<usize>supernodes.panelSize) << 3);
  tail = allocF64(<f64>(t * t));
  memory.copy(tail, supernodes.tailPanel, (<usize>(t * t)) << 3);
}

/** Factors a trapezoid of `rows` rows in place; pivots that are rounding give columns of zeros. */
export function rootPanel(panel: usize, rows: i32, columns: i32, first: i32): void {
  for (let j = 0; j < columns; j++) {
    const column = panel + ((<usize>j * <usize>rows) << 3);
    const pivot = getF(column, j);
    const whole = getF(diagonal, first + j);
    const nothing = !(pivot > NOTHING * whole);
    setI(live, first + j, nothing ? 0 : 1);
    if (nothing) {
      memory.fill(column + ((<usize>j) << 3), 0, (<usize>(rows - j)) << 3);
      continue;
    }
    rank++;
    const root = Math.sqrt(pivot);
    setF(column, j, root);
    for (let i = j + 1; i < rows; i++) setF(column, i, getF(column, i) / root);
    for (let l = j + 1; l < columns; l++) {
      const at = (<usize>l) << 3;
      const target = panel + ((<usize>l * <usize>rows) << 3);
      addScaled(rows - l, -getF(column, l), column + at, target + at);
    }
  }
}

/**
 * y = L x, both of q + p numbers in elimination order.
 *
 * @returns the sum of squares of the entries of x that count
 */
export function timesRoot(x: usize, y: usize): f64 {
  const q = problem.q;
  const p = problem.p;
  const t = problem.tail;
  memory.fill(y, 0, (<usize>(q + p)) << 3);
  let squares: f64 = 0;
  for (let s = 0; s < supernodes.count; s++) {
    const c = supernodes.columns(s);
    const ld = supernodes.stride(s);
    const first = supernodes.firstColumn(s);
    const list = supernodes.rows(s);
    const listed = supernodes.rowCount(s);
    let column = panels + (supernodes.panel(s) - supernodes.panels);
    for (let j = 0; j < c; j++) {
      if (getI(live, first + j) === 1) {
        const value = getF(x, first + j);
        squares += value * value;
        for (let i = j; i < c; i++) addF(y, first + i, getF(column, i) * value);
        for (let i = 0; i < listed; i++) addF(y, getI(list, i), getF(column, c + i) * value);
        for (let i = 0; i < p; i++) addF(y, q + i, getF(column, c + listed + i) * value);
      }
      column += (<usize>ld) << 3;
    }
  }
  for (let j = 0; j < p; j++) {
    if (getI(live, q + j) === 0) continue;
    const value = getF(x, q + j);
    squares += value * value;
    for (let i = j; i < p; i++) addF(y, q + i, getF(tail, j * t + i) * value);
  }
  return squares;
}
