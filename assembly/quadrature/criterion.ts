import { addF, getF, getI, setF, setI } from '../access';
import { alloc, allocF64, allocI32, mark, release } from '../arena';
import { addScaled } from '../dense/vector';
import { sumBase } from '../family/base';
import { auxiliaries } from '../family/rows';
import * as rows from '../generalised/rows';
import * as working from '../generalised/working';
import { readGradient, count as templateEntries } from '../model/parameters';
import * as problem from '../model/problem';
import { setAdjoints } from './group-adjoint';
import * as groups from './groups';
import { integrateGroups, prepareGroups } from './integrate';
import { integrateNested, prepareNested } from './nested';
import { outerAdjoint } from './outer-adjoint';

/** The likelihood by quadrature, from the adjoints of η and s = Tᵀz̃ to the gradient in (θ, β̃, a). */

/** η̄ (n), s̄ of the one or the inner factor (n × K) and ā. */
let etaAdjoint: usize = 0;
let scaledAdjoint: usize = 0;
let auxiliarySlopes: usize = 0;
let baseSlope: usize = 0;
/** The factor within whose groups those of the inner one lie, or −1. */
let outer: i32 = -1;

/** Whether each level of a factor lies within one level of another. */
export function isNested(inner: i32, around: i32): bool {
  const before = mark();
  const parent = allocI32(problem.levels(inner));
  for (let level = 0; level < problem.levels(inner); level++) setI(parent, level, -1);
  const codes = rows.codes(inner);
  const others = rows.codes(around);
  let nested = true;
  for (let i = 0; i < rows.n && nested; i++) {
    const level = getI(codes, i);
    if (getI(parent, level) < 0) setI(parent, level, getI(others, i));
    nested = getI(parent, level) === getI(others, i);
  }
  release(before);
  return nested;
}

/**
 * @param inner the factor whose groups are integrated, `around` the factor in whose groups they are nested, or −1
 */
export function prepareQuadrature(inner: i32, around: i32, points: i32): void {
  outer = around;
  etaAdjoint = allocF64(<f64>rows.n);
  scaledAdjoint = allocF64(<f64>rows.n * <f64>problem.size(inner));
  auxiliarySlopes = allocF64(<f64>auxiliaries);
  baseSlope = alloc(8);
  if (outer >= 0) prepareNested(inner, outer, points);
  else prepareGroups(inner, points);
}

/**
 * −2 log-likelihood with all constants; its adjoints are kept for `quadratureGradient`. Templates, fixed part and auxiliary parameters are
 * set before. Infinity when a mode is not found.
 */
export function quadrature(): f64 {
  memory.fill(auxiliarySlopes, 0, (<usize>auxiliaries) << 3);
  groups.scaleRows(groups.factor, groups.s);
  let total: f64;
  if (outer >= 0) total = integrateNested(etaAdjoint, scaledAdjoint, auxiliarySlopes);
  else {
    groups.setBase(working.fixedEta);
    setAdjoints(etaAdjoint, scaledAdjoint, auxiliarySlopes);
    total = integrateGroups(0, groups.count);
  }
  if (!(total > -Infinity)) return Infinity;
  total += sumBase(rows.n, rows.y, rows.sizes, working.auxiliary, baseSlope);
  if (auxiliaries > 0) addF(auxiliarySlopes, 0, getF(baseSlope, 0));
  return -2.0 * total;
}

/** The gradient with respect to (θ, β̃, a) at the last `quadrature`. */
export function quadratureGradient(out: usize): void {
  sumTemplate(groups.factor, scaledAdjoint);
  if (outer >= 0) sumTemplate(outer, outerAdjoint);
  readGradient(out);
  const p = rows.p;
  const fixed = out + ((<usize>templateEntries) << 3);
  memory.fill(fixed, 0, (<usize>p) << 3);
  let x = rows.x;
  for (let i = 0; i < rows.n; i++) {
    addScaled(p, -2.0 * getF(etaAdjoint, i), x, fixed);
    x += (<usize>p) << 3;
  }
  for (let j = 0; j < auxiliaries; j++) setF(fixed, p + j, -2.0 * getF(auxiliarySlopes, j));
}

/** ∂/∂T = −2 Σ z̃ s̄ᵀ of a factor, into `problem.gradient`. */
function sumTemplate(factor: i32, adjoint: usize): void {
  const k = problem.size(factor);
  const out = problem.gradient(factor);
  memory.fill(out, 0, (<usize>(k * k)) << 3);
  let z = rows.z + ((<usize>rows.start(factor)) << 3);
  for (let i = 0; i < rows.n; i++) {
    for (let c = 0; c < k; c++)
      addScaled(k, -2.0 * getF(adjoint, c), z, out + ((<usize>(c * k)) << 3));
    z += (<usize>rows.width) << 3;
    adjoint += (<usize>k) << 3;
  }
}
