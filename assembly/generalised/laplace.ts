import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64, mark, release } from '../arena';
import { logRandom } from '../factor/cholesky';
import { invertSelected } from '../factor/inverse';
import { solveBackward, solveForward } from '../factor/solve';
import { sumBase } from '../family/base';
import { AUXILIARY, FIRST } from '../family/columns';
import { auxiliaries } from '../family/rows';
import { traceDiagonal, tracePair } from '../model/gradient';
import { readGradient, count as templateEntries } from '../model/parameters';
import * as problem from '../model/problem';
import { effectsOf, scoresOf } from '../model/templates';
import * as supernodes from '../sparse/supernodes';
import { addLeverages, spreadInverse } from './leverage';
import { findMode, penalised, u } from './mode';
import * as rows from './rows';
import { addRandom, addScores } from './scatter';
import { auxiliary, column, differentiateRows, scores, thirds, weight } from './working';

// Laplace's approximation by the sparse factor, for any random effects: value and exact gradient.

/** The factor of M, kept while the panels hold the selected inverse. */
let factorCopy: usize = 0;
/** Leverages h, then products of them: n each. */
let leverage: usize = 0;
let along: usize = 0;
let adjoint: usize = 0;
let adjointEffects: usize = 0;
let pulled: usize = 0;

export function prepareLaplace(): void {
  factorCopy = allocF64(supernodes.panelSize);
  leverage = allocF64(<f64>rows.n);
  along = allocF64(<f64>rows.n);
  adjoint = allocF64(<f64>problem.q);
  adjointEffects = allocF64(<f64>problem.q);
  pulled = allocF64(<f64>problem.q);
}

/**
 * Laplace's approximation of −2 log-likelihood, −2 Σ l(y, η̂) + ‖û‖² + log|M| with M the negative Hessian of the log of the
 * integrand at the mode (Tierney & Kadane 1986; Skaug & Fournier 2006). Infinity when the mode is not found.
 */
export function laplace(): f64 {
  if (!findMode()) return Infinity;
  const base = sumBase(rows.n, rows.y, rows.sizes, auxiliary, 0);
  return penalised - 2.0 * base + 2.0 * logRandom;
}

/**
 * Its gradient with respect to (θ, β̃, a), after `laplace`. The mode moves with the parameters: with G(u) = u − ΛᵀZ̃ᵀl′ = 0 there,
 * ∂û = −M⁻¹∂G, and log|M| changes with û by s = ΛᵀZ̃ᵀ(w′h), w = −l″ and h the leverages zᵀΛM⁻¹Λᵀz. With t = M⁻¹s and
 * r = −2l′ + w′h − w·z̃ᵀΛt
 *
 *     ∂β̃ = X̃ᵀr      ∂T = Σ (Z̃ᵀr uᵀ + Z̃ᵀl′ tᵀ) + 2 Q      ∂a = Σ −2 l_a − h l″_a + (z̃ᵀΛt) l′_a
 *
 * where Q is the trace part of log|M| for û held. The selected inverse gives h and Q (math: Kristensen et al. 2016 do the same
 * by automatic differentiation).
 */
export function laplaceGradient(out: usize): void {
  const n = rows.n;
  const q = problem.q;
  differentiateRows();
  memory.copy(factorCopy, supernodes.panels, (<usize>supernodes.panelSize) << 3);
  invertSelected(false);
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    memory.fill(problem.trace(f), 0, (<usize>(k * k)) << 3);
    traceDiagonal(f, k);
  }
  for (let g = 0; g < problem.pairCount; g++) tracePair(g);
  findLeverages();
  memory.copy(supernodes.panels, factorCopy, (<usize>supernodes.panelSize) << 3);
  // along = w′h
  const third = thirds();
  for (let i = 0; i < n; i++) setF(along, i, -getF(third, i) * getF(leverage, i));
  memory.fill(pulled, 0, (<usize>q) << 3);
  addScores(0, n, along, pulled);
  scoresOf(pulled, adjoint);
  solveForward(1, adjoint);
  solveBackward(1, adjoint);
  effectsOf(adjoint, adjointEffects);
  const m = templateEntries;
  fixedAndAuxiliary(out + ((<usize>m) << 3));
  memory.fill(pulled, 0, (<usize>q) << 3);
  addScores(0, n, along, pulled);
  gradientOfTemplates();
  readGradient(out);
}

/** Leverages of all rows, after `invertSelected`. */
function findLeverages(): void {
  memory.fill(leverage, 0, (<usize>rows.n) << 3);
  const before = mark();
  spreadInverse();
  addLeverages(leverage);
  release(before);
}

/** ∂β̃ and ∂a; leaves r in `along`. */
export function fixedAndAuxiliary(out: usize): void {
  const n = rows.n;
  const p = rows.p;
  const before = mark();
  const moved = allocF64(<f64>n);
  memory.fill(moved, 0, (<usize>n) << 3);
  addRandom(0, n, adjointEffects, moved);
  const first = column(FIRST);
  memory.fill(out, 0, (<usize>p) << 3);
  let x = rows.x;
  for (let i = 0; i < n; i++) {
    const r = getF(along, i) - 2.0 * getF(first, i) - getF(weight, i) * getF(moved, i);
    setF(along, i, r);
    for (let j = 0; j < p; j++) addF(out, j, r * getF(x, j));
    x += (<usize>p) << 3;
  }
  if (auxiliaries > 0) {
    const slopes = alloc((<usize>auxiliaries) << 3);
    memory.fill(slopes, 0, (<usize>auxiliaries) << 3);
    sumBase(n, rows.y, rows.sizes, auxiliary, slopes);
    for (let j = 0; j < auxiliaries; j++) {
      const values = column(AUXILIARY + 3 * j);
      const firsts = column(AUXILIARY + 3 * j + 1);
      const seconds = column(AUXILIARY + 3 * j + 2);
      let sum: f64 = -2.0 * getF(slopes, j);
      for (let i = 0; i < n; i++) {
        sum +=
          -2.0 * getF(values, i) -
          getF(leverage, i) * getF(seconds, i) +
          getF(moved, i) * getF(firsts, i);
      }
      setF(out, p + j, sum);
    }
  }
  release(before);
}

/** `problem.gradient` of every factor; `pulled` holds Z̃ᵀr. */
function gradientOfTemplates(): void {
  let at = 0;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    const gradient = problem.gradient(f);
    for (let c = 0; c < k; c++) {
      for (let r = 0; r < k; r++) {
        setF(gradient, c * k + r, 2.0 * getF(problem.trace(f), r * k + c));
      }
    }
    for (let level = 0; level < problem.levels(f); level++) {
      const node = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let c = 0; c < k; c++) {
        const effect = getF(u, node + c);
        const moved = getF(adjoint, node + c);
        for (let r = 0; r < k; r++) {
          const change = getF(pulled, at + r) * effect + getF(scores, at + r) * moved;
          addF(gradient, c * k + r, change);
        }
      }
      at += k;
    }
  }
}
