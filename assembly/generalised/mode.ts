import { getF, getI, setF } from '../access';
import { allocF64 } from '../arena';
import { assemble } from '../factor/assemble';
import { factorise } from '../factor/cholesky';
import { solveRandom } from '../factor/solve';
import * as problem from '../model/problem';
import { effectsOf, scoresOf } from '../model/templates';
import * as supernodes from '../sparse/supernodes';
import { linearise, logDensity, reweigh, scores } from './working';

// The joint conditional mode of all random effects, by the sparse factor of M = ΛᵀZ̃ᵀWZ̃Λ + I.

/** The conditional mode û, in elimination order; kept from one search to the next as its start. */
export let u: usize = 0;
/** Λû, factor by factor, level by level. */
export let b: usize = 0;
/** −2 Σ l + ‖u‖² there, without the base. */
export let penalised: f64 = 0;
/** Newton steps of the last search. */
export let steps: i32 = 0;
/** Newton steps since the start. */
export let totalSteps: i32 = 0;

let move: usize = 0;
let slope: usize = 0;
let last: usize = 0;

/** Squared length, in the metric of M, of the Newton step that is no longer taken: the square of rounding. */
const EXACT: f64 = 1e-19;
const STEPS: i32 = 60;
const HALVINGS: i32 = 40;

export function prepareMode(): void {
  const q = <f64>problem.q;
  u = allocF64(q);
  b = allocF64(q);
  move = allocF64(q);
  slope = allocF64(q);
  last = allocF64(q);
  memory.fill(u, 0, (<usize>problem.q) << 3);
  totalSteps = 0;
}

/**
 * Finds û, the maximiser of Σ l(yᵢ, ηᵢ) − ½‖u‖², by Newton steps with halving (penalised iteratively reweighted least squares;
 * Bates et al. 2015). Where the observed information is not positive definite a step takes the expected one. The templates, fixed
 * part and auxiliary parameters are set before; afterwards the factor of M at û stands, with observed weights.
 *
 * @returns whether it was found with a positive definite M
 */
export function findMode(): bool {
  const q = problem.q;
  const bytes = (<usize>q) << 3;
  if (!evaluate(false)) {
    // The last mode may be out of range for new parameters.
    memory.fill(u, 0, bytes);
    if (!evaluate(false)) return false;
  }
  let previous: f64 = Infinity;
  for (steps = 0; steps < STEPS; steps++) {
    totalSteps++;
    let observed = true;
    if (!factor()) {
      reweigh(true);
      observed = false;
      if (!factor()) return false;
    }
    memory.fill(move, 0, bytes);
    solveRandom(move, 1.0);
    let decrement: f64 = 0;
    for (let i = 0; i < q; i++) decrement += getF(slope, i) * getF(move, i);
    const scale = 1.0 + Math.abs(penalised);
    if (
      decrement < EXACT * scale ||
      (decrement < 1e-12 * scale && !(decrement < 0.25 * previous))
    ) {
      return observed;
    }
    previous = decrement;
    memory.copy(last, u, bytes);
    if (!descend(decrement, scale)) return observed && decrement < 1e-9 * scale;
  }
  return false;
}

/** Takes the step, halved until the penalised deviance falls. */
function descend(decrement: f64, scale: f64): bool {
  const before = penalised;
  let share: f64 = 1;
  for (let halving = 0; halving < HALVINGS; halving++) {
    for (let i = 0; i < problem.q; i++) setF(u, i, getF(last, i) + share * getF(move, i));
    if (evaluate(false)) {
      const room = decrement < 1e-6 * scale ? 1e-9 * scale : 0;
      if (penalised <= before + room) return true;
    }
    share *= 0.5;
  }
  memory.copy(u, last, (<usize>problem.q) << 3);
  evaluate(false);
  return false;
}

function evaluate(expected: bool): bool {
  effectsOf(u, b);
  if (!linearise(b, expected)) return false;
  let squares: f64 = 0;
  for (let i = 0; i < problem.q; i++) squares += getF(u, i) * getF(u, i);
  penalised = squares - 2.0 * logDensity;
  return true;
}

/** Factors M with the slope Λᵀ Z̃ᵀl′ − u as its last column. */
function factor(): bool {
  scoresOf(scores, slope);
  for (let i = 0; i < problem.q; i++) setF(slope, i, getF(slope, i) - getF(u, i));
  assemble(1.0);
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const node = problem.firstNode(f) + level;
      const at = getI(supernodes.nodeColumn, node);
      const rows = <usize>getI(supernodes.nodeTail, node);
      const ld = getI(supernodes.nodeStride, node);
      for (let c = 0; c < k; c++) setF(rows, c * ld, getF(slope, at + c));
    }
  }
  return factorise() === 0;
}
