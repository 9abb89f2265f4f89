import { getF, getI, setF, setI } from '../access';
import { alloc, allocF64, allocI32, mark, release } from '../arena';
import { factorPanel } from '../dense/panel';
import { subtractProduct } from '../dense/product';
import { addScaled } from '../dense/vector';
import { solveEffects } from '../factor/solve';
import { u as effects } from '../model/effects';
import * as problem from '../model/problem';
import { covariance } from './covariance';
import { gatherVector } from './variance';

/**
 * What leaving out some rows does at the templates as they stand, without another factorisation. With V the rows (Λᵀz̃, x̃), e their
 * residuals ỹ − V(û, β̃), W their weights and C the inverse of the leading block of A(θ) with all rows,
 *
 *     S = W⁻¹ − VCVᵀ     log det of the leading block += log det WS     r² −= eᵀS⁻¹e     β̃ −= KᵀS⁻¹e     C^ββ += KᵀS⁻¹K,  K = VC^·β
 *
 * (Sherman, Morrison & Woodbury). C is wanted only where the levels of these rows cross.
 */

/** For each position of the order its place among those of a set, or −1. */
let places: usize = 0;

/** After `prepareVariances`. */
export function prepareDeletions(): void {
  const count = problem.q + problem.p;
  places = allocI32(count);
  memory.fill(places, 0xff, (<usize>count) << 2);
}

/** û and β̃ with all rows; after every factorisation. */
export function findAllEffects(): usize {
  solveEffects(effects);
  return effects + ((<usize>problem.q) << 3);
}

/**
 * Leaves out `count` rows, one after the other:
 *
 *     levels, random, fixed   as `variancesOf`      responses   ỹ, count      inverseWeights   W⁻¹, count
 *
 * @param out log det S, eᵀS⁻¹e, the change of β̃ (p), the change of C^ββ (p×p)
 * @returns 0, or the row that the others do not determine plus 1
 */
export function deleteRows(
  count: i32,
  levels: usize,
  random: usize,
  fixed: usize,
  responses: usize,
  inverseWeights: usize,
  out: usize,
): i32 {
  const before = mark();
  const status = deleteSet(count, levels, random, fixed, responses, inverseWeights, out);
  release(before);
  return status;
}

function deleteSet(
  count: i32,
  levels: usize,
  random: usize,
  fixed: usize,
  responses: usize,
  inverseWeights: usize,
  out: usize,
): i32 {
  const p = problem.p;
  const factors = problem.factorCount;
  let widths = 0;
  for (let f = 0; f < factors; f++) widths += problem.size(f);
  const most = widths + p;
  const starts = allocI32(count + 1);
  const positions = allocI32(count * most);
  const weights = allocF64(<f64>count * <f64>most);
  const used = allocI32(min(count * widths + p, problem.q + p));
  let columns = 0;
  for (let j = 0; j < p; j++) columns = place(problem.q + j, used, columns);
  let entries = 0;
  for (let i = 0; i < count; i++) {
    setI(starts, i, entries);
    const at = positions + ((<usize>entries) << 2);
    const found = gatherVector(levels, random, fixed, at, weights + ((<usize>entries) << 3));
    for (let e = 0; e < found; e++) {
      columns = place(getI(at, e), used, columns);
    }
    entries += found;
    levels += (<usize>factors) << 2;
    random += (<usize>widths) << 3;
    fixed += (<usize>p) << 3;
  }
  setI(starts, count, entries);
  const c = allocF64(<f64>columns * <f64>columns);
  gatherCovariances(columns, used, c);
  const ld = count + 1 + p;
  const panel = allocF64(<f64>ld * <f64>count);
  fillPanel(count, starts, positions, weights, columns, c, responses, inverseWeights, panel, ld);
  for (let i = 0; i < columns; i++) setI(places, getI(used, i), -1);
  return factorSet(count, panel, ld, inverseWeights, out);
}

/** Gives a position a place in the set; returns their number. */
function place(position: i32, used: usize, columns: i32): i32 {
  if (getI(places, position) >= 0) return columns;
  setI(places, position, columns);
  setI(used, columns, position);
  return columns + 1;
}

function gatherCovariances(columns: i32, used: usize, c: usize): void {
  for (let j = 0; j < columns; j++) {
    const own = getI(used, j);
    for (let i = j; i < columns; i++) {
      // The image of the column stays at hand.
      const value = covariance(own, getI(used, i));
      setF(c, j * columns + i, value);
      setF(c, i * columns + j, value);
    }
  }
}

/** S, then e as a row, then Kᵀ. */
function fillPanel(
  count: i32,
  starts: usize,
  positions: usize,
  weights: usize,
  columns: i32,
  c: usize,
  responses: usize,
  inverseWeights: usize,
  panel: usize,
  ld: i32,
): void {
  const p = problem.p;
  const image = alloc((<usize>columns) << 3);
  for (let i = 0; i < count; i++) {
    memory.fill(image, 0, (<usize>columns) << 3);
    let residual = getF(responses, i);
    for (let e = getI(starts, i); e < getI(starts, i + 1); e++) {
      const position = getI(positions, e);
      const weight = getF(weights, e);
      residual -= weight * getF(effects, position);
      if (weight === 0) continue;
      const at = <usize>getI(places, position) * <usize>columns;
      addScaled(columns, weight, c + (at << 3), image);
    }
    const column = panel + ((<usize>i * <usize>ld) << 3);
    for (let k = i; k < count; k++) {
      let sum: f64 = k === i ? getF(inverseWeights, i) : 0.0;
      for (let e = getI(starts, k); e < getI(starts, k + 1); e++) {
        sum -= getF(weights, e) * getF(image, getI(places, getI(positions, e)));
      }
      setF(column, k, sum);
    }
    setF(column, count, residual);
    // The places of X are the first.
    for (let j = 0; j < p; j++) setF(column, count + 1 + j, getF(image, j));
  }
}

/** A row that leaves less than this of itself to the others determines a coefficient alone. */
const WHOLE: f64 = 1e-9;

/** Columns factored together. */
const WIDTH: i32 = 64;

/** `factorPanel` of many columns: most of the work is in products of this depth. */
function factorWide(count: i32, panel: usize, ld: i32): i32 {
  for (let start = 0; start < count; start += WIDTH) {
    const columns = min(WIDTH, count - start);
    const end = start + columns;
    const own = panel + ((<usize>start * <usize>ld + <usize>start) << 3);
    const failed = factorPanel(own, ld, columns, ld - start);
    if (failed !== 0) return start + failed;
    if (end === count) break;
    const left = panel + ((<usize>start * <usize>ld + <usize>end) << 3);
    const rest = panel + ((<usize>end * <usize>ld + <usize>end) << 3);
    subtractProduct(ld - end, count - end, columns, left, ld, left, ld, 1, rest, ld, true);
  }
  return 0;
}

function factorSet(count: i32, panel: usize, ld: i32, inverseWeights: usize, out: usize): i32 {
  const p = problem.p;
  const failed = factorWide(count, panel, ld);
  if (failed !== 0) return failed;
  memory.fill(out, 0, (<usize>(2 + p + p * p)) << 3);
  const step = out + 16;
  const gain = step + ((<usize>p) << 3);
  for (let i = 0; i < count; i++) {
    const column = panel + ((<usize>i * <usize>ld) << 3);
    const pivot = getF(column, i);
    if (!(pivot * pivot > WHOLE * getF(inverseWeights, i))) return i + 1;
    setF(out, 0, getF(out, 0) + 2.0 * Math.log(pivot));
    const e = getF(column, count);
    setF(out, 1, getF(out, 1) + e * e);
    const k = column + ((<usize>(count + 1)) << 3);
    for (let j = 0; j < p; j++) {
      setF(step, j, getF(step, j) - e * getF(k, j));
      addScaled(p, getF(k, j), k, gain + ((<usize>(j * p)) << 3));
    }
  }
  return 0;
}
