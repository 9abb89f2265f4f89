import { getF, getI, setF } from '../access';
import { allocF64, allocI32 } from '../arena';
import { subtractTransposed } from '../dense/packed';
import { invertLower } from '../dense/panel';
import { subtractProduct } from '../dense/product';
import { transpose } from '../dense/vector';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';
import { locateRows } from './cholesky';

// The selected inverse: entries of the inverse of M (q × q), or of the leading (q + p) block of A, where the
// factor has entries.

let positions: usize = 0;
/** Buffers of one panel, `high` rows and `wide` columns at most. */
let scaled: usize = 0;
let result: usize = 0;
let gathered: usize = 0;
let inverse: usize = 0;
let inverseTransposed: usize = 0;
let square: usize = 0;

/** Scratch for the selected inverse. */
export function prepareInverse(): void {
  const high = <f64>supernodes.tallest;
  const wide = <f64>supernodes.widest;
  positions = allocI32(supernodes.tallest);
  scaled = allocF64(high * wide);
  result = allocF64(high * wide);
  gathered = allocF64(high * wide);
  inverse = allocF64(wide * wide);
  inverseTransposed = allocF64(wide * wide);
  square = allocF64(wide * wide);
}

/**
 * Replaces the factor by the entries of the inverse on its pattern (Takahashi, Fagan & Chin 1973; Erisman & Tinney 1975),
 * panel by panel from the last to the first. With the rows r below a panel and S the inverse found so far,
 *
 *     Y = L_r L₁₁⁻¹       S_r = −S_rr Y       S₁₁ = L₁₁⁻ᵀ L₁₁⁻¹ − Yᵀ S_r
 *
 * Diagonal blocks are stored in full. Without `withFixed` it is the inverse of M, and the rows of X keep the factor;
 * with it the inverse of the leading (q + p) block: C. The row of y is never touched.
 */
export function invertSelected(withFixed: bool): void {
  const fixed = withFixed ? problem.p : 0;
  if (fixed > 0) invertTail(fixed);
  for (let s = supernodes.count - 1; s >= 0; s--) invertPanel(s, fixed);
}

/** C^ββ in the place of the factor of the columns of X. */
export function invertTail(p: i32): void {
  const t = problem.tail;
  const panel = supernodes.tailPanel;
  symmetricInverse(p, panel, t);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < p; i++) setF(panel, j * t + i, getF(square, j * p + i));
  }
}

/** `inverse` = L⁻¹ and `square` = L⁻ᵀL⁻¹ of a lower triangle; `inverseTransposed` is left as −L⁻ᵀ. */
function symmetricInverse(c: i32, l: usize, ld: i32): void {
  invertLower(c, l, ld, inverse, c);
  transpose(c, c, inverse, c, inverseTransposed, c);
  for (let i = 0; i < c * c; i++) setF(inverseTransposed, i, -getF(inverseTransposed, i));
  memory.fill(square, 0, (<usize>(c * c)) << 3);
  subtractProduct(c, c, c, inverseTransposed, c, inverse, 1, c, square, c, false);
}

export function invertPanel(s: i32, fixed: i32): void {
  const c = supernodes.columns(s);
  const ld = supernodes.stride(s);
  const panel = supernodes.panel(s);
  const listed = supernodes.rowCount(s);
  const r = listed + fixed;
  if (c === 1) {
    invertColumn(s, panel, listed, fixed);
    return;
  }
  symmetricInverse(c, panel, ld);
  const below = panel + ((<usize>c) << 3);
  const bytes = (<usize>r * <usize>c) << 3;
  memory.fill(scaled, 0, bytes);
  // −L⁻ᵀ read with exchanged strides is −L⁻¹.
  subtractProduct(r, c, c, below, ld, inverseTransposed, c, 1, scaled, r, false);
  memory.fill(result, 0, bytes);
  multiplyInverse(s, listed, fixed, c, r);
  subtractTransposed(c, c, r, scaled, r, result, 1, r, square, c);
  for (let j = 0; j < c; j++) {
    const column = panel + ((<usize>j * <usize>ld) << 3);
    for (let i = 0; i < c; i++) setF(column, i, getF(square, max(i, j) + min(i, j) * c));
    memory.copy(column + ((<usize>c) << 3), result + ((<usize>(j * r)) << 3), (<usize>r) << 3);
  }
}

/** `invertPanel` of a single column: y = L_r/l, S_r = −S_rr y, s = 1/l² − yᵀS_r, without copies. */
export function invertColumn(s: i32, column: usize, listed: i32, fixed: i32): void {
  const r = listed + fixed;
  const pivot = load<f64>(column);
  const below = column + 8;
  for (let i = 0; i < r; i++) {
    setF(scaled, i, getF(below, i) / pivot);
    setF(result, i, 0);
  }
  const list = supernodes.rows(s);
  let from = 0;
  while (from < listed) {
    const target = getI(supernodes.owner, getI(list, from));
    const to = supernodes.endOfRun(list, from, listed);
    locateRows(target, list, from, listed, fixed, positions);
    const panel = supernodes.panel(target);
    const ld = supernodes.stride(target);
    for (let j = from; j < to; j++) {
      subtractColumn(panel + ((<usize>getI(positions, j - from) * <usize>ld) << 3), j, r, from);
    }
    from = to;
  }
  const t = problem.tail;
  for (let j = 0; j < fixed; j++) {
    const other = supernodes.tailPanel + ((<usize>(j * t)) << 3);
    const by = getF(scaled, listed + j);
    for (let i = 0; i < fixed; i++) {
      setF(result, listed + i, getF(result, listed + i) - getF(other, i) * by);
    }
  }
  let square = 1.0 / (pivot * pivot);
  for (let i = 0; i < r; i++) {
    square -= getF(scaled, i) * getF(result, i);
    setF(below, i, getF(result, i));
  }
  store<f64>(column, square);
}

/** Takes column j of S, from its diagonal down and mirrored, times y from the result. */
function subtractColumn(values: usize, j: i32, r: i32, from: i32): void {
  const by = getF(scaled, j);
  let mirrored = getF(values, getI(positions, j - from)) * by;
  for (let i = j + 1; i < r; i++) {
    const value = getF(values, getI(positions, i - from));
    setF(result, i, getF(result, i) - value * by);
    mirrored += value * getF(scaled, i);
  }
  setF(result, j, getF(result, j) - mirrored);
}

/** result −= S_rr · scaled, with S_rr from the panels above, one at a time. */
export function multiplyInverse(s: i32, listed: i32, fixed: i32, c: i32, r: i32): void {
  const list = supernodes.rows(s);
  let from = 0;
  while (from < listed) {
    const target = getI(supernodes.owner, getI(list, from));
    const to = supernodes.endOfRun(list, from, listed);
    const contiguous = locateRows(target, list, from, listed, fixed, positions);
    const rows = r - from;
    const width = to - from;
    // Rows without a gap are used where they stand.
    const ld = supernodes.stride(target);
    const offset = getI(positions, 0);
    const at = supernodes.panel(target) + ((<usize>offset * <usize>ld + <usize>offset) << 3);
    if (!contiguous) gather(target, rows, width);
    const values = contiguous ? at : gathered;
    const stride = contiguous ? ld : rows;
    const own = scaled + ((<usize>from) << 3);
    const mine = result + ((<usize>from) << 3);
    subtractProduct(rows, c, width, values, stride, own, 1, r, mine, r, false);
    const rest = rows - width;
    if (rest > 0) {
      const lower = values + ((<usize>width) << 3);
      const others = own + ((<usize>width) << 3);
      subtractTransposed(width, c, rest, lower, stride, others, 1, r, mine, r);
    }
    from = to;
  }
  if (fixed === 0) return;
  const own = scaled + ((<usize>listed) << 3);
  const mine = result + ((<usize>listed) << 3);
  subtractProduct(fixed, c, fixed, supernodes.tailPanel, problem.tail, own, 1, r, mine, r, false);
}

/** Columns of the inverse that belong to the first `width` located rows, at all located rows. */
export function gather(target: i32, rows: i32, width: i32): void {
  const panel = supernodes.panel(target);
  const ld = supernodes.stride(target);
  let at = gathered;
  for (let j = 0; j < width; j++) {
    const column = panel + ((<usize>getI(positions, j) * <usize>ld) << 3);
    let position = positions;
    const end = position + ((<usize>rows) << 2);
    while (position < end) {
      store<f64>(at, load<f64>(column + ((<usize>load<i32>(position)) << 3)));
      position += 4;
      at += 8;
    }
  }
}
