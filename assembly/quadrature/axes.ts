import { addF, getF, getI, setF } from '../access';
import { allocF64 } from '../arena';
import { exponentialsOf } from '../family/exponential';
import * as grid from './grid';
import * as groups from './groups';

/**
 * The linear predictor of a row at the nodes of its group: u = û + Bt, so η = η̂ + αᵀt with α = Bᵀs. Families that know η by
 * e^η alone need exponentials along the axes only: e^η = e^η̂ Π e^(α_d t_d).
 *
 *     alpha        α of the row at hand
 *     exponential  e^(α_d t) over the rule, `padded` for each dimension
 */
export let alpha: usize = 0;
export let exponential: usize = 0;
/** Largest |αᵀt|. */
export let spread: f64 = 0;
let exponent: usize = 0;
/** Σ yη̂ and Σ yα over the rows of a group: the part of the log density that is linear in η. */
let linear: f64 = 0;
let slopes: usize = 0;
/** s of the row whose α and exponentials stand, or 0. */
let known: usize = 0;

export function prepareAxes(): void {
  alpha = allocF64(<f64>grid.dimensions);
  slopes = allocF64(<f64>grid.dimensions);
  exponent = allocF64(<f64>grid.padded);
  exponential = allocF64(<f64>(grid.dimensions * grid.padded));
}

/** α = Bᵀs and `spread`. */
export function projectRow(s: usize, b: usize): void {
  const k = groups.size;
  let sum: f64 = 0;
  for (let j = 0; j < k; j++) {
    let x: f64 = 0;
    for (let r = 0; r <= j; r++) x += getF(b, j * k + r) * getF(s, r);
    setF(alpha, j, x);
    sum += Math.abs(x);
  }
  spread = sum * grid.reach;
}

/**
 * Turns to the next row of a group: α, `spread`, and the exponentials unless the row is too far out for them. Rows of a level often have the
 * same s, whose numbers then stand already.
 *
 * @param limit largest `spread` for which exponentials are taken
 */
export function turnTo(s: usize, b: usize, limit: f64): void {
  if (known === 0 || !sameRow(known, s)) {
    projectRow(s, b);
    if (spread <= limit) exponentiateAxes();
  }
  known = s;
}

/** Whether two rows of s are equal. */
function sameRow(a: usize, b: usize): bool {
  for (let c = 0; c < groups.size; c++) if (getF(a, c) !== getF(b, c)) return false;
  return true;
}

/** The exponentials of the row whose α stands. */
export function exponentiateAxes(): void {
  for (let d = 0; d < grid.dimensions; d++) {
    const by = f64x2.splat(getF(alpha, d));
    for (let a = 0; a < grid.padded; a += 2) {
      const at = (<usize>a) << 3;
      v128.store(exponent + at, f64x2.mul(by, v128.load(grid.node + at)));
    }
    exponentialsOf(grid.padded, exponent, exponential + ((<usize>(d * grid.padded)) << 3));
  }
}

/** Begins with a group. */
export function beginRows(): void {
  known = 0;
  linear = 0;
  for (let d = 0; d < grid.dimensions; d++) setF(slopes, d, 0);
}

/** Product of the exponentials of a run in the dimensions after the first. */
export function across(run: i32): f64 {
  let factor: f64 = 1;
  for (let d = 1; d < grid.dimensions; d++) {
    factor *= getF(exponential, d * grid.padded + getI(grid.runs, 2 * run + d - 1));
  }
  return factor;
}

/** η at a node of the row whose α stands, from its η at the mode. */
export function predictorAt(node: i32, eta: f64): f64 {
  let x = eta;
  for (let d = 0; d < groups.size; d++) x += getF(alpha, d) * getF(grid.t, d * grid.count + node);
  return x;
}

/** The part yη of the row whose α stands. */
export function addLinear(y: f64, eta: f64): void {
  linear += y * eta;
  for (let d = 0; d < grid.dimensions; d++) addF(slopes, d, y * getF(alpha, d));
}

/** Adds Σ yη at all nodes. */
export function spreadLinear(sums: usize): void {
  const start = f64x2.splat(linear);
  for (let a = 0; a < grid.count; a += 2) {
    const at = (<usize>a) << 3;
    let sum = f64x2.add(v128.load(sums + at), start);
    for (let d = 0; d < grid.dimensions; d++) {
      const t = v128.load(grid.t + at + ((<usize>(d * grid.count)) << 3));
      sum = f64x2.add(sum, f64x2.mul(f64x2.splat(getF(slopes, d)), t));
    }
    v128.store(sums + at, sum);
  }
}
