import { getF, getI, setF } from '../access';
import { allocF64, mark, release } from '../arena';
import { invertLower } from '../dense/panel';
import { addScaled, dot } from '../dense/vector';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';

/**
 * The triangle at the end of the order, where crossed factors leave the factor so full that every path would run through most of it, with
 * the columns of X. Its inverse is formed once when that is the cheaper way.
 *
 *     ┌ L             ┐
 *     │ …  ▪          │ column `from`
 *     │ …  ▪ ▪        │            size × size, X last
 *     └ …  ▪ ▪ ▪      ┘
 */

/** The first supernode and column of the triangle. */
export let node: i32 = 0;
let from: i32 = 0;
let size: i32 = 0;
/** Its inverse, or 0 while paths run through it. */
export let inverse: usize = 0;
let solved: usize = 0;
/** Where the inverse stands, once it was wanted. */
let room: usize = 0;

/** Triangles outside these bounds are not inverted: small ones are not worth it, large ones need too much memory. */
const SMALLEST: i32 = 48;
const LARGEST: i32 = 3000;

/** Finds the triangle. */
export function prepareTriangle(): void {
  findDense();
  from = node < supernodes.count ? supernodes.firstColumn(node) : problem.q;
  size = problem.q - from + problem.p;
  solved = allocF64(<f64>size);
  room = 0;
}

/** The largest triangle at the end of the order that is filled to four fifths. */
function findDense(): void {
  const q = problem.q;
  node = supernodes.count;
  let filled: f64 = 0;
  for (let s = supernodes.count - 1; s >= 0; s--) {
    const c = <f64>supernodes.columns(s);
    const n = <f64>(q - supernodes.firstColumn(s));
    if (n + <f64>problem.p > <f64>LARGEST) return;
    filled += c * (<f64>supernodes.rowCount(s) + 0.5 * c);
    if (filled > 0.4 * n * n) node = s;
  }
}

/** Inverts the triangle of the factor that stands, if that pays for `count` vectors. */
export function invertTriangle(count: f64): void {
  inverse = 0;
  const n = size;
  if (n < SMALLEST || count < <f64>n) return;
  if (room === 0) room = allocF64(<f64>n * <f64>n);
  inverse = room;
  const before = mark();
  const triangle = allocF64(<f64>n * <f64>n);
  memory.fill(triangle, 0, (<usize>n * <usize>n) << 3);
  copyTriangle(triangle, n);
  invertLower(n, triangle, n, inverse, n);
  release(before);
}

function copyTriangle(target: usize, n: i32): void {
  const p = problem.p;
  for (let s = node; s < supernodes.count; s++) {
    const ld = supernodes.stride(s);
    const at = supernodes.firstColumn(s) - from;
    for (let j = 0; j < supernodes.columns(s); j++) {
      const source = supernodes.panel(s) + ((<usize>j * <usize>ld) << 3);
      const column = target + ((<usize>(at + j) * <usize>n) << 3);
      const c = supernodes.columns(s);
      const listed = supernodes.rowCount(s);
      const list = supernodes.rows(s);
      for (let i = j; i < c; i++) setF(column, at + i, getF(source, i));
      for (let i = 0; i < listed; i++) setF(column, getI(list, i) - from, getF(source, c + i));
      for (let i = 0; i < p; i++) setF(column, n - p + i, getF(source, c + listed + i));
    }
  }
  for (let j = 0; j < p; j++) {
    const column = target + ((<usize>(n - p + j) * <usize>n) << 3);
    for (let i = j; i < p; i++) {
      setF(column, n - p + i, getF(supernodes.tailPanel, j * problem.tail + i));
    }
  }
}

/** ‖L⁻¹a‖² of the triangle, a in `work` (q + p), which is left zero: few entries of a are not zero, so few columns of its inverse are added. */
export function applyInverse(work: usize): f64 {
  const n = size;
  const own = work + ((<usize>from) << 3);
  memory.fill(solved, 0, (<usize>n) << 3);
  for (let j = 0; j < n; j++) {
    const value = getF(own, j);
    if (value === 0) continue;
    setF(own, j, 0);
    const at = (<usize>j) << 3;
    const column = inverse + ((<usize>j * <usize>n) << 3);
    addScaled(n - j, value, column + at, solved + at);
  }
  return dot(n, solved, solved);
}
