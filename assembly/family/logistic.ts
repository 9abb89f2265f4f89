import { getF } from '../access';
import { exponentials, logarithms } from './exponential';
import {
  logit,
  lower0,
  lower1,
  lower2,
  lower3,
  upper0,
  upper1,
  upper2,
  upper3,
} from './probability';

/** Beyond this |η| rows go one by one, since the paired exponential has no gradual underflow. */
const RANGE: f64 = 700;

/**
 * Binomial with logit link, two rows at once; parameters and result as of `evaluateRows`.
 *
 * With e = e^{−|η|} every part is taken from its own side: y log p + (w − y) log(1 − p) is yη or (y − w)η less w log(1 + e), and
 * log(1 + e) keeps the digits of a small e by its rounding error.
 */
export function logisticRows(
  order: i32,
  n: i32,
  y: usize,
  size: usize,
  eta: usize,
  out: usize,
  stride: i32,
): i32 {
  const column = (<usize>stride) << 3;
  const one = f64x2.splat(1.0);
  const zero = f64x2.splat(0);
  let bad = 0;
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    const at = (<usize>i) << 3;
    const x = v128.load(eta + at);
    const negative = f64x2.neg(f64x2.abs(x));
    const near = f64x2.ge(negative, f64x2.splat(-RANGE));
    if (!i64x2.all_true(near)) {
      for (let j = i; j < i + 2; j++) {
        if (!oneRow(order, j, y, size, eta, out, stride) && bad === 0) bad = j + 1;
      }
      continue;
    }
    const successes = v128.load(y + at);
    const w = size === 0 ? one : v128.load(size + at);
    const e = exponentials(negative);
    const more = f64x2.add(one, e);
    const lost = f64x2.sub(e, f64x2.sub(more, one));
    const log = f64x2.add(logarithms(more), f64x2.div(lost, more));
    const left = f64x2.lt(x, zero);
    const side = v128.bitselect(successes, f64x2.sub(successes, w), left);
    v128.store(out + at, f64x2.sub(f64x2.mul(side, x), f64x2.mul(w, log)));
    if (order === 0) continue;
    const high = f64x2.div(one, more);
    const low = f64x2.mul(e, high);
    const expected = f64x2.mul(w, low);
    // y − wp where p is small, w(1 − p) − (w − y) where 1 − p is
    const first = f64x2.add(side, v128.bitselect(f64x2.neg(expected), expected, left));
    v128.store(out + column + at, first);
    if (order === 1) continue;
    const variance = f64x2.mul(expected, high);
    v128.store(out + 2 * column + at, f64x2.neg(variance));
    v128.store(out + 3 * column + at, variance);
    if (order < 3) continue;
    const skew = f64x2.mul(variance, f64x2.sub(high, low));
    v128.store(out + 4 * column + at, v128.bitselect(f64x2.neg(skew), skew, left));
  }
  if (i < n && !oneRow(order, i, y, size, eta, out, stride) && bad === 0) bad = i + 1;
  return bad;
}

/** One row by itself; false where η is not a finite number. */
function oneRow(
  order: i32,
  i: i32,
  y: usize,
  size: usize,
  eta: usize,
  out: usize,
  stride: i32,
): bool {
  const x = getF(eta, i);
  const finite = Math.abs(x) < Infinity;
  const successes = getF(y, i);
  const failures = (size === 0 ? 1.0 : getF(size, i)) - successes;
  logit(finite ? x : 0);
  put(out, stride, i, 0, finite ? successes * lower0 + failures * upper0 : -Infinity);
  if (order > 0) put(out, stride, i, 1, finite ? successes * lower1 + failures * upper1 : 0);
  if (order > 1) {
    const second = finite ? successes * lower2 + failures * upper2 : 0;
    put(out, stride, i, 2, second);
    put(out, stride, i, 3, -second);
  }
  if (order > 2) put(out, stride, i, 4, finite ? successes * lower3 + failures * upper3 : 0);
  return finite;
}

function put(out: usize, stride: i32, i: i32, column: i32, x: f64): void {
  store<f64>(out + ((<usize>(column * stride + i)) << 3), x);
}
