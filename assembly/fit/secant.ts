import { alloc } from '../arena';
import { getF, setF } from '../access';

/**
 * Remembers the last steps with the change of gradient over each, and corrects an approximate Hessian so that it agrees
 * with them (symmetric rank-one updates; Nocedal & Wright 2006, §6.2). The average information is off by sampling noise;
 * a few secants remove that where it matters.
 *
 *     steps, changes     KEPT × m, a ring
 */
const KEPT: i32 = 6;
/** Steps longer than this (in the engine's scale) say too little about the curvature at their end. */
const LONGEST: f64 = 0.35;

let size: i32 = 0;
let steps: usize = 0;
let changes: usize = 0;
let total: i32 = 0;
let residual: usize = 0;

export function beginSecants(m: i32): void {
  size = m;
  total = 0;
  steps = alloc((<usize>(KEPT * m)) << 3);
  changes = alloc((<usize>(KEPT * m)) << 3);
  residual = alloc((<usize>m) << 3);
}

function slotOf(base: usize, i: i32): usize {
  return base + ((<usize>((i % KEPT) * size)) << 3);
}

export function rememberSecant(step: usize, before: usize, after: usize): void {
  const s = slotOf(steps, total);
  const y = slotOf(changes, total);
  let sum: f64 = 0;
  for (let k = 0; k < size; k++) {
    setF(s, k, getF(step, k));
    setF(y, k, getF(after, k) - getF(before, k));
    sum += getF(step, k) * getF(step, k);
  }
  if (Math.sqrt(sum) <= LONGEST) total++;
  else total = 0;
}

/** h += corrections, oldest first, so that the latest secant holds exactly. */
export function correct(h: usize): void {
  for (let i = max(0, total - KEPT); i < total; i++) {
    const s = slotOf(steps, i);
    const y = slotOf(changes, i);
    let across: f64 = 0;
    let squares: f64 = 0;
    let lengths: f64 = 0;
    for (let k = 0; k < size; k++) {
      let sum = getF(y, k);
      for (let l = 0; l < size; l++) sum -= getF(h, l * size + k) * getF(s, l);
      setF(residual, k, sum);
      across += sum * getF(s, k);
      squares += sum * sum;
      lengths += getF(s, k) * getF(s, k);
    }
    if (!(Math.abs(across) > 1e-6 * Math.sqrt(squares * lengths))) continue;
    for (let l = 0; l < size; l++) {
      for (let k = 0; k < size; k++) {
        setF(h, l * size + k, getF(h, l * size + k) + (getF(residual, k) * getF(residual, l)) / across);
      }
    }
  }
}
