import { addF, getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { active, recordLength, records } from '../leaf/groups';
import { addGram } from '../model/effects';
import { analysePattern } from '../model/objective';
import { setTheta } from '../model/parameters';
import * as problem from '../model/problem';
import { applyTemplates } from '../model/templates';
import * as supernodes from '../sparse/supernodes';
import { findRoot, timesRoot } from './root';

/**
 * Cross-products with a response, in the order in which the caller knows the problem:
 *
 *     Z̃ᵀWỹ factor by factor, level by level    q    │    X̃ᵀWỹ    p    │    ỹᵀWỹ    1
 */

let theta: usize = 0;

/** Prepares drawing from the model with these variance parameters; θ stays where it is. */
export function prepareDraw(at: usize): void {
  theta = at;
  if (active) analysePattern();
  findRoot();
}

/**
 * The cross-products with a response ỹ = Z̃b + e, b ~ N(0, σ²ΛΛᵀ), e ~ N(0, σ²W⁻¹), without any row:
 *
 *     [Z̃ X̃]ᵀWỹ = M [b; 0] + σ L ε        ỹᵀWỹ = bᵀGb + 2σ bᵀ(L ε)_Z + σ²(εᵀε + χ²)
 *
 * where L is a root of M = [Z̃ X̃]ᵀW[Z̃ X̃] of rank r, and χ², the residual sum of squares outside the columns of Z̃ and X̃,
 * has n − r degrees of freedom. The fixed effects are zero: they shift β̂ alone.
 *
 * @param normal 2q + p standard normal numbers, for Λ⁻¹b/σ and then ε
 */
export function drawResponse(normal: usize, chiSquared: f64, sigma: f64, out: usize): void {
  const before = mark();
  const q = problem.q;
  const p = problem.p;
  const b = alloc((<usize>q) << 3);
  const noise = alloc((<usize>(q + p)) << 3);
  const products = alloc((<usize>(q + p)) << 3);
  setTheta(theta);
  applyTemplates(normal, b);
  let squares = chiSquared + timesRoot(normal + ((<usize>q) << 3), noise);
  memory.copy(products, noise, (<usize>(q + p)) << 3);
  addGram(1, b, products, 1.0);
  addFixed(b, products);
  for (let i = 0; i < q; i++) squares += getF(b, i) * (getF(products, i) + getF(noise, i));
  let at = 0;
  for (let f = 0; f < problem.factorCount; f++) {
    for (let level = 0; level < problem.levels(f); level++) {
      const column = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let r = 0; r < problem.size(f); r++) {
        setF(out, at, sigma * getF(products, column + r));
        at++;
      }
    }
  }
  for (let j = 0; j < p; j++) setF(out, q + j, sigma * getF(products, q + j));
  setF(out, q + p, sigma * sigma * squares);
  release(before);
}

/** The last p entries of y += Hᵀb. */
function addFixed(b: usize, y: usize): void {
  const q = problem.q;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    let h = problem.tailProducts(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let j = 0; j < problem.p; j++) {
        for (let r = 0; r < k; r++) addF(y, q + j, getF(h, j * k + r) * getF(b, at + r));
      }
      h += (<usize>(k * problem.tail)) << 3;
    }
  }
}

/** Gives the problem another response, as `drawResponse` lays it out. */
export function setResponse(values: usize): void {
  const p = problem.p;
  const t = problem.tail;
  let at = 0;
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    let h = problem.tailProducts(f);
    for (let level = 0; level < problem.levels(f); level++) {
      for (let r = 0; r < k; r++) {
        const value = getF(values, at);
        setF(h, p * k + r, value);
        if (active) {
          const entry = (level >> 1) * recordLength + (k * (k + 1)) / 2 + p * k + r;
          setF(records, 2 * entry + (level & 1), value);
        }
        at++;
      }
      h += (<usize>(k * t)) << 3;
    }
  }
  for (let j = 0; j <= p; j++) {
    setF(problem.fixed, j * t + p, getF(values, at));
    setF(problem.fixed, p * t + j, getF(values, at));
    at++;
  }
}
