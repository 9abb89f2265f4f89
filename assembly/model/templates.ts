import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import * as supernodes from '../sparse/supernodes';
import * as problem from './problem';

/**
 * Products with Λ, the block diagonal of the templates T, which is never formed. Vectors of the q random coefficients stand in one of
 * two orders:
 *
 *     elimination order      the order of the columns of the factor; coefficients of a level are side by side
 *     factor by factor       then level by level, as the caller has them
 */

/** y = Λx, both in elimination order. */
export function applyTemplates(x: usize, y: usize): void {
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    const template = problem.template(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let r = 0; r < k; r++) {
        let sum: f64 = 0;
        for (let c = 0; c < k; c++) sum += getF(template, c * k + r) * getF(x, at + c);
        setF(y, at + r, sum);
      }
    }
  }
}

/** b = Λx factor by factor for x in elimination order. */
export function effectsOf(x: usize, b: usize): void {
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    const template = problem.template(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let r = 0; r < k; r++) {
        let sum: f64 = 0;
        for (let c = 0; c < k; c++) sum += getF(template, c * k + r) * getF(x, at + c);
        store<f64>(b, sum);
        b += 8;
      }
    }
  }
}

/** x = Λᵀv in elimination order for v factor by factor. */
export function scoresOf(v: usize, x: usize): void {
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    const template = problem.template(f);
    for (let level = 0; level < problem.levels(f); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      for (let c = 0; c < k; c++) {
        let sum: f64 = 0;
        for (let r = 0; r < k; r++) sum += getF(template, c * k + r) * getF(v, r);
        store<f64>(x + ((<usize>(at + c)) << 3), sum);
      }
      v += (<usize>k) << 3;
    }
  }
}

/** h = Λᵀh for p vectors in elimination order, the p numbers of a coefficient side by side. */
export function scaleByTemplates(p: i32, h: usize): void {
  const before = mark();
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    const template = problem.template(f);
    const given = alloc((<usize>(k * p)) << 3);
    for (let level = 0; level < problem.levels(f); level++) {
      const first = getI(supernodes.nodeColumn, problem.firstNode(f) + level);
      const at = h + ((<usize>first * <usize>p) << 3);
      memory.copy(given, at, (<usize>(k * p)) << 3);
      for (let c = 0; c < k; c++) {
        for (let j = 0; j < p; j++) {
          let sum: f64 = 0;
          for (let r = 0; r < k; r++) sum += getF(template, c * k + r) * getF(given, r * p + j);
          setF(at, c * p + j, sum);
        }
      }
    }
  }
  release(before);
}
