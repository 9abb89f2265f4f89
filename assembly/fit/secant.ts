import { getF, setF } from '../access';
import { alloc } from '../arena';

/**
 * Remembers the last steps with the change of gradient over each, and corrects an approximate Hessian so that it agrees
 * with them (symmetric rank-one updates; Nocedal & Wright 2006, §6.2).
 *
 * The average information is off by sampling noise, which usually matters less than the age of a secant; but with few
 * levels it can see curvature where there is none, and steps come out far too short. So secants are used while steps gain
 * much more or less than predicted, and forgotten as soon as the prediction is good again.
 *
 *     steps, changes     KEPT × m, a ring
 */
const KEPT: i32 = 8;

let size: i32 = 0;
let steps: usize = 0;
let changes: usize = 0;
let total: i32 = 0;
let mismatch: usize = 0;

export function beginSecants(m: i32): void {
  size = m;
  total = 0;
  steps = alloc((<usize>(KEPT * m)) << 3);
  changes = alloc((<usize>(KEPT * m)) << 3);
  mismatch = alloc((<usize>m) << 3);
}

export function forgetSecants(): void {
  total = 0;
}

function slotOf(base: usize, i: i32): usize {
  return base + ((<usize>((i % KEPT) * size)) << 3);
}

export function rememberSecant(step: usize, before: usize, after: usize): void {
  const s = slotOf(steps, total);
  const y = slotOf(changes, total);
  for (let k = 0; k < size; k++) {
    setF(s, k, getF(step, k));
    setF(y, k, getF(after, k) - getF(before, k));
  }
  total++;
}

/** h += corrections, oldest first, so that the latest secant holds exactly. */
export function correctBySecants(h: usize): void {
  for (let i = max(0, total - min(KEPT, size)); i < total; i++) {
    const s = slotOf(steps, i);
    const y = slotOf(changes, i);
    let across: f64 = 0;
    let squares: f64 = 0;
    let lengths: f64 = 0;
    for (let k = 0; k < size; k++) {
      let sum = getF(y, k);
      for (let l = 0; l < size; l++) sum -= getF(h, l * size + k) * getF(s, l);
      setF(mismatch, k, sum);
      across += sum * getF(s, k);
      squares += sum * sum;
      lengths += getF(s, k) * getF(s, k);
    }
    if (!(Math.abs(across) > 1e-6 * Math.sqrt(squares * lengths))) continue;
    for (let l = 0; l < size; l++) {
      for (let k = 0; k < size; k++) {
        const change = (getF(mismatch, k) * getF(mismatch, l)) / across;
        setF(h, l * size + k, getF(h, l * size + k) + change);
      }
    }
  }
}
