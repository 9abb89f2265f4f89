import { addF, getF, getI, setF, setI } from '../access';
import { allocF64, allocI32, allocZero, mark, release } from '../arena';
import { invertLower } from '../dense/panel';
import { addScaled, dot } from '../dense/vector';
import { assemble } from '../factor/assemble';
import { factorise } from '../factor/cholesky';
import { active } from '../leaf/groups';
import { analysePattern } from '../model/objective';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';

/**
 * Variances of x̃'(β̃̂ − β̃) + z̃'(b̂ − b) relative to σ²: ‖L⁻¹a‖² for a = (Λᵀz̃, x̃), L the factor of A(θ). By forward
 * substitution along the path from the columns of z̃ to the root of the elimination tree (Gilbert & Peierls 1988), so
 * that no entry of the inverse is needed, whether or not the levels of a vector ever met in the data.
 *
 * At the end of the order, where crossed factors leave a triangle so full that every path would run through most of it, its
 * inverse is formed once when that is the cheaper way.
 */

/** One vector, q + p, zero between calls. */
let work: usize = 0;
/** For each supernode 1 while it is on the path; the path itself, a stack of one ascent. */
let marked: usize = 0;
let path: usize = 0;
let ascent: usize = 0;
/** The first supernode and column of the dense triangle, its size with X, and its inverse. */
let denseNode: i32 = 0;
let denseFrom: i32 = 0;
let denseSize: i32 = 0;
let denseInverse: usize = 0;
let solved: usize = 0;
/** Where the inverse stands, once it was wanted. */
let room: usize = 0;

/** Triangles outside these bounds are not inverted: small ones are not worth it, large ones need too much memory. */
const SMALLEST: i32 = 48;
const LARGEST: i32 = 3000;

/** Scratch for variances; every factor must be in the panels (`prepare(…, whole)`). */
export function prepareVariances(): void {
  if (active) analysePattern();
  const q = problem.q;
  work = allocZero((<usize>(q + problem.p)) << 3);
  marked = allocZero((<usize>supernodes.count) << 2);
  path = allocI32(supernodes.count);
  ascent = allocI32(supernodes.count);
  findDense();
  denseFrom = denseNode < supernodes.count ? supernodes.firstColumn(denseNode) : q;
  denseSize = q - denseFrom + problem.p;
  solved = allocF64(<f64>denseSize);
  room = 0;
}

/** The largest triangle at the end of the order that is filled to four fifths. */
function findDense(): void {
  const q = problem.q;
  denseNode = supernodes.count;
  let filled: f64 = 0;
  for (let s = supernodes.count - 1; s >= 0; s--) {
    const c = <f64>supernodes.columns(s);
    const n = <f64>(q - supernodes.firstColumn(s));
    if (n + <f64>problem.p > <f64>LARGEST) return;
    filled += c * (<f64>supernodes.rowCount(s) + 0.5 * c);
    if (filled > 0.4 * n * n) denseNode = s;
  }
}

/** Factors A(θ) at the current templates for `count` vectors; returns 0, or the pivot that failed. */
export function factorVariances(count: f64): i32 {
  assemble(1.0);
  const status = factorise();
  denseInverse = 0;
  const n = denseSize;
  if (status !== 0 || n < SMALLEST || count < <f64>n) return status;
  if (room === 0) room = allocF64(<f64>n * <f64>n);
  denseInverse = room;
  const before = mark();
  const triangle = allocF64(<f64>n * <f64>n);
  memory.fill(triangle, 0, (<usize>n * <usize>n) << 3);
  copyTriangle(triangle, n);
  invertLower(n, triangle, n, denseInverse, n);
  release(before);
  return 0;
}

function copyTriangle(target: usize, n: i32): void {
  const p = problem.p;
  for (let s = denseNode; s < supernodes.count; s++) {
    const ld = supernodes.stride(s);
    const at = supernodes.firstColumn(s) - denseFrom;
    for (let j = 0; j < supernodes.columns(s); j++) {
      const source = supernodes.panel(s) + ((<usize>j * <usize>ld) << 3);
      const column = target + ((<usize>(at + j) * <usize>n) << 3);
      const c = supernodes.columns(s);
      const listed = supernodes.rowCount(s);
      const list = supernodes.rows(s);
      for (let i = j; i < c; i++) setF(column, at + i, getF(source, i));
      for (let i = 0; i < listed; i++) setF(column, getI(list, i) - denseFrom, getF(source, c + i));
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

/**
 * The variances of `count` vectors, one after the other:
 *
 *     levels   one level of each factor, −1 for none          count × factors
 *     random   z̃, the coefficients of factor after factor     count × ΣK
 *     fixed    x̃                                              count × p
 */
export function variancesOf(
  count: i32,
  levels: usize,
  random: usize,
  fixed: usize,
  out: usize,
): void {
  const p = problem.p;
  const factors = problem.factorCount;
  let widths = 0;
  for (let f = 0; f < factors; f++) widths += problem.size(f);
  for (let i = 0; i < count; i++) {
    setF(out, i, oneVariance(levels, random, fixed));
    levels += (<usize>factors) << 2;
    random += (<usize>widths) << 3;
    fixed += (<usize>p) << 3;
  }
}

export function oneVariance(levels: usize, random: usize, fixed: usize): f64 {
  const q = problem.q;
  const p = problem.p;
  let first = supernodes.count;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    const level = getI(levels, f);
    if (level >= 0) {
      const column = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      const template = problem.template(f);
      for (let c = 0; c < k; c++) {
        addF(work, column + c, dot(k, template + ((<usize>(c * k)) << 3), random));
      }
      first = climb(getI(supernodes.owner, column), first);
    }
    random += (<usize>k) << 3;
  }
  for (let j = 0; j < p; j++) setF(work, q + j, getF(fixed, j));
  let sum: f64 = 0;
  for (let at = first; at < supernodes.count; at++) {
    const s = getI(path, at);
    setI(marked, s, 0);
    sum += eliminatePanel(s);
  }
  return sum + (denseInverse === 0 ? eliminateFixed() : applyInverse());
}

/** Puts the supernodes from s to the root, or to the path so far, before it; returns where the path now begins. */
function climb(s: i32, first: i32): i32 {
  const end = denseInverse === 0 ? supernodes.count : denseNode;
  let height = 0;
  while (s < end && getI(marked, s) === 0) {
    setI(marked, s, 1);
    setI(ascent, height, s);
    height++;
    if (supernodes.rowCount(s) === 0) break;
    s = getI(supernodes.owner, getI(supernodes.rows(s), 0));
  }
  while (height > 0) {
    height--;
    first--;
    setI(path, first, getI(ascent, height));
  }
  return first;
}

/** Substitution with the columns of one supernode; their sum of squares. */
export function eliminatePanel(s: i32): f64 {
  const p = problem.p;
  const c = supernodes.columns(s);
  const ld = supernodes.stride(s);
  const first = supernodes.firstColumn(s);
  const list = supernodes.rows(s);
  const listed = supernodes.rowCount(s);
  const own = work + ((<usize>first) << 3);
  const tail = work + ((<usize>problem.q) << 3);
  let sum: f64 = 0;
  for (let j = 0; j < c; j++) {
    const value = getF(own, j);
    if (value === 0) continue;
    const column = supernodes.panel(s) + ((<usize>j * <usize>ld) << 3);
    const x = value / getF(column, j);
    setF(own, j, 0);
    sum += x * x;
    for (let i = j + 1; i < c; i++) addF(own, i, -x * getF(column, i));
    for (let i = 0; i < listed; i++) addF(work, getI(list, i), -x * getF(column, c + i));
    const rest = column + ((<usize>(c + listed)) << 3);
    for (let i = 0; i < p; i++) addF(tail, i, -x * getF(rest, i));
  }
  return sum;
}

function eliminateFixed(): f64 {
  const p = problem.p;
  const t = problem.tail;
  const own = work + ((<usize>problem.q) << 3);
  let sum: f64 = 0;
  for (let j = 0; j < p; j++) {
    const column = supernodes.tailPanel + ((<usize>(j * t)) << 3);
    const x = getF(own, j) / getF(column, j);
    setF(own, j, 0);
    sum += x * x;
    for (let i = j + 1; i < p; i++) addF(own, i, -x * getF(column, i));
  }
  return sum;
}

/** ‖L⁻¹a‖² of the dense triangle: few entries of a are not zero, so few columns of its inverse are added. */
function applyInverse(): f64 {
  const n = denseSize;
  const own = work + ((<usize>denseFrom) << 3);
  memory.fill(solved, 0, (<usize>n) << 3);
  for (let j = 0; j < n; j++) {
    const value = getF(own, j);
    if (value === 0) continue;
    setF(own, j, 0);
    const at = (<usize>j) << 3;
    const column = denseInverse + ((<usize>j * <usize>n) << 3);
    addScaled(n - j, value, column + at, solved + at);
  }
  return dot(n, solved, solved);
}
