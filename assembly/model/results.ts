import { getF, getI, setF } from '../access';
import { allocF64, mark, release } from '../arena';
import { diagonalBlock } from '../factor/blocks';
import { residual } from '../factor/cholesky';
import { invertSelected, invertTail } from '../factor/inverse';
import { spreadInverse } from '../lead/inverse';
import * as leading from '../lead/leading';
import { leadingBlocksTo, leadingEffectsTo, leadingFixedSlopes } from '../lead/results';
import { storeGradient } from '../leaf/derivatives';
import { differentiateLeaves } from '../leaf/evaluate';
import { active } from '../leaf/groups';
import { useExact } from '../leaf/moments';
import { leafResults } from '../leaf/results';
import * as supernodes from '../sparse/supernodes';
import { findEffects, u } from './effects';
import { findFixedSlopes } from './fixed-slopes';
import { sumOuter } from './gradient';
import { allEffects, collectInfluence, multiplyRows, predictionBlocks, rowsOf } from './influence';
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
  multiplyRows(influence, fixedInverse, joint);
  predictionBlocks(influence, joint, conditional, prediction);
  findFixedSlopes(m, p, joint, fixedSlopes);
  if (leading.active) leadingFixedSlopes(joint + rowsOf(problem.q), fixedSlopes);
  release(before);
}

/** û in the order of the caller, then β̃. */
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
