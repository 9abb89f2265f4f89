import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64, mark, release } from '../arena';
import { invertLower } from '../dense/panel';
import { multiply, multiplyTransposed } from '../dense/small';
import { invertSelected } from '../factor/inverse';
import { solveForward } from '../factor/solve';
import { column, factor, count as parameterCount, row } from '../model/parameters';
import * as problem from '../model/problem';
import { scaleByTemplates } from '../model/templates';
import * as supernodes from '../sparse/supernodes';
import * as rows from './rows';
import { weight } from './working';

/** Smallest diagonal entry of a template, in the engine's basis, for which the information is taken. */
const LEAST: f64 = 0.1;

/**
 * An approximate Hessian of the criterion over (θ, β̃), d×d with room for the auxiliary parameters: that of the linear model with
 * the working weights at the mode. After the criterion; the factor does not survive.
 *
 *     β̃   2 X̃ᵀV⁻¹X̃ = 2 (X̃ᵀWX̃ − X̃ᵀWZ̃Λ M⁻¹ ΛᵀZ̃ᵀWX̃)
 *     θ    Σₐ tr(S Σ̇ₖ S Σ̇ₗ),  S = T⁻ᵀ(I − (M⁻¹)ₐₐ)T⁻¹ = Z̃ₐᵀV⁻¹Z̃ₐ
 *
 * (expected information; pairs of different levels are left out).
 */
export function findInformation(d: i32, hessian: usize): void {
  const before = mark();
  memory.fill(hessian, 0, (<usize>(d * d)) << 3);
  fixedInformation(d, hessian);
  invertSelected(false);
  for (let f = 0; f < problem.factorCount; f++) variancesOf(f, d, hessian);
  release(before);
}

export function fixedInformation(d: i32, hessian: usize): void {
  const p = rows.p;
  const m = parameterCount;
  if (p === 0) return;
  const h = allocF64(<f64>problem.q * <f64>p);
  weightedProducts(h);
  scaleByTemplates(p, h);
  solveForward(p, h);
  const corner = hessian + ((<usize>(m * d + m)) << 3);
  for (let i = 0; i < problem.q; i++) {
    const own = h + ((<usize>i * <usize>p) << 3);
    for (let j = 0; j < p; j++) {
      const by = 2.0 * getF(own, j);
      if (by === 0) continue;
      for (let l = j; l < p; l++) addF(corner, j * d + l, -by * getF(own, l));
    }
  }
  let x = rows.x;
  for (let i = 0; i < rows.n; i++) {
    const w = 2.0 * getF(weight, i);
    for (let j = 0; j < p; j++) {
      const by = w * getF(x, j);
      for (let l = j; l < p; l++) addF(corner, j * d + l, by * getF(x, l));
    }
    x += (<usize>p) << 3;
  }
  for (let j = 0; j < p; j++) {
    for (let l = 0; l < j; l++) setF(corner, j * d + l, getF(corner, l * d + j));
  }
}

/** h = Z̃ᵀWX̃, the p numbers of a scalar side by side, in elimination order (each level's coefficients follow each other). */
export function weightedProducts(h: usize): void {
  const p = rows.p;
  memory.fill(h, 0, (<usize>problem.q * <usize>p) << 3);
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    let code = rows.codes(f);
    let z = rows.z + ((<usize>rows.start(f)) << 3);
    let x = rows.x;
    const nodes = supernodes.nodeColumn + ((<usize>problem.firstNode(f)) << 2);
    for (let i = 0; i < rows.n; i++) {
      const w = getF(weight, i);
      const at = h + ((<usize>getI(nodes, load<i32>(code)) * <usize>p) << 3);
      for (let c = 0; c < k; c++) {
        const by = w * getF(z, c);
        for (let j = 0; j < p; j++) addF(at, c * p + j, by * getF(x, j));
      }
      code += 4;
      z += (<usize>rows.width) << 3;
      x += (<usize>p) << 3;
    }
  }
}

/** The block of θ that belongs to one factor. */
function variancesOf(f: i32, d: i32, hessian: usize): void {
  const before = mark();
  const k = problem.size(f);
  const square = (<usize>(k * k)) << 3;
  const m = parameterCount;
  const template = alloc(square);
  const inverse = alloc(square);
  const s = alloc(square);
  const half = alloc(square);
  const change = alloc(square);
  // S Σ̇ of each parameter, one after the other.
  const images = alloc(square * <usize>m);
  keepFromZero(k, problem.template(f), template);
  invertLower(k, template, k, inverse, k);
  for (let level = 0; level < problem.levels(f); level++) {
    const node = problem.firstNode(f) + level;
    const block = <usize>getI(supernodes.nodeBlock, node);
    const ld = getI(supernodes.nodeStride, node);
    for (let c = 0; c < k; c++) {
      for (let r = 0; r < k; r++) {
        setF(change, c * k + r, (r === c ? 1.0 : 0.0) - getF(block, c * ld + r));
      }
    }
    multiply(k, k, k, change, inverse, half);
    multiplyTransposed(k, k, k, inverse, half, s);
    for (let e = 0; e < m; e++) {
      if (factor(e) !== f) continue;
      // Σ̇ = e_r t_cᵀ + t_c e_rᵀ
      memory.fill(change, 0, square);
      const own = row(e);
      for (let i = 0; i < k; i++) {
        const value = getF(template, column(e) * k + i);
        addF(change, i * k + own, value);
        addF(change, own * k + i, value);
      }
      multiply(k, k, k, s, change, images + <usize>e * square);
    }
    for (let e = 0; e < m; e++) {
      if (factor(e) !== f) continue;
      for (let g = 0; g < m; g++) {
        if (factor(g) !== f) continue;
        const left = images + <usize>e * square;
        const right = images + <usize>g * square;
        let sum: f64 = 0;
        for (let j = 0; j < k; j++) {
          for (let i = 0; i < k; i++) sum += getF(left, j * k + i) * getF(right, i * k + j);
        }
        addF(hessian, e * d + g, sum);
      }
    }
  }
  release(before);
}

/** A template whose diagonal keeps away from zero, where the information vanishes though the criterion may be curved. */
function keepFromZero(k: i32, template: usize, out: usize): void {
  memory.copy(out, template, (<usize>(k * k)) << 3);
  for (let c = 0; c < k; c++) {
    const own = getF(out, c * k + c);
    if (Math.abs(own) < LEAST) setF(out, c * k + c, own < 0 ? -LEAST : LEAST);
  }
}
