import { addF, getF, getI, setF } from '../access';
import { allocF64 } from '../arena';
import { AUXILIARY, FIRST, SECOND, THIRD } from '../family/columns';
import { auxiliaries } from '../family/rows';
import * as rows from '../generalised/rows';
import * as working from '../generalised/working';
import { findAdjoints, form } from './adjoint';
import * as groups from './groups';
import * as outer from './outer';
import * as rule from './outer-rule';
import * as profile from './profile';

/**
 * The adjoints of the rows of an outer group by way of the joint mode and S too: the algebra of one factor (integrate.ts) with S for M,
 * r = s_A − W_cᵀs_B for s where a row meets S̄, and the joint mode in the place of û.
 */

/** s̄ of the outer factor, n × K_A. */
export let outerAdjoint: usize = 0;
/** The adjoint of the outer mode, S̄, and what `findAdjoints` needs. */
let slope: usize = 0;
let adjoint: usize = 0;
let product: usize = 0;
/** v = M⁻¹ū of the joint mode: the part of the outer group, those of all inner groups. */
let moved: usize = 0;
let innerMoved: usize = 0;
let innerSlope: usize = 0;
let half: usize = 0;
/** S̄r of a row. */
let image: usize = 0;

export function prepareOuterAdjoint(): void {
  const a = <f64>outer.size;
  const b = <f64>groups.size;
  outerAdjoint = allocF64(<f64>rows.n * a);
  slope = allocF64(a);
  adjoint = allocF64(a * a);
  product = allocF64(a * a);
  moved = allocF64(a);
  innerMoved = allocF64(<f64>groups.count * b);
  innerSlope = allocF64(b);
  half = allocF64(a);
  image = allocF64(a);
}

/** Writes s̄ of the outer factor and η̄ of the rows of an outer group, and adds to the inner s̄ and to ā; after `averageOuter`. */
export function differentiateOuter(
  j: i32,
  etaAdjoint: usize,
  scaledAdjoint: usize,
  slopes: usize,
): void {
  const a = outer.size;
  const b = groups.size;
  const begin = getI(outer.starts, j);
  const height = getI(outer.starts, j + 1) - begin;
  const s = outer.s + ((<usize>begin * <usize>a) << 3);
  findAdjoints(
    a,
    height,
    s,
    rule.means,
    profile.centre,
    profile.inverse,
    rule.first,
    rule.second,
    slope,
    adjoint,
    product,
  );
  solveJoint(j);
  const d1 = working.column(FIRST);
  const d2 = working.column(SECOND);
  const d3 = working.column(THIRD);
  for (let g = getI(outer.members, j); g < getI(outer.members, j + 1); g++) {
    const ratio = profile.ratios + ((<usize>(g * a * b)) << 3);
    const innerMove = innerMoved + ((<usize>(g * b)) << 3);
    for (let i = getI(groups.starts, g); i < getI(groups.starts, g + 1); i++) {
      const sa = outer.s + ((<usize>i * <usize>a) << 3);
      const sb = groups.s + ((<usize>i * <usize>b) << 3);
      const mean = rule.means + ((<usize>((i - begin) * (a + 1))) << 3);
      profile.reduceRow(i, g);
      const q = form(a, adjoint, profile.reduced);
      let along: f64 = 0;
      for (let c = 0; c < a; c++) along += getF(sa, c) * getF(moved, c);
      for (let c = 0; c < b; c++) along += getF(sb, c) * getF(innerMove, c);
      const change = getF(d2, i) * along - getF(d3, i) * q;
      setF(etaAdjoint, i, getF(mean, 0) + change);
      for (let c = 0; c < a; c++) {
        let x: f64 = 0;
        for (let r = 0; r < a; r++) x += getF(adjoint, c * a + r) * getF(profile.reduced, r);
        setF(image, c, x);
      }
      for (let c = 0; c < a; c++) {
        let x = (getF(mean, 0) + change) * getF(profile.centre, c) + getF(d1, i) * getF(moved, c);
        x -= 2.0 * getF(d2, i) * getF(image, c);
        for (let r = c; r < a; r++) x += getF(profile.inverse, r * a + c) * getF(mean, r + 1);
        setF(outerAdjoint, i * a + c, x);
      }
      for (let c = 0; c < b; c++) {
        let x = change * getF(profile.centres, g * b + c) + getF(d1, i) * getF(innerMove, c);
        for (let r = 0; r < a; r++)
          x += 2.0 * getF(d2, i) * getF(ratio, r * b + c) * getF(image, r);
        addF(scaledAdjoint, i * b + c, x);
      }
      for (let l = 0; l < auxiliaries; l++) {
        const firsts = working.column(AUXILIARY + 3 * l + 1);
        const seconds = working.column(AUXILIARY + 3 * l + 2);
        addF(slopes, l, along * getF(firsts, i) - q * getF(seconds, i));
      }
    }
  }
}

/** v = M⁻¹ū of the joint mode: the outer part in `moved`, the inner ones in `innerMoved`. */
function solveJoint(j: i32): void {
  const a = outer.size;
  const b = groups.size;
  const d3 = working.column(THIRD);
  // ū_A − Σ W_cᵀ ū_c in `slope`; M_cc⁻¹ū_c in `innerMoved`
  for (let g = getI(outer.members, j); g < getI(outer.members, j + 1); g++) {
    memory.fill(innerSlope, 0, (<usize>b) << 3);
    for (let i = getI(groups.starts, g); i < getI(groups.starts, g + 1); i++) {
      profile.reduceRow(i, g);
      const e = -getF(d3, i) * form(a, adjoint, profile.reduced);
      for (let c = 0; c < a; c++) addF(slope, c, e * getF(profile.reduced, c));
      for (let c = 0; c < b; c++) addF(innerSlope, c, e * getF(groups.s, i * b + c));
    }
    const m = profile.innerInverses + ((<usize>(g * b * b)) << 3);
    for (let r = 0; r < b; r++) {
      let x: f64 = 0;
      for (let c = 0; c < b; c++) x += getF(m, c * b + r) * getF(innerSlope, c);
      setF(innerMoved, g * b + r, x);
    }
  }
  for (let c = 0; c < a; c++) {
    let x: f64 = 0;
    for (let r = 0; r <= c; r++) x += getF(profile.inverse, c * a + r) * getF(slope, r);
    setF(half, c, x);
  }
  for (let r = 0; r < a; r++) {
    let x: f64 = 0;
    for (let c = r; c < a; c++) x += getF(profile.inverse, c * a + r) * getF(half, c);
    setF(moved, r, x);
  }
  for (let g = getI(outer.members, j); g < getI(outer.members, j + 1); g++) {
    const ratio = profile.ratios + ((<usize>(g * a * b)) << 3);
    for (let r = 0; r < b; r++) {
      let x: f64 = 0;
      for (let c = 0; c < a; c++) x += getF(ratio, c * b + r) * getF(moved, c);
      addF(innerMoved, g * b + r, -x);
    }
  }
}
