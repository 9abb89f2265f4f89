import { getF, getI, setF, setI } from '../access';
import { allocF64, allocI32 } from '../arena';
import * as rows from '../generalised/rows';
import * as problem from '../model/problem';

/**
 * The groups of a model with one grouping factor, over the sorted rows, and what is worked out anew for each parameter: with T the
 * template, η = fixed part + sᵀu, s = Tᵀz̃.
 *
 *     starts   first row of each group, count + 1
 *     s        n × K, a row's numbers side by side
 *     modes    û, K for each group
 *     inverses B = L⁻ᵀ with M = LLᵀ, K×K for each group, column-major (upper triangle)
 */
export let count: i32 = 0;
export let size: i32 = 0;
export let largest: i32 = 0;
export let starts: usize = 0;
export let s: usize = 0;
export let modes: usize = 0;
export let inverses: usize = 0;

/** Finds the rows of each level of the one factor. */
export function findGroups(): void {
  count = problem.levels(0);
  size = problem.size(0);
  const n = rows.n;
  const code = rows.codes(0);
  starts = allocI32(count + 1);
  memory.fill(starts, 0, (<usize>(count + 1)) << 2);
  for (let i = 0; i < n; i++) {
    const level = getI(code, i) + 1;
    setI(starts, level, getI(starts, level) + 1);
  }
  largest = 0;
  for (let level = 0; level < count; level++) {
    largest = max(largest, getI(starts, level + 1));
    setI(starts, level + 1, getI(starts, level + 1) + getI(starts, level));
  }
  s = allocF64(<f64>n * <f64>size);
  modes = allocF64(<f64>count * <f64>size);
  inverses = allocF64(<f64>count * <f64>(size * size));
  memory.fill(modes, 0, (<usize>(count * size)) << 3);
}

/** s = Tᵀz̃ of every row. */
export function scaleRows(): void {
  const k = size;
  const template = problem.template(0);
  const total = rows.n;
  let z = rows.z;
  let out = s;
  if (k === 1) {
    const by = getF(template, 0);
    for (let i = 0; i < total; i++) setF(out, i, by * getF(z, i));
    return;
  }
  for (let i = 0; i < total; i++) {
    for (let c = 0; c < k; c++) {
      let sum: f64 = 0;
      for (let r = 0; r < k; r++) sum += getF(template, c * k + r) * getF(z, r);
      setF(out, c, sum);
    }
    z += (<usize>k) << 3;
    out += (<usize>k) << 3;
  }
}
