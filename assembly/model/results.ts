import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64, mark, release } from '../arena';
import { diagonalBlock } from '../factor/blocks';
import { residual } from '../factor/cholesky';
import { invertSelected, invertTail } from '../factor/inverse';
import { v as leadingV } from '../lead/effects';
import { spreadInverse } from '../lead/inverse';
import * as leading from '../lead/leading';
import { leadingBlocksTo, leadingEffectsTo, leadingFixedSlopes } from '../lead/results';
import { storeGradient } from '../leaf/derivatives';
import { differentiateLeaves } from '../leaf/evaluate';
import { active } from '../leaf/groups';
import { useExact } from '../leaf/moments';
import { leafResults } from '../leaf/results';
import * as supernodes from '../sparse/supernodes';
import { addGram, findEffects, findInfluence, u } from './effects';
import { sumOuter } from './gradient';
import * as parameters from './parameters';
import * as problem from './problem';

/**
 * What a fit hands out, in the engine's basis and relative to σ², factor by factor and level by level:
 *
 *     effects       û (before the template), then β̃                          q + p
 *     conditional   blocks of M⁻¹                                             Σ levels·K²
 *     prediction    blocks of C (with the uncertainty of β̃)                   Σ levels·K²
 *     fixedInverse  C^ββ                                                      p×p
 *     fixedSlopes   ∂C^ββ/∂θ_k for each parameter                             m × p×p
 *     residualSlopes ∂r²/∂θ_k                                                 m
 */
export let effects: usize = 0;
export let conditional: usize = 0;
export let prediction: usize = 0;
export let fixedInverse: usize = 0;
export let fixedSlopes: usize = 0;
export let residualSlopes: usize = 0;

/** Computes the results at the templates of the last `objective`, whose factor does not survive. */
export function findResults(): void {
  const p = problem.p;
  const m = parameters.count;
  let blocks: f64 = 0;
  for (let f = 0; f < problem.allFactors; f++) {
    blocks += <f64>problem.levels(f) * <f64>(problem.size(f) * problem.size(f));
  }
  effects = allocF64(allEffects() + <f64>p);
  conditional = allocF64(blocks);
  prediction = allocF64(blocks);
  fixedInverse = allocF64(<f64>(p * p));
  fixedSlopes = allocF64(<f64>m * <f64>p * <f64>p);
  residualSlopes = allocF64(<f64>m);
  if (active) {
    useExact(true);
    differentiateLeaves(residual);
    storeGradient();
    for (let k = 0; k < m; k++) setF(residualSlopes, k, parameters.residualDerivative(k));
    leafResults(effects, conditional, prediction, fixedInverse, fixedSlopes);
    return;
  }
  findEffects();
  sumOuter();
  copyEffects();
  for (let k = 0; k < m; k++) setF(residualSlopes, k, parameters.residualDerivative(k));
  const before = mark();
  const influence = allocF64(allEffects() * <f64>p);
  const joint = allocF64(allEffects() * <f64>p);
  collectInfluence(influence);
  invertSelected(false);
  copyBlocks(conditional);
  invertTail(p);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < p; i++) {
      setF(fixedInverse, j * p + i, getF(supernodes.tailPanel, j * problem.tail + i));
    }
  }
  multiplyRows(influence, joint);
  predictionBlocks(influence, joint);
  findFixedSlopes(m, p, joint);
  if (leading.active) leadingFixedSlopes(joint + rowsOf(problem.q), fixedSlopes);
  release(before);
}

/** Bytes of so many rows of p numbers. */
function rowsOf(count: i32): usize {
  return (<usize>count * <usize>problem.p) << 3;
}

/**
 * `findInfluence` of all fixed effects, p numbers for each coefficient: in elimination order as û, then those of the leading
 * factor as v.
 */
function collectInfluence(out: usize): void {
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
function multiplyRows(influence: usize, joint: usize): void {
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

/** Cₐₐ = M⁻¹ₐₐ + FₐC^ββFₐᵀ from `conditional`, F the influence; of the leading factor F = Tᵀv. */
function predictionBlocks(influence: usize, joint: usize): void {
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

/** Random coefficients of all factors. */
function allEffects(): f64 {
  let count: f64 = 0;
  for (let f = 0; f < problem.allFactors; f++) {
    count += <f64>problem.levels(f) * <f64>problem.size(f);
  }
  return count;
}

function copyEffects(): void {
  let at = 0;
  for (let caller = 0; caller < problem.allFactors; caller++) {
    const f = problem.internal(caller);
    if (f >= problem.factorCount) {
      leadingEffectsTo(effects + ((<usize>at) << 3));
      at += problem.levels(f) * problem.size(f);
      continue;
    }
    for (let level = 0; level < problem.levels(f); level++) {
      const column = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let r = 0; r < problem.size(f); r++) {
        setF(effects, at, getF(u, column + r));
        at++;
      }
    }
  }
  for (let j = 0; j < problem.p; j++) setF(effects, at + j, getF(u, problem.q + j));
}

/** Diagonal blocks of the selected inverse M⁻¹. */
function copyBlocks(target: usize): void {
  let at = target;
  for (let caller = 0; caller < problem.allFactors; caller++) {
    const f = problem.internal(caller);
    const k = problem.size(f);
    if (f >= problem.factorCount) {
      spreadInverse(false);
      leadingBlocksTo(at);
      at += (<usize>problem.levels(f) * <usize>(k * k)) << 3;
      continue;
    }
    for (let level = 0; level < problem.levels(f); level++) {
      diagonalBlock(problem.firstNode(f) + level, k, at);
      at += (<usize>(k * k)) << 3;
    }
  }
}

/**
 * ∂C^ββ/∂θ_k = −Σₐ (c w' + w c'), c the rows of C^uβ for coefficient c of level a, w the rows of GΛC^uβ + HC^ββ for
 * coefficient r: from dC = −C dA C.
 *
 * @param joint C^uβ, p numbers for each coefficient
 */
function findFixedSlopes(m: i32, p: i32, joint: usize): void {
  const before = mark();
  memory.fill(fixedSlopes, 0, (<usize>(m * p * p)) << 3);
  const scaled = alloc((<usize>problem.q) << 3);
  const w = alloc((<usize>problem.q) << 3);
  for (let j = 0; j < p; j++) {
    weightedColumn(j, joint, scaled, w);
    for (let k = 0; k < m; k++) {
      const f = parameters.factor(k);
      if (f >= problem.factorCount) continue;
      const r = parameters.row(k);
      const c = parameters.column(k);
      const target = fixedSlopes + ((<usize>(k * p * p)) << 3);
      for (let level = 0; level < problem.levels(f); level++) {
        const at = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
        const value = getF(w, at + r);
        const rows = joint + rowsOf(at + c);
        for (let i = 0; i < p; i++) {
          const change = getF(rows, i) * value;
          addF(target, j * p + i, -change);
          addF(target, i * p + j, -change);
        }
      }
    }
  }
  release(before);
}

/** w = GΛc + H C^ββ for column j of C. */
function weightedColumn(j: i32, joint: usize, scaled: usize, w: usize): void {
  const p = problem.p;
  for (let f = 0; f < problem.factorCount; f++) {
    const size = problem.size(f);
    const template = problem.template(f);
    let h = problem.tailProducts(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      const rows = joint + rowsOf(at);
      for (let r = 0; r < size; r++) {
        let effect: f64 = 0;
        for (let c = 0; c < size; c++)
          effect += getF(template, c * size + r) * getF(rows, c * p + j);
        setF(scaled, at + r, effect);
        let sum: f64 = 0;
        for (let i = 0; i < p; i++) {
          sum += getF(h, i * size + r) * getF(supernodes.tailPanel, j * problem.tail + i);
        }
        setF(w, at + r, sum);
      }
      h += (<usize>(size * problem.tail)) << 3;
    }
  }
  addGram(1, scaled, w, 1.0);
}
