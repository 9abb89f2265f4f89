import { addF, getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { multiply, multiplyTransposed } from '../dense/small';
import { residual } from '../factor/cholesky';
import { invertSelected } from '../factor/inverse';
import { storeOuter } from '../lead/effects';
import { findLeadingGradient } from '../lead/gradient';
import { active } from '../lead/leading';
import * as supernodes from '../sparse/supernodes';
import { u, v } from './effects';
import * as problem from './problem';

/**
 * Derivative of the objective with respect to every entry of every template, after `objective` and `findEffects`.
 * Replaces the factor by its selected inverse.
 *
 *     ∂/∂T_rc = 2 Q_cr − 2 (d/r²) Σₐ vₐ,r uₐ,c        Q = Σₐ (Cᵘᵘ Λᵀ G + Cᵘᵝ Hᵀ)ₐₐ
 *
 * The trace form of the derivative of log|M| (+ log|R_X|²) with the envelope theorem for r²; it holds for singular
 * templates too.
 */
export function findGradient(): void {
  sumOuter();
  invertSelected(problem.reml);
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    memory.fill(problem.trace(f), 0, (<usize>(k * k)) << 3);
    traceDiagonal(f, k);
  }
  for (let g = 0; g < problem.pairCount; g++) {
    const single = problem.size(problem.first(g)) === 1 && problem.size(problem.second(g)) === 1;
    if (single) traceScalars(g);
    else tracePair(g);
  }
  const factor = (2.0 * problem.denominator) / residual;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    for (let c = 0; c < k; c++) {
      for (let r = 0; r < k; r++) {
        const log = 2.0 * getF(problem.trace(f), r * k + c);
        setF(problem.gradient(f), c * k + r, log - factor * getF(problem.outer(f), c * k + r));
      }
    }
  }
  if (active) findLeadingGradient(problem.denominator / residual);
}

/** Σ vₐ uₐᵀ of every factor, after `findEffects`. */
export function sumOuter(): void {
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    const outer = problem.outer(f);
    memory.fill(outer, 0, (<usize>(k * k)) << 3);
    for (let level = 0; level < problem.levels(f); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let c = 0; c < k; c++) {
        for (let r = 0; r < k; r++) addF(outer, c * k + r, getF(v, at + r) * getF(u, at + c));
      }
    }
  }
  if (active) storeOuter();
}

/** Q += Cₐₐ Tᵀ Dₐ + Cₐᵝ Hₐᵀ over the levels of a factor. */
export function traceDiagonal(f: i32, k: i32): void {
  const before = mark();
  const scaled = alloc((<usize>(k * k)) << 3);
  const template = problem.template(f);
  const trace = problem.trace(f);
  const p = problem.reml ? problem.p : 0;
  let d = problem.diagonal(f);
  let h = problem.tailProducts(f);
  for (let level = 0; level < problem.levels(f); level++) {
    const node = problem.firstNode(f) + level;
    const block = <usize>getI(supernodes.nodeBlock, node);
    const rows = <usize>getI(supernodes.nodeTail, node);
    const ld = getI(supernodes.nodeStride, node);
    multiplyTransposed(k, k, k, template, d, scaled);
    for (let c = 0; c < k; c++) {
      for (let r = 0; r < k; r++) {
        let sum: f64 = 0;
        for (let l = 0; l < k; l++) sum += getF(block, l * ld + r) * getF(scaled, c * k + l);
        for (let j = 0; j < p; j++) sum += getF(rows, r * ld + j) * getF(h, j * k + c);
        addF(trace, c * k + r, sum);
      }
    }
    d += (<usize>(k * k)) << 3;
    h += (<usize>(k * problem.tail)) << 3;
  }
  release(before);
}

/** `tracePair` where both factors have one coefficient. */
export function traceScalars(g: i32): void {
  const f1 = problem.first(g);
  const f2 = problem.second(g);
  const pointers = problem.pointers(g);
  const entries = getI(pointers, problem.levels(f1));
  const place = problem.place(g);
  const blocks = problem.blocks(g);
  let sum: f64 = 0;
  for (let e = 0; e < entries; e++) {
    sum += load<f64>(<usize>getI(place, e)) * getF(blocks, e);
  }
  addF(problem.trace(f1), 0, sum * getF(problem.template(f2), 0));
  addF(problem.trace(f2), 0, sum * getF(problem.template(f1), 0));
}

/** Q₁ += C₁₂ T₂ᵀ G₁₂ᵀ and Q₂ += C₂₁ T₁ᵀ G₁₂ over the pairs of levels that meet. */
export function tracePair(g: i32): void {
  const before = mark();
  const f1 = problem.first(g);
  const f2 = problem.second(g);
  const k1 = problem.size(f1);
  const k2 = problem.size(f2);
  const left = alloc((<usize>(k1 * k2)) << 3);
  const right = alloc((<usize>(k1 * k2)) << 3);
  const t1 = problem.template(f1);
  const t2 = problem.template(f2);
  const q1 = problem.trace(f1);
  const q2 = problem.trace(f2);
  const pointers = problem.pointers(g);
  const index = problem.index(g);
  const place = problem.place(g);
  let block = problem.blocks(g);
  for (let level = 0; level < problem.levels(f1); level++) {
    const a = problem.firstNode(f1) + level;
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const c = <usize>getI(place, e);
      const other = problem.firstNode(f2) + getI(index, e);
      const early = getI(supernodes.nodeColumn, a) < getI(supernodes.nodeColumn, other);
      const ld = getI(supernodes.nodeStride, early ? a : other);
      // Entry (i, j) of C₁₂ stands at i·rowStep + j·columnStep.
      const rowStep = early ? ld : 1;
      const columnStep = early ? 1 : ld;
      // left = G₁₂ T₂ (k1×k2), right = T₁ᵀ G₁₂ (k1×k2)
      multiply(k1, k2, k2, block, t2, left);
      multiplyTransposed(k1, k2, k1, t1, block, right);
      for (let i = 0; i < k1; i++) {
        for (let j = 0; j < k2; j++) {
          const value = getF(c, i * rowStep + j * columnStep);
          for (let l = 0; l < k1; l++) addF(q1, l * k1 + i, value * getF(left, j * k1 + l));
          for (let l = 0; l < k2; l++) addF(q2, l * k2 + j, value * getF(right, l * k1 + i));
        }
      }
      block += (<usize>(k1 * k2)) << 3;
    }
  }
  release(before);
}
