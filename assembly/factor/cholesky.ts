import { getF, getI, setF, setI } from '../access';
import { allocF64, allocI32 } from '../arena';
import { factorPanel } from '../dense/panel';
import { subtractProduct } from '../dense/product';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';

// The supernodal Cholesky factorisation of the assembled panels, and where the rows of one panel stand in
// another.

/** Σ log L_jj over the random columns and over the columns of X; the last pivot squared is r². */
export let logRandom: f64 = 0;
export let logFixed: f64 = 0;
export let residual: f64 = 0;

/** For kinds of models that are factored elsewhere. */
export function setFactorResults(random: f64, fixed: f64, squares: f64): void {
  logRandom = random;
  logFixed = fixed;
  residual = squares;
}

let positions: usize = 0;
let update: usize = 0;

/** Scratch for one update: as high as the tallest and as wide as the widest panel. */
export function prepareFactor(): void {
  positions = allocI32(supernodes.tallest);
  update = allocF64(<f64>supernodes.tallest * <f64>supernodes.widest);
}

/**
 * Supernodal Cholesky factorisation of the assembled panels, in place, from the leaves to X and y (right-looking: a panel
 * is factored and its outer product taken from every panel above; Ng & Peyton 1993).
 *
 * @returns 0, or k + 1 when pivot k (in elimination order; columns of X and y after the random effects) is not positive
 */
export function factorise(): i32 {
  logRandom = 0;
  let product: f64 = 1;
  for (let s = 0; s < supernodes.count; s++) {
    const c = supernodes.columns(s);
    const ld = supernodes.stride(s);
    const panel = supernodes.panel(s);
    const failed = c === 1 ? factorColumn(panel, ld) : factorPanel(panel, ld, c, ld);
    if (failed !== 0) return supernodes.firstColumn(s) + failed;
    for (let j = 0; j < c; j++) {
      product *= getF(panel, j * ld + j);
      if (product > 1e200) {
        logRandom += Math.log(product);
        product = 1;
      }
    }
    updateAncestors(s, c, ld, panel);
  }
  logRandom += Math.log(product);
  const t = problem.tail;
  const failed = factorPanel(supernodes.tailPanel, t, t, t);
  if (failed !== 0) return problem.q + failed;
  logFixed = 0;
  for (let j = 0; j < problem.p; j++) logFixed += Math.log(getF(supernodes.tailPanel, j * t + j));
  const last = getF(supernodes.tailPanel, problem.p * t + problem.p);
  residual = last * last;
  return 0;
}

/** `factorPanel` of a single column. */
function factorColumn(column: usize, rows: i32): i32 {
  const pivot = load<f64>(column);
  if (!(pivot > 0) || pivot === Infinity) return 1;
  const root = Math.sqrt(pivot);
  store<f64>(column, root);
  const inverse = 1.0 / root;
  for (let i = 1; i < rows; i++) setF(column, i, getF(column, i) * inverse);
  return 0;
}

/** tail −= x xᵀ, lower triangle. */
function subtractSquare(t: i32, x: usize): void {
  let column = supernodes.tailPanel;
  for (let j = 0; j < t; j++) {
    const by = getF(x, j);
    for (let i = j; i < t; i++) setF(column, i, getF(column, i) - by * getF(x, i));
    column += (<usize>t) << 3;
  }
}

export function updateAncestors(s: i32, c: i32, ld: i32, panel: usize): void {
  const list = supernodes.rows(s);
  const listed = supernodes.rowCount(s);
  const t = problem.tail;
  let from = 0;
  while (from < listed) {
    const target = getI(supernodes.owner, getI(list, from));
    const to = supernodes.endOfRun(list, from, listed);
    const rows = listed - from + t;
    const contiguous = locateRows(target, list, from, listed, t, positions);
    const source = panel + ((<usize>(c + from)) << 3);
    const width = to - from;
    const targetPanel = supernodes.panel(target);
    const targetLd = supernodes.stride(target);
    if (c === 1) {
      scatterRankOne(rows, width, source, targetPanel, targetLd);
    } else if (contiguous) {
      const offset = getI(positions, 0);
      const at = targetPanel + ((<usize>offset * <usize>targetLd + <usize>offset) << 3);
      subtractProduct(rows, width, c, source, ld, source, ld, 1, at, targetLd, true);
    } else {
      memory.fill(update, 0, (<usize>rows * <usize>width) << 3);
      subtractProduct(rows, width, c, source, ld, source, ld, 1, update, rows, true);
      scatter(rows, width, targetPanel, targetLd);
    }
    from = to;
  }
  const source = panel + ((<usize>(c + listed)) << 3);
  if (c === 1) subtractSquare(t, source);
  else subtractProduct(t, t, c, source, ld, source, ld, 1, supernodes.tailPanel, t, true);
}

/**
 * Positions, in the panel of `target`, of rows list[from … to) and then of its tail rows.
 *
 * @returns whether they follow each other without a gap
 */
export function locateRows(
  target: i32,
  list: usize,
  from: i32,
  to: i32,
  tail: i32,
  out: usize,
): bool {
  const tailStart = supernodes.columns(target) + supernodes.rowCount(target);
  const start = supernodes.rowInPanel(target, getI(list, from));
  const last = supernodes.rowInPanel(target, getI(list, to - 1));
  const count = to - from;
  const dense = last - start === count - 1;
  for (let i = 0; i < count; i++) {
    setI(out, i, dense ? start + i : supernodes.rowInPanel(target, getI(list, from + i)));
  }
  for (let j = 0; j < tail; j++) setI(out, count + j, tailStart + j);
  return dense && (tail === 0 || last + 1 === tailStart);
}

export function scatterRankOne(rows: i32, width: i32, source: usize, target: usize, ld: i32): void {
  for (let j = 0; j < width; j++) {
    const factor = getF(source, j);
    const column = target + ((<usize>getI(positions, j) * <usize>ld) << 3);
    for (let i = j; i < rows; i++) {
      const at = getI(positions, i);
      setF(column, at, getF(column, at) - factor * getF(source, i));
    }
  }
}

export function scatter(rows: i32, width: i32, target: usize, ld: i32): void {
  for (let j = 0; j < width; j++) {
    const column = target + ((<usize>getI(positions, j) * <usize>ld) << 3);
    const values = update + ((<usize>j * <usize>rows) << 3);
    for (let i = j; i < rows; i++) {
      const at = getI(positions, i);
      setF(column, at, getF(column, at) + getF(values, i));
    }
  }
}
