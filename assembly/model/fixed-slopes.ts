import { addF, getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import * as supernodes from '../sparse/supernodes';
import { addGram } from './effects';
import { rowsOf } from './influence';
import * as parameters from './parameters';
import * as problem from './problem';

/**
 * ∂C^ββ/∂θ_k = −Σₐ (c w' + w c'), c the rows of C^uβ for coefficient c of level a, w the rows of GΛC^uβ + HC^ββ for
 * coefficient r: from dC = −C dA C.
 *
 * @param joint C^uβ, p numbers for each coefficient in elimination order; C^ββ stands in the tail panel
 * @param out p×p for each of the m parameters; those of the leading factor stay zero
 */
export function findFixedSlopes(m: i32, p: i32, joint: usize, out: usize): void {
  const before = mark();
  memory.fill(out, 0, (<usize>(m * p * p)) << 3);
  const scaled = alloc((<usize>problem.q) << 3);
  const w = alloc((<usize>problem.q) << 3);
  for (let j = 0; j < p; j++) {
    weightedColumn(j, joint, scaled, w);
    for (let k = 0; k < m; k++) {
      const f = parameters.factor(k);
      if (f >= problem.factorCount) continue;
      const r = parameters.row(k);
      const c = parameters.column(k);
      const target = out + ((<usize>(k * p * p)) << 3);
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
