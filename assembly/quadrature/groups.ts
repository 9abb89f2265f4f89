import { getF, getI, setF, setI } from '../access';
import { allocF64, allocI32 } from '../arena';
import * as rows from '../generalised/rows';
import * as problem from '../model/problem';

/**
 * The groups of one grouping factor, as runs of the sorted rows, and what is worked out anew for each parameter: with T the
 * template, η = base + sᵀu, s = Tᵀz̃.
 *
 *     starts   first row of each group, count + 1
 *     s        n × K, a row's numbers side by side
 *     base     what is added to sᵀu: n numbers
 *     modes    û, K for each group
 *     inverses B = L⁻ᵀ with M = LLᵀ, K×K for each group, column-major (upper triangle)
 */
export let factor: i32 = 0;
export let count: i32 = 0;
export let size: i32 = 0;
export let largest: i32 = 0;
export let starts: usize = 0;
export let s: usize = 0;
export let base: usize = 0;
export let modes: usize = 0;
export let inverses: usize = 0;

/** Finds the runs of rows of one level of a factor. */
export function findGroups(chosen: i32): void {
  factor = chosen;
  size = problem.size(factor);
  const n = rows.n;
  starts = allocI32(problem.levels(factor) + 1);
  count = findRuns(factor, starts);
  largest = 0;
  for (let g = 0; g < count; g++) largest = max(largest, getI(starts, g + 1) - getI(starts, g));
  s = allocF64(<f64>n * <f64>size);
  modes = allocF64(<f64>count * <f64>size);
  inverses = allocF64(<f64>count * <f64>(size * size));
  memory.fill(modes, 0, (<usize>(count * size)) << 3);
}

/** Writes the first row of each run of equal levels, and n after the last; returns how many there are. */
export function findRuns(chosen: i32, out: usize): i32 {
  const n = rows.n;
  const code = rows.codes(chosen);
  let runs = 0;
  for (let i = 0; i < n; i++) {
    if (i === 0 || getI(code, i) !== getI(code, i - 1)) {
      setI(out, runs, i);
      runs++;
    }
  }
  setI(out, runs, n);
  return runs;
}

/** û of a group. */
export function mode(g: i32): usize {
  return modes + ((<usize>(g * size)) << 3);
}

/** B of a group. */
export function inverse(g: i32): usize {
  return inverses + ((<usize>(g * size * size)) << 3);
}

/** Sets the part of η that does not depend on the random effects of this factor. */
export function setBase(values: usize): void {
  base = values;
}

/** s = Tᵀz̃ of every row, T the template of a factor. */
export function scaleRows(chosen: i32, out: usize): void {
  const k = problem.size(chosen);
  const template = problem.template(chosen);
  const total = rows.n;
  const step = (<usize>rows.width) << 3;
  let z = rows.z + ((<usize>rows.start(chosen)) << 3);
  for (let i = 0; i < total; i++) {
    for (let c = 0; c < k; c++) {
      let sum: f64 = 0;
      for (let r = 0; r < k; r++) sum += getF(template, c * k + r) * getF(z, r);
      setF(out, c, sum);
    }
    z += step;
    out += (<usize>k) << 3;
  }
}
