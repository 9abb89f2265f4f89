import { getF, getI, setF } from '../access';
import { alloc, allocF64, mark, release } from '../arena';
import { solveBackward, solveForward } from '../factor/solve';
import { AUXILIARY } from '../family/columns';
import { auxiliaries } from '../family/rows';
import { factor, count as templateEntries } from '../model/parameters';
import * as problem from '../model/problem';
import { effectsOf, scoresOf } from '../model/templates';
import * as rows from './rows';
import { addRandom, addScores } from './scatter';
import { column, differentiateRows, scores, weight } from './working';

/** Vectors of q numbers: a direct change of b̂, Z̃ᵀr, and M⁻¹ΛᵀZ̃ᵀr in elimination order. */
let direct: usize = 0;
let pulled: usize = 0;
let solved: usize = 0;
/** r, n numbers. */
let along: usize = 0;

/**
 * J = ∂b̂/∂(β̃, θ, a), q numbers (factor by factor, level by level) for each parameter, with M factored at the mode. The mode solves
 * b = Σs, s = Z̃ᵀl′ and Σ the covariance of b, so that with V = ΛM⁻¹Λᵀ
 *
 *     ∂b̂ = w + V Z̃ᵀr        β̃ⱼ  w = 0, r = −W x̃ⱼ        θₖ  w = Σ̇ₖs, r = −W Z̃w        aⱼ  w = 0, r = ∂l′/∂aⱼ
 *
 * (the generalised delta method of Kass & Steffey 1989 needs it). Σ need not be regular.
 *
 * @param changes Σ̇ₖ, the K×K block of one level of the factor of entry k of θ, one after the other
 */
export function sensitivities(changes: usize, out: usize): void {
  const before = mark();
  const n = rows.n;
  const p = rows.p;
  const bytes = (<usize>problem.q) << 3;
  direct = alloc(bytes);
  pulled = alloc(bytes);
  solved = alloc(bytes);
  along = allocF64(<f64>n);
  memory.fill(direct, 0, bytes);
  for (let j = 0; j < p; j++) {
    let x = rows.x + ((<usize>j) << 3);
    for (let i = 0; i < n; i++) {
      setF(along, i, -getF(weight, i) * load<f64>(x));
      x += (<usize>p) << 3;
    }
    respond(out);
    out += bytes;
  }
  for (let k = 0; k < templateEntries; k++) {
    const f = factor(k);
    memory.fill(direct, 0, bytes);
    changeEffects(f, changes);
    changes += (<usize>(problem.size(f) * problem.size(f))) << 3;
    memory.fill(along, 0, (<usize>n) << 3);
    addRandom(0, n, direct, along);
    for (let i = 0; i < n; i++) setF(along, i, -getF(weight, i) * getF(along, i));
    respond(out);
    out += bytes;
  }
  memory.fill(direct, 0, bytes);
  if (auxiliaries > 0) differentiateRows();
  for (let j = 0; j < auxiliaries; j++) {
    memory.copy(along, column(AUXILIARY + 3 * j + 1), (<usize>n) << 3);
    respond(out);
    out += bytes;
  }
  release(before);
}

/** w = Σ̇s for the levels of one factor. */
function changeEffects(f: i32, change: usize): void {
  const k = problem.size(f);
  let first = 0;
  for (let g = 0; g < f; g++) first += problem.levels(g) * problem.size(g);
  for (let level = 0; level < problem.levels(f); level++) {
    const at = first + level * k;
    for (let r = 0; r < k; r++) {
      let sum: f64 = 0;
      for (let c = 0; c < k; c++) sum += getF(change, c * k + r) * getF(scores, at + c);
      setF(direct, at + r, sum);
    }
  }
}

/** out = w + V Z̃ᵀr. */
function respond(out: usize): void {
  const q = problem.q;
  memory.fill(pulled, 0, (<usize>q) << 3);
  addScores(0, rows.n, along, pulled);
  scoresOf(pulled, solved);
  solveForward(1, solved);
  solveBackward(1, solved);
  effectsOf(solved, out);
  for (let i = 0; i < q; i++) setF(out, i, getF(out, i) + getF(direct, i));
}

/** Number of pairs of levels of two factors that meet. */
export function pairEntries(g: i32): i32 {
  return getI(problem.pointers(g), problem.levels(problem.first(g)));
}
