import { getF, setF } from '../access';
import { allocF64 } from '../arena';
import { exponentialsOf } from './exponential';
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

export function prepareAxes(): void {
  alpha = allocF64(<f64>grid.dimensions);
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

/** Whether two rows of s are equal. */
export function sameRow(a: usize, b: usize): bool {
  for (let c = 0; c < groups.size; c++) if (getF(a, c) !== getF(b, c)) return false;
  return true;
}
