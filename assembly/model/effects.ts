import { getF, getI, setF } from '../access';
import { allocF64 } from '../arena';
import { solveEffects, solveFixed, solveRandom } from '../factor/solve';
import { findLeadingEffects } from '../lead/effects';
import * as leading from '../lead/leading';
import { active, reduced } from '../leaf/groups';
import * as supernodes from '../sparse/supernodes';
import * as problem from './problem';
import { applyTemplates } from './templates';

// Effects and residuals at the current factor, in elimination order unless said otherwise, and products with G =
// Z̃ᵀWZ̃.

/** û then β̃: q scalars in elimination order, then p. */
export let u: usize = 0;
/** Λû, the random effects relative to σ. */
export let b: usize = 0;
/** Z̃ᵀW(ỹ − X̃β̃ − Z̃Λû). */
export let v: usize = 0;

export function prepareEffects(): void {
  u = allocF64(<f64>problem.q + <f64>problem.p);
  b = allocF64(<f64>problem.q);
  v = allocF64(<f64>problem.q);
}

/** û, β̃, Λû and the weighted residuals projected on Z̃, from the current factor. */
export function findEffects(): void {
  solveEffects(u);
  findResiduals();
}

/** The same with the fixed effects held at `beta` instead of β̃. */
export function findEffectsAt(beta: usize): void {
  memory.copy(u + ((<usize>problem.q) << 3), beta, (<usize>problem.p) << 3);
  solveRandom(u, 1.0);
  findResiduals();
}

function findResiduals(): void {
  applyTemplates(u, b);
  const p = problem.p;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    let h = problem.tailProducts(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let r = 0; r < k; r++) {
        let sum = getF(h, p * k + r);
        for (let j = 0; j < p; j++) sum -= getF(h, j * k + r) * getF(u, problem.q + j);
        setF(v, at + r, sum);
      }
      h += (<usize>(k * problem.tail)) << 3;
    }
  }
  addGram(1, b, v, -1.0);
  if (leading.active) findLeadingEffects(b, u + ((<usize>problem.q) << 3), 1.0);
}

/**
 * What a unit of the fixed effect j does to û, the response left out: column j of −M⁻¹ΛᵀH, in the place of û; of the leading
 * factor, −Z̃ᵀV⁻¹X̃ in the place of v.
 */
export function findInfluence(j: i32): void {
  const fixed = u + ((<usize>problem.q) << 3);
  for (let i = 0; i < problem.p; i++) setF(fixed, i, i === j ? 1.0 : 0.0);
  solveRandom(u, 0.0);
  applyTemplates(u, b);
  if (leading.active) findLeadingEffects(b, fixed, 0.0);
}

/** β̃ alone, from the current factor. */
export function fixedEffects(out: usize): void {
  solveFixed(active ? reduced : supernodes.tailPanel, out);
}

/** y += sign · Gx for m vectors side by side: scalar i of all of them at x[i·m]. G = Z̃ᵀWZ̃. */
export function addGram(m: i32, x: usize, y: usize, sign: f64): void {
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    let d = problem.diagonal(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let c = 0; c < k; c++) {
        for (let r = 0; r < k; r++) addRow(m, sign * getF(d, c * k + r), x, at + c, y, at + r);
      }
      d += (<usize>(k * k)) << 3;
    }
  }
  for (let g = 0; g < problem.pairCount; g++) {
    const single = problem.size(problem.first(g)) === 1 && problem.size(problem.second(g)) === 1;
    if (single) addScalarGram(g, m, x, y, sign);
    else addPairGram(g, m, x, y, sign);
  }
}

/** `addPairGram` where both factors have one coefficient. */
export function addScalarGram(g: i32, m: i32, x: usize, y: usize, sign: f64): void {
  const f1 = problem.first(g);
  const first = problem.firstNode(f1);
  const columns = supernodes.nodeColumn + ((<usize>problem.firstNode(problem.second(g))) << 2);
  const pointers = problem.pointers(g);
  const index = problem.index(g);
  const line = (<usize>m) << 3;
  let block = problem.blocks(g);
  for (let level = 0; level < problem.levels(f1); level++) {
    const offset = <usize>getI(supernodes.nodeColumn, first + level) * line;
    const xa = x + offset;
    const ya = y + offset;
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const other = <usize>getI(columns, getI(index, e)) * line;
      const value = sign * load<f64>(block);
      block += 8;
      for (let k: usize = 0; k < line; k += 8) {
        const own = ya + k;
        const there = y + other + k;
        store<f64>(own, load<f64>(own) + value * load<f64>(x + other + k));
        store<f64>(there, load<f64>(there) + value * load<f64>(xa + k));
      }
    }
  }
}

export function addPairGram(g: i32, m: i32, x: usize, y: usize, sign: f64): void {
  const f1 = problem.first(g);
  const f2 = problem.second(g);
  const k1 = problem.size(f1);
  const k2 = problem.size(f2);
  const pointers = problem.pointers(g);
  const index = problem.index(g);
  let block = problem.blocks(g);
  for (let level = 0; level < problem.levels(f1); level++) {
    const a = getI(supernodes.nodeColumn, problem.firstNode(f1) + level);
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const c = getI(supernodes.nodeColumn, problem.firstNode(f2) + getI(index, e));
      for (let j = 0; j < k2; j++) {
        for (let i = 0; i < k1; i++) {
          const value = sign * load<f64>(block);
          addRow(m, value, x, c + j, y, a + i);
          addRow(m, value, x, a + i, y, c + j);
          block += 8;
        }
      }
    }
  }
}

function addRow(m: i32, factor: f64, x: usize, from: i32, y: usize, to: i32): void {
  const source = x + ((<usize>from * <usize>m) << 3);
  const target = y + ((<usize>to * <usize>m) << 3);
  for (let k = 0; k < m; k++) setF(target, k, getF(target, k) + factor * getF(source, k));
}
