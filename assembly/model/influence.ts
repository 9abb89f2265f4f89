import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { v as leadingV } from '../lead/effects';
import * as leading from '../lead/leading';
import * as supernodes from '../sparse/supernodes';
import { findInfluence, u } from './effects';
import * as problem from './problem';

/**
 * What the uncertainty of β̃ adds to that of the random effects: with F = ∂û/∂β, Cₐₐ = M⁻¹ₐₐ + FₐC^ββFₐᵀ. Matrices over coefficients have p
 * numbers for each, in elimination order; those of the leading factor follow level by level, as v where the others are û.
 */

/** Random coefficients of all factors. */
export function allEffects(): f64 {
  let count: f64 = 0;
  for (let f = 0; f < problem.allFactors; f++) {
    count += <f64>problem.levels(f) * <f64>problem.size(f);
  }
  return count;
}

/** Bytes of so many rows of p numbers. */
export function rowsOf(count: i32): usize {
  return (<usize>count * <usize>problem.p) << 3;
}

/**
 * `findInfluence` of all fixed effects, p numbers for each coefficient: in elimination order as û, then those of the leading
 * factor as v.
 */
export function collectInfluence(out: usize): void {
  const p = problem.p;
  const own = leading.active ? <i32>allEffects() - problem.q : 0;
  for (let j = 0; j < p; j++) {
    findInfluence(j);
    for (let i = 0; i < problem.q; i++) setF(out, i * p + j, getF(u, i));
    const rest = out + rowsOf(problem.q);
    for (let i = 0; i < own; i++) setF(rest, i * p + j, getF(leadingV, i));
  }
}

/** joint = influence · C^ββ, row by row: C^uβ, and for the leading factor −Z̃ᵀV⁻¹X̃ C^ββ. */
export function multiplyRows(influence: usize, fixedInverse: usize, joint: usize): void {
  const p = problem.p;
  const rows = <i32>allEffects();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < p; j++) {
      let sum: f64 = 0;
      for (let l = 0; l < p; l++) sum += getF(influence, l) * getF(fixedInverse, j * p + l);
      setF(joint, j, sum);
    }
    influence += rowsOf(1);
    joint += rowsOf(1);
  }
}

/**
 * Cₐₐ = M⁻¹ₐₐ + FₐC^ββFₐᵀ, F the influence; of the leading factor F = Tᵀv.
 *
 * @param joint of `multiplyRows`
 * @param conditional blocks M⁻¹ₐₐ, factor by factor as the caller has them, level by level
 * @param prediction takes Cₐₐ in the same order
 */
export function predictionBlocks(
  influence: usize,
  joint: usize,
  conditional: usize,
  prediction: usize,
): void {
  const p = problem.p;
  let from = conditional;
  let to = prediction;
  const before = mark();
  for (let caller = 0; caller < problem.allFactors; caller++) {
    const f = problem.internal(caller);
    const k = problem.size(f);
    const turned = f >= problem.factorCount;
    const left = alloc(rowsOf(k));
    const right = alloc(rowsOf(k));
    for (let level = 0; level < problem.levels(f); level++) {
      const first = turned
        ? problem.q + level * k
        : getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      let a = influence + rowsOf(first);
      let b = joint + rowsOf(first);
      if (turned) {
        turnRows(k, problem.template(f), a, left);
        turnRows(k, problem.template(f), b, right);
        a = left;
        b = right;
      }
      for (let c = 0; c < k; c++) {
        for (let r = 0; r < k; r++) {
          let sum: f64 = 0;
          const early = min(r, c);
          const late = max(r, c);
          for (let j = 0; j < p; j++) sum += getF(a, early * p + j) * getF(b, late * p + j);
          store<f64>(to, load<f64>(from) + sum);
          from += 8;
          to += 8;
        }
      }
    }
  }
  release(before);
}

/** out = Tᵀ · rows, k rows of p numbers. */
function turnRows(k: i32, template: usize, rows: usize, out: usize): void {
  const p = problem.p;
  for (let c = 0; c < k; c++) {
    for (let j = 0; j < p; j++) {
      let sum: f64 = 0;
      for (let r = 0; r < k; r++) sum += getF(template, c * k + r) * getF(rows, r * p + j);
      setF(out, c * p + j, sum);
    }
  }
}
