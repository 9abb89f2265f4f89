import { getF, getI, setF } from '../access';
import { allocF64, mark, release } from '../arena';
import { subtractTransposed } from '../dense/packed';
import { invertLower } from '../dense/panel';
import { subtractProduct } from '../dense/product';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';

/**
 * The end of the order: the columns from some supernode on, and those of X. Where crossed factors leave a triangle so full that
 * every path would run through most of it, it is taken from there on; else from X on. `inverse` is that block of C, in full.
 */
export let firstNode: i32 = 0;
export let firstColumn: i32 = 0;
export let size: i32 = 0;
export let inverse: usize = 0;

/** The first supernode of a dense triangle, or their number where there is none. */
let found: i32 = 0;
/** Where the inverses stand, once they were wanted. */
let denseRoom: usize = 0;
let fixedRoom: usize = 0;

/** Triangles outside these bounds are not inverted: small ones are not worth it, large ones need too much memory. */
const SMALLEST: i32 = 48;
const LARGEST: i32 = 3000;
/** Columns inverted together. */
const BLOCK: i32 = 64;

/** Finds the largest triangle at the end of the order that is filled to four fifths. */
export function findEnd(): void {
  const q = problem.q;
  found = supernodes.count;
  denseRoom = 0;
  fixedRoom = allocF64(<f64>problem.p * <f64>problem.p);
  let filled: f64 = 0;
  for (let s = supernodes.count - 1; s >= 0; s--) {
    const c = <f64>supernodes.columns(s);
    const n = <f64>(q - supernodes.firstColumn(s));
    if (n + <f64>problem.p > <f64>LARGEST) break;
    filled += c * (<f64>supernodes.rowCount(s) + 0.5 * c);
    if (filled > 0.4 * n * n) found = s;
  }
  if (widthFrom(found) < SMALLEST) found = supernodes.count;
}

function columnOf(s: i32): i32 {
  return s < supernodes.count ? supernodes.firstColumn(s) : problem.q;
}

function widthFrom(s: i32): i32 {
  return problem.q - columnOf(s) + problem.p;
}

/** The largest that the end can be. */
export function largestSize(): i32 {
  return widthFrom(found);
}

/** Inverts the end of the factor that stands in the panels: a dense triangle when `count` vectors are worth it. */
export function invertEnd(count: f64): void {
  firstNode = count < <f64>widthFrom(found) ? supernodes.count : found;
  firstColumn = columnOf(firstNode);
  const n = widthFrom(firstNode);
  size = n;
  if (firstNode === supernodes.count) inverse = fixedRoom;
  else {
    if (denseRoom === 0) denseRoom = allocF64(<f64>n * <f64>n);
    inverse = denseRoom;
  }
  const bytes = (<usize>n * <usize>n) << 3;
  const before = mark();
  const triangle = allocF64(<f64>n * <f64>n);
  const inverted = allocF64(<f64>n * <f64>n);
  memory.fill(triangle, 0, bytes);
  memory.fill(inverted, 0, bytes);
  memory.fill(inverse, 0, bytes);
  copyTriangle(triangle, n);
  invertBlocks(n, triangle, inverted);
  for (let i = 0; i < n; i += BLOCK) {
    const width = min(BLOCK, n - i);
    const left = inverted + ((<usize>i * <usize>n + <usize>i) << 3);
    const right = inverted + ((<usize>i) << 3);
    const target = inverse + ((<usize>i) << 3);
    subtractTransposed(width, i + width, n - i, left, n, right, 1, n, target, n);
  }
  release(before);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      const value = -getF(inverse, j * n + i);
      setF(inverse, j * n + i, value);
      setF(inverse, i * n + j, value);
    }
  }
}

/** x = L⁻¹ by blocks of columns: X_IJ = −L_II⁻¹ Σ L_IK X_KJ. */
function invertBlocks(n: i32, l: usize, x: usize): void {
  const before = mark();
  const sum = allocF64(<f64>BLOCK * <f64>BLOCK);
  for (let j = 0; j < n; j += BLOCK) {
    const at = (<usize>j * <usize>n + <usize>j) << 3;
    invertLower(min(BLOCK, n - j), l + at, n, x + at, n);
  }
  for (let j = 0; j < n; j += BLOCK) {
    const width = min(BLOCK, n - j);
    for (let i = j + BLOCK; i < n; i += BLOCK) {
      const height = min(BLOCK, n - i);
      memory.fill(sum, 0, (<usize>(height * width)) << 3);
      const row = l + ((<usize>j * <usize>n + <usize>i) << 3);
      const column = x + ((<usize>j * <usize>n + <usize>j) << 3);
      subtractProduct(height, width, i - j, row, n, column, 1, n, sum, height, false);
      for (let k = 0; k < height * width; k++) setF(sum, k, -getF(sum, k));
      const own = x + ((<usize>i * <usize>n + <usize>i) << 3);
      const target = x + ((<usize>j * <usize>n + <usize>i) << 3);
      subtractProduct(height, width, height, own, n, sum, 1, height, target, n, false);
    }
  }
  release(before);
}

function copyTriangle(target: usize, n: i32): void {
  const p = problem.p;
  for (let s = firstNode; s < supernodes.count; s++) {
    const ld = supernodes.stride(s);
    const at = supernodes.firstColumn(s) - firstColumn;
    for (let j = 0; j < supernodes.columns(s); j++) {
      const source = supernodes.panel(s) + ((<usize>j * <usize>ld) << 3);
      const column = target + ((<usize>(at + j) * <usize>n) << 3);
      const c = supernodes.columns(s);
      const listed = supernodes.rowCount(s);
      const list = supernodes.rows(s);
      for (let i = j; i < c; i++) setF(column, at + i, getF(source, i));
      for (let i = 0; i < listed; i++)
        setF(column, getI(list, i) - firstColumn, getF(source, c + i));
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
