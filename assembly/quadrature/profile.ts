import { addF, getF, getI, setF } from '../access';
import { allocF64 } from '../arena';
import { factorPanel, invertLower } from '../dense/panel';
import { multiply, solveFactored } from '../dense/small';
import { SECOND } from '../family/columns';
import * as working from '../generalised/working';
import * as groups from './groups';
import * as outer from './outer';

/**
 * The curvature of the effects u_A of an outer group with those of its inner groups c profiled out. With M the negative Hessian at the
 * joint mode,
 *
 *     ┌ M_AA  M_A1  M_A2 … ┐
 *     │ M_1A  M_11         │        W_c = M_cc⁻¹M_cA        S = M_AA − Σ M_Ac W_c = L Lᵀ
 *     │ M_2A        M_22   │
 *     └  ⋮               ⋱ ┘
 *
 *     centre          the joint mode of the outer group                      K_A
 *     inverse         B = L⁻ᵀ, column-major (upper triangle)                 K_A×K_A
 *     centres         the joint modes of all inner groups                    K_B each
 *     ratios          W_c of all inner groups, column-major                  K_B×K_A each
 *     innerInverses   M_cc⁻¹ of all inner groups                             K_B×K_B each
 */
export let centre: usize = 0;
export let inverse: usize = 0;
export let centres: usize = 0;
export let ratios: usize = 0;
export let innerInverses: usize = 0;
/** r of the row at hand. */
export let reduced: usize = 0;
let schur: usize = 0;
let root: usize = 0;
/** M_cA and M_cc of an inner group. */
let cross: usize = 0;

export function prepareProfile(): void {
  const a = <f64>outer.size;
  const b = <f64>groups.size;
  centre = allocF64(a);
  inverse = allocF64(a * a);
  centres = allocF64(<f64>groups.count * b);
  ratios = allocF64(<f64>groups.count * a * b);
  innerInverses = allocF64(<f64>groups.count * b * b);
  reduced = allocF64(a);
  schur = allocF64(a * a);
  root = allocF64(a * a);
  cross = allocF64(b * (a + b));
}

/** r = s_A − W_cᵀ s_B of row i in inner group g, into `reduced`. */
export function reduceRow(i: i32, g: i32): void {
  const a = outer.size;
  const b = groups.size;
  const sa = outer.s + ((<usize>i * <usize>a) << 3);
  const sb = groups.s + ((<usize>i * <usize>b) << 3);
  const ratio = ratios + ((<usize>(g * a * b)) << 3);
  for (let c = 0; c < a; c++) {
    let x = getF(sa, c);
    for (let r = 0; r < b; r++) x -= getF(ratio, c * b + r) * getF(sb, r);
    setF(reduced, c, x);
  }
}

/**
 * Finds all of these for an outer group, at the joint mode.
 *
 * @returns whether the curvature there is positive definite
 */
export function profileGroup(j: i32): bool {
  const a = outer.size;
  const b = groups.size;
  memory.copy(centre, outer.jointModeOf(outer.factor, getI(outer.starts, j)), (<usize>a) << 3);
  memory.fill(schur, 0, (<usize>(a * a)) << 3);
  for (let c = 0; c < a; c++) setF(schur, c * a + c, 1.0);
  for (let g = getI(outer.members, j); g < getI(outer.members, j + 1); g++) {
    memory.copy(
      centres + ((<usize>(g * b)) << 3),
      outer.jointModeOf(outer.inner, getI(groups.starts, g)),
      (<usize>b) << 3,
    );
    addRows(g);
    const to = innerInverses + ((<usize>(g * b * b)) << 3);
    if (!invertDefinite(b, cross + ((<usize>(b * a)) << 3), to)) return false;
    const ratio = ratios + ((<usize>(g * a * b)) << 3);
    multiply(b, a, b, to, cross, ratio);
    for (let c = 0; c < a; c++) {
      for (let r = 0; r < a; r++) {
        let sum: f64 = 0;
        for (let l = 0; l < b; l++) sum += getF(cross, r * b + l) * getF(ratio, c * b + l);
        addF(schur, c * a + r, -sum);
      }
    }
  }
  if (factorPanel(schur, a, a, a) !== 0) return false;
  invertLower(a, schur, a, root, a);
  for (let c = 0; c < a; c++)
    for (let r = 0; r < a; r++) setF(inverse, c * a + r, getF(root, r * a + c));
  return true;
}

/** M_cA and M_cc of an inner group into `cross`, and its part of M_AA into `schur`. */
function addRows(g: i32): void {
  const a = outer.size;
  const b = groups.size;
  const d2 = working.column(SECOND);
  const own = cross + ((<usize>(b * a)) << 3);
  memory.fill(cross, 0, (<usize>(b * (a + b))) << 3);
  for (let c = 0; c < b; c++) setF(own, c * b + c, 1.0);
  for (let i = getI(groups.starts, g); i < getI(groups.starts, g + 1); i++) {
    const h = -getF(d2, i);
    const sa = outer.s + ((<usize>i * <usize>a) << 3);
    const sb = groups.s + ((<usize>i * <usize>b) << 3);
    for (let c = 0; c < a; c++) {
      const by = h * getF(sa, c);
      for (let r = 0; r < a; r++) addF(schur, c * a + r, by * getF(sa, r));
      for (let r = 0; r < b; r++) addF(cross, c * b + r, by * getF(sb, r));
    }
    for (let c = 0; c < b; c++) {
      const by = h * getF(sb, c);
      for (let r = 0; r < b; r++) addF(own, c * b + r, by * getF(sb, r));
    }
  }
}

/** Inverse of a small positive definite matrix, which is overwritten. */
function invertDefinite(k: i32, m: usize, out: usize): bool {
  if (factorPanel(m, k, k, k) !== 0) return false;
  if (k === 1) {
    setF(out, 0, 1.0 / (getF(m, 0) * getF(m, 0)));
    return true;
  }
  // Column c of the inverse by two substitutions
  for (let c = 0; c < k; c++) {
    const x = out + ((<usize>(c * k)) << 3);
    for (let r = 0; r < k; r++) setF(x, r, r === c ? 1.0 : 0.0);
    solveFactored(k, m, x);
  }
  return true;
}
