import { getF, getI, setF, setI } from '../access';
import { allocF64, allocI32 } from '../arena';
import { cheap } from '../family/rows';
import { capacity, evaluate, height, predict, prepareChunk } from './chunk';
import * as groups from './groups';
import { factorGroup, findSlope, invertFactor, prepareNewton, solveGroup } from './newton';

/**
 * Conditional modes group by group: û maximises f(u) = Σ l(η + sᵀu) − ½|u|² over the rows of the group. The groups of a chunk
 * (chunk.ts) are searched in step, so that each sweep evaluates their rows by one call.
 */

/** f(û) for each group of the chunk. */
export let peak: usize = 0;
/** Newton steps since the start. */
export let steps: i32 = 0;

const SWEEPS: i32 = 200;
/** Squared length of a Newton step after which the next point is exact to rounding. */
const NEAR: f64 = 1e-13;
/** Squared length of a Newton step that is no longer taken. */
const EXACT: f64 = 1e-22;

/** State of each group of the chunk: 0 searching, 1 the step taken is the last, 2 found. */
let state: usize = 0;
/** The point before the last step, the step, f before it, and the share of it that was taken (−1 after a return to zero). */
let lastU: usize = 0;
let move: usize = 0;
let lastF: usize = 0;
let share: usize = 0;
/** Whether a group went back to an earlier point after its rows were evaluated. */
let moved: bool = false;

export function prepareModes(): void {
  prepareChunk();
  prepareNewton();
  const k = <f64>groups.size;
  const most = <f64>(capacity + 1);
  state = allocI32(capacity + 1);
  peak = allocF64(most);
  lastF = allocF64(most);
  share = allocF64(most);
  lastU = allocF64(k * most);
  move = allocF64(k * most);
  steps = 0;
}

/**
 * Finds the modes of groups `from` … `to` by Newton steps with halving, from where they stand, and leaves all columns of the rows
 * there, B and f(û).
 *
 * @returns whether every mode was found with a positive definite M
 */
export function findModes(from: i32, to: i32): bool {
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
    invertFactor(groups.inverse(g));
  }
  return true;
}

/** One group's part of a sweep: judges the point, takes the next step. */
function advance(from: i32, g: i32): bool {
  const k = groups.size;
  const j = g - from;
  const u = groups.mode(g);
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
