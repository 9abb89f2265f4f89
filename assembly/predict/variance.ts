import { addF, getF, getI, setF, setI } from '../access';
import { allocI32, allocZero } from '../arena';
import { dot } from '../dense/vector';
import { assemble } from '../factor/assemble';
import { factorise } from '../factor/cholesky';
import { active } from '../leaf/groups';
import { analysePattern } from '../model/objective';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';
import * as last from './last-triangle';

/**
 * Variances of x̃'(β̃̂ − β̃) + z̃'(b̂ − b) relative to σ²: ‖L⁻¹a‖² for a = (Λᵀz̃, x̃), L the factor of A(θ). By forward
 * substitution along the path from the columns of z̃ to the root of the elimination tree (Gilbert & Peierls 1988), so
 * that no entry of the inverse is needed, whether or not the levels of a vector ever met in the data.
 * Paths end where `last-triangle.ts` takes over.
 */

/** One vector, q + p, zero between calls. */
let work: usize = 0;
/** For each supernode 1 while it is on the path; the path itself, a stack of one ascent. */
let marked: usize = 0;
let path: usize = 0;
let ascent: usize = 0;

/** Scratch for variances; every factor must be in the panels (`prepare(…, whole)`). */
export function prepareVariances(): void {
  if (active) analysePattern();
  const q = problem.q;
  work = allocZero((<usize>(q + problem.p)) << 3);
  marked = allocZero((<usize>supernodes.count) << 2);
  path = allocI32(supernodes.count);
  ascent = allocI32(supernodes.count);
  last.prepareTriangle();
}

/** Factors A(θ) at the current templates for `count` vectors; returns 0, or the pivot that failed. */
export function factorVariances(count: f64): i32 {
  assemble(1.0);
  const status = factorise();
  if (status === 0) last.invertTriangle(count);
  return status;
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

/** The variance of one vector. */
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
  return sum + (last.inverse === 0 ? eliminateFixed() : last.applyInverse(work));
}

/** Puts the supernodes from s to the root, or to the path so far, before it; returns where the path now begins. */
function climb(s: i32, first: i32): i32 {
  const end = last.inverse === 0 ? supernodes.count : last.node;
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
