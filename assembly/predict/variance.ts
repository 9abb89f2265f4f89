import { addF, getF, getI, setF, setI } from '../access';
import { alloc, allocI32, allocZero } from '../arena';
import { dot } from '../dense/vector';
import { assemble } from '../factor/assemble';
import { factorise } from '../factor/cholesky';
import { active } from '../leaf/groups';
import { analysePattern } from '../model/objective';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';
import { covariance, forgetImages, prepareCovariance } from './covariance';
import * as end from './dense-end';
import { eliminateColumn } from './eliminate-column';

/**
 * Variances of x̃'(β̃̂ − β̃) + z̃'(b̂ − b) relative to σ²: aᵀCa = ‖L⁻¹a‖² for a = (Λᵀz̃, x̃), L the factor of A(θ).
 *
 * Where the order ends in a dense triangle, from single entries of C; else, and where these cancel, by forward substitution along the
 * path from the columns of z̃ to the root of the elimination tree (Gilbert & Peierls 1988). Neither needs levels that met in the data.
 */

/** One vector, q + p, zero between calls. */
let work: usize = 0;
/** For each supernode 1 while it is on the path; the path itself, a stack of one ascent. */
let marked: usize = 0;
let path: usize = 0;
let ascent: usize = 0;
/** Positions and weights of the entries of a. */
export let positions: usize = 0;
export let weights: usize = 0;

/** A form below this share of the sum of its absolute terms has lost too many digits. */
const CANCELLED: f64 = 1e-5;

/** Scratch for variances; every factor must be in the panels (`prepare(…, whole)`). */
export function prepareVariances(): void {
  if (active) analysePattern();
  work = allocZero((<usize>(problem.q + problem.p)) << 3);
  marked = allocZero((<usize>supernodes.count) << 2);
  path = allocI32(supernodes.count);
  ascent = allocI32(supernodes.count);
  let most = problem.p;
  for (let f = 0; f < problem.factorCount; f++) most += problem.size(f);
  positions = allocI32(most);
  weights = alloc((<usize>most) << 3);
  end.findEnd();
  prepareCovariance();
}

/** Factors A(θ) at the current templates for `count` vectors; returns 0, or the pivot that failed. */
export function factorVariances(count: f64): i32 {
  assemble(1.0);
  const status = factorise();
  if (status !== 0) return status;
  end.invertEnd(count);
  forgetImages();
  return 0;
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

/** Positions and weights of the entries of a; returns their number. */
export function gatherVector(
  levels: usize,
  random: usize,
  fixed: usize,
  positions: usize,
  weights: usize,
): i32 {
  let count = 0;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    const level = getI(levels, f);
    if (level >= 0) {
      const column = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      const template = problem.template(f);
      for (let c = 0; c < k; c++) {
        setI(positions, count, column + c);
        setF(weights, count, dot(k, template + ((<usize>(c * k)) << 3), random));
        count++;
      }
    }
    random += (<usize>k) << 3;
  }
  for (let j = 0; j < problem.p; j++) {
    setI(positions, count, problem.q + j);
    setF(weights, count, getF(fixed, j));
    count++;
  }
  return count;
}

/** The variance of one vector: from single entries of C, or by substitution where there are none or they cancel. */
export function oneVariance(levels: usize, random: usize, fixed: usize): f64 {
  const count = gatherVector(levels, random, fixed, positions, weights);
  if (end.firstNode === supernodes.count) return substituteVector(count);
  let sum: f64 = 0;
  let size: f64 = 0;
  for (let i = 0; i < count; i++) {
    const own = getF(weights, i);
    if (own === 0) continue;
    const at = getI(positions, i);
    for (let j = 0; j <= i; j++) {
      const other = getF(weights, j);
      if (other === 0) continue;
      const term = (i === j ? 1.0 : 2.0) * own * other * covariance(at, getI(positions, j));
      sum += term;
      size += Math.abs(term);
    }
  }
  return sum > CANCELLED * size || size === 0 ? sum : substituteVector(count);
}

/** ‖L⁻¹a‖² by substitution through all panels. */
function substituteVector(count: i32): f64 {
  const q = problem.q;
  let first = supernodes.count;
  for (let i = 0; i < count; i++) {
    const at = getI(positions, i);
    addF(work, at, getF(weights, i));
    if (at < q) first = climb(getI(supernodes.owner, at), first);
  }
  let sum: f64 = 0;
  for (let at = first; at < supernodes.count; at++) {
    const s = getI(path, at);
    setI(marked, s, 0);
    sum += eliminatePanel(s);
  }
  return sum + eliminateFixed();
}

/** Puts the supernodes from s to the root, or to the path so far, before it; returns where the path now begins. */
function climb(s: i32, first: i32): i32 {
  let height = 0;
  while (getI(marked, s) === 0) {
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
  const c = supernodes.columns(s);
  const ld = supernodes.stride(s);
  const first = supernodes.firstColumn(s);
  const own = work + ((<usize>first) << 3);
  let sum: f64 = 0;
  for (let j = 0; j < c; j++) {
    const value = getF(own, j);
    if (value === 0) continue;
    const column = supernodes.panel(s) + ((<usize>j * <usize>ld) << 3);
    const x = value / getF(column, j);
    setF(own, j, 0);
    sum += x * x;
    eliminateColumn(s, j, x, work);
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
