import { getF, getI, setF, setI } from '../access';
import { alloc, allocF64, allocI32 } from '../arena';
import { solveLower, solveUpper } from '../dense/small';
import { cheap, evaluateRows, rowColumns } from '../family/rows';
import * as rows from '../generalised/rows';
import * as working from '../generalised/working';
import * as groups from './groups';

/**
 * Conditional modes group by group: û maximises f(u) = Σ l(η + sᵀu) − ½|u|² over the rows of the group. Several groups are worked on
 * together, so that the densities of some hundred rows are found by one call.
 *
 *     eta       linear predictors of the rows of the chunk
 *     columns   what `evaluateRows` says there, `capacity` apart
 *     peak      f(û) for each group of the chunk
 */
export let capacity: i32 = 0;
export let eta: usize = 0;
export let columns: usize = 0;
export let peak: usize = 0;
/** Newton steps since the start. */
export let steps: i32 = 0;

const CHUNK: i32 = 256;
const SWEEPS: i32 = 200;
/** Squared length of a Newton step after which the next point is exact to rounding. */
const NEAR: f64 = 1e-13;
/** Squared length of a Newton step that is no longer taken. */
const EXACT: f64 = 1e-22;

/** State of each group of the chunk: 0 searching, 1 the step taken is the last, 2 found. */
let state: usize = 0;
let lastU: usize = 0;
let move: usize = 0;
let lastF: usize = 0;
let share: usize = 0;
let slope: usize = 0;
let matrix: usize = 0;
/** Whether a group went back to an earlier point after its rows were evaluated. */
let moved: bool = false;

export function prepareModes(): void {
  const k = groups.size;
  capacity = max(CHUNK, groups.largest);
  eta = allocF64(<f64>(capacity + 2));
  columns = allocF64(<f64>capacity * <f64>rowColumns());
  state = allocI32(capacity + 1);
  peak = allocF64(<f64>(capacity + 1));
  lastF = allocF64(<f64>(capacity + 1));
  share = allocF64(<f64>(capacity + 1));
  lastU = allocF64(<f64>k * <f64>(capacity + 1));
  move = allocF64(<f64>k * <f64>(capacity + 1));
  slope = alloc((<usize>k) << 3);
  matrix = alloc((<usize>(k * k)) << 3);
  steps = 0;
}

/** The first group after those that are worked on together with `from`. */
export function chunkEnd(from: i32): i32 {
  const first = getI(groups.starts, from);
  let to = from + 1;
  while (
    to < groups.count &&
    to - from < capacity &&
    getI(groups.starts, to + 1) - first <= capacity
  ) {
    to++;
  }
  return to;
}

function modeOf(group: i32): usize {
  return groups.modes + ((<usize>(group * groups.size)) << 3);
}

/** η of the rows of groups `from` … `to` at their `modes`. */
function predict(from: i32, to: i32): void {
  const k = groups.size;
  const first = getI(groups.starts, from);
  for (let g = from; g < to; g++) {
    const u = modeOf(g);
    const end = getI(groups.starts, g + 1);
    let s = groups.s + ((<usize>getI(groups.starts, g) * <usize>k) << 3);
    if (k === 1) {
      const by = getF(u, 0);
      for (let i = getI(groups.starts, g); i < end; i++) {
        setF(eta, i - first, getF(groups.base, i) + by * load<f64>(s));
        s += 8;
      }
      continue;
    }
    for (let i = getI(groups.starts, g); i < end; i++) {
      let sum = getF(groups.base, i);
      for (let c = 0; c < k; c++) sum += getF(s, c) * getF(u, c);
      setF(eta, i - first, sum);
      s += (<usize>k) << 3;
    }
  }
}

function evaluate(order: i32, from: i32, to: i32): void {
  const first = getI(groups.starts, from);
  const at = (<usize>first) << 3;
  evaluateRows(
    order,
    getI(groups.starts, to) - first,
    rows.y + at,
    rows.sizes + at,
    eta,
    working.auxiliary,
    columns,
    capacity,
  );
}

/** f at the mode as it stands; −∞ where a row has no density. */
function height(from: i32, g: i32): f64 {
  const first = getI(groups.starts, from);
  let sum: f64 = 0;
  for (let i = getI(groups.starts, g) - first; i < getI(groups.starts, g + 1) - first; i++) {
    sum += getF(columns, i);
  }
  const u = modeOf(g);
  for (let c = 0; c < groups.size; c++) sum -= 0.5 * getF(u, c) * getF(u, c);
  return sum;
}

/** Cholesky factor of I + Σ w s sᵀ into `matrix` (lower), w the observed or the expected information; false if not positive definite. */
function factorGroup(from: i32, g: i32, expected: bool): bool {
  const k = groups.size;
  const first = getI(groups.starts, from);
  const begin = getI(groups.starts, g);
  const end = getI(groups.starts, g + 1);
  const weight = columns + ((<usize>((expected ? 3 : 2) * capacity + begin - first)) << 3);
  const sign: f64 = expected ? 1.0 : -1.0;
  const s = groups.s + ((<usize>begin * <usize>k) << 3);
  if (k === 1) {
    let sum: f64 = 0;
    for (let i = 0; i < end - begin; i++) sum += getF(weight, i) * getF(s, i) * getF(s, i);
    const pivot = 1.0 + sign * sum;
    if (!(pivot > 0 && pivot < Infinity)) return false;
    setF(matrix, 0, Math.sqrt(pivot));
    return true;
  }
  memory.fill(matrix, 0, (<usize>(k * k)) << 3);
  for (let i = 0; i < end - begin; i++) {
    const w = sign * getF(weight, i);
    const row = s + ((<usize>(i * k)) << 3);
    for (let c = 0; c < k; c++) {
      const by = w * getF(row, c);
      for (let r = c; r < k; r++)
        setF(matrix, c * k + r, getF(matrix, c * k + r) + by * getF(row, r));
    }
  }
  for (let c = 0; c < k; c++) setF(matrix, c * k + c, getF(matrix, c * k + c) + 1.0);
  for (let c = 0; c < k; c++) {
    const pivot = getF(matrix, c * k + c);
    if (!(pivot > 0 && pivot < Infinity)) return false;
    const root = Math.sqrt(pivot);
    setF(matrix, c * k + c, root);
    for (let r = c + 1; r < k; r++) setF(matrix, c * k + r, getF(matrix, c * k + r) / root);
    for (let d = c + 1; d < k; d++) {
      const by = getF(matrix, c * k + d);
      for (let r = d; r < k; r++) {
        setF(matrix, d * k + r, getF(matrix, d * k + r) - by * getF(matrix, c * k + r));
      }
    }
  }
  return true;
}

/** Solves M x = slope into `out` with the factor in `matrix`; returns slopeᵀx. */
function solveGroup(out: usize): f64 {
  const k = groups.size;
  memory.copy(out, slope, (<usize>k) << 3);
  solveLower(k, matrix, out);
  let square: f64 = 0;
  for (let r = 0; r < k; r++) square += getF(out, r) * getF(out, r);
  solveUpper(k, matrix, out);
  return square;
}

function findSlope(from: i32, g: i32): void {
  const k = groups.size;
  const first = getI(groups.starts, from);
  const u = modeOf(g);
  for (let c = 0; c < k; c++) setF(slope, c, -getF(u, c));
  const d1 = columns + ((<usize>capacity) << 3);
  let s = groups.s + ((<usize>getI(groups.starts, g) * <usize>k) << 3);
  for (let i = getI(groups.starts, g) - first; i < getI(groups.starts, g + 1) - first; i++) {
    const by = getF(d1, i);
    for (let c = 0; c < k; c++) setF(slope, c, getF(slope, c) + by * getF(s, c));
    s += (<usize>k) << 3;
  }
}

/**
 * Finds the modes of groups `from` … `to` by Newton steps with halving, from where they stand, and leaves all columns of the rows
 * there, B and f(û).
 *
 * @returns whether every mode was found with a positive definite M
 */
export function findModes(from: i32, to: i32): bool {
  const k = groups.size;
  for (let g = from; g < to; g++) {
    setI(state, g - from, 0);
    setF(lastF, g - from, -Infinity);
    setF(share, g - from, 0);
  }
  let open = to - from;
  moved = false;
  const order = cheap() ? 3 : 2;
  for (let sweep = 0; sweep < SWEEPS && open > 0; sweep++) {
    predict(from, to);
    evaluate(order, from, to);
    open = 0;
    for (let g = from; g < to; g++) {
      if (getI(state, g - from) === 2) continue;
      if (!advance(from, g)) return false;
      if (getI(state, g - from) < 2) open++;
    }
  }
  if (open > 0) return false;
  if (moved || order < 3) {
    predict(from, to);
    evaluate(3, from, to);
  }
  for (let g = from; g < to; g++) {
    const f = height(from, g);
    if (!(f > -Infinity) || !factorGroup(from, g, false)) return false;
    setF(peak, g - from, f);
    invertFactor(groups.inverses + ((<usize>(g * k * k)) << 3));
  }
  return true;
}

/** One group's part of a sweep: judges the point, takes the next step. */
function advance(from: i32, g: i32): bool {
  const k = groups.size;
  const j = g - from;
  const u = modeOf(g);
  const lu = lastU + ((<usize>(j * k)) << 3);
  const step = move + ((<usize>(j * k)) << 3);
  const f = height(from, g);
  if (getI(state, j) === 1) {
    setI(state, j, 2);
    if (f > -Infinity) return true;
    memory.copy(u, lu, (<usize>k) << 3);
    moved = true;
    return true;
  }
  const before = getF(lastF, j);
  if (!(f > -Infinity) && before === -Infinity) {
    // The mode of other parameters may lie where these have no density; zero is the next candidate.
    if (getF(share, j) < 0) return false;
    setF(share, j, -1.0);
    memory.fill(u, 0, (<usize>k) << 3);
    return true;
  }
  if (!(f >= before - 1e-12 * (1.0 + Math.abs(before)))) {
    const half = 0.5 * getF(share, j);
    if (half < 1e-12) {
      // No ascent within rounding: the last point is the mode.
      memory.copy(u, lu, (<usize>k) << 3);
      moved = true;
      setI(state, j, 2);
      return true;
    }
    setF(share, j, half);
    for (let c = 0; c < k; c++) setF(u, c, getF(lu, c) + half * getF(step, c));
    return true;
  }
  findSlope(from, g);
  if (!factorGroup(from, g, false) && !factorGroup(from, g, true)) return false;
  const square = solveGroup(step);
  steps++;
  if (square < EXACT) {
    setI(state, j, 2);
    return true;
  }
  if (square < NEAR) setI(state, j, 1);
  setF(lastF, j, f);
  setF(share, j, 1.0);
  memory.copy(lu, u, (<usize>k) << 3);
  for (let c = 0; c < k; c++) setF(u, c, getF(lu, c) + getF(step, c));
  return true;
}

/** B = L⁻ᵀ, upper triangle with zeros below. */
function invertFactor(out: usize): void {
  const k = groups.size;
  memory.fill(out, 0, (<usize>(k * k)) << 3);
  for (let j = 0; j < k; j++) {
    // Row j of L⁻¹ is column j of B.
    for (let c = j; c >= 0; c--) {
      let x: f64 = c === j ? 1.0 : 0.0;
      for (let i = c + 1; i <= j; i++) x -= getF(matrix, c * k + i) * getF(out, j * k + i);
      setF(out, j * k + c, x / getF(matrix, c * k + c));
    }
  }
}
