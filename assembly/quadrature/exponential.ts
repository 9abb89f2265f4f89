// Exponential and logarithm of two numbers at once, from additions and multiplications in one fixed order: the same bits on every engine.

const LOG2_E: f64 = 1.4426950408889634;
/** log 2 in two parts; the first has zeros at its end, so that small multiples of it are exact. */
const LOG2_HIGH: f64 = 0.6931471803691238;
const LOG2_LOW: f64 = 1.9082149292705877e-10;
/** Adding and subtracting 1.5·2⁵² rounds to the nearest whole number. */
const ROUND: f64 = 6755399441055744.0;

/** eˣ in both lanes to about one unit in the last place, for x between −708 and 709 (not checked). */
export function exponentials(x: v128): v128 {
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(LOG2_E)), f64x2.splat(ROUND));
  const k = f64x2.sub(shifted, f64x2.splat(ROUND));
  let r = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LOG2_HIGH)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(LOG2_LOW)));
  // Taylor's series to order 13 by even and odd halves (|r| ≤ ½ log 2)
  const z = f64x2.mul(r, r);
  let even = f64x2.splat(1.0 / 479001600.0);
  even = f64x2.add(f64x2.mul(even, z), f64x2.splat(1.0 / 3628800.0));
  even = f64x2.add(f64x2.mul(even, z), f64x2.splat(1.0 / 40320.0));
  even = f64x2.add(f64x2.mul(even, z), f64x2.splat(1.0 / 720.0));
  even = f64x2.add(f64x2.mul(even, z), f64x2.splat(1.0 / 24.0));
  even = f64x2.add(f64x2.mul(even, z), f64x2.splat(0.5));
  let odd = f64x2.splat(1.0 / 6227020800.0);
  odd = f64x2.add(f64x2.mul(odd, z), f64x2.splat(1.0 / 39916800.0));
  odd = f64x2.add(f64x2.mul(odd, z), f64x2.splat(1.0 / 362880.0));
  odd = f64x2.add(f64x2.mul(odd, z), f64x2.splat(1.0 / 5040.0));
  odd = f64x2.add(f64x2.mul(odd, z), f64x2.splat(1.0 / 120.0));
  odd = f64x2.add(f64x2.mul(odd, z), f64x2.splat(1.0 / 6.0));
  const tail = f64x2.add(f64x2.mul(even, z), f64x2.mul(f64x2.mul(odd, z), r));
  const value = f64x2.add(f64x2.splat(1.0), f64x2.add(r, tail));
  // 2ᵏ: the low bits of `shifted` hold k
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  return f64x2.mul(value, power);
}

/** eˣ of `count` numbers, clamped to the range where it is a normal number; arrays are read and written up to an even count. */
export function exponentialsOf(count: i32, x: usize, out: usize): void {
  for (let i = 0; i < count; i += 2) {
    const at = (<usize>i) << 3;
    const clamped = f64x2.max(
      f64x2.splat(-708.0),
      f64x2.min(f64x2.splat(709.0), v128.load(x + at)),
    );
    v128.store(out + at, exponentials(clamped));
  }
}

/** log x in both lanes for normal positive x; the absolute error is about that of rounding log x, or 1e−16 near 1. */
export function logarithms(x: v128): v128 {
  // Mantissa in [√½, √2): the exponent is taken from x/√½.
  const offset = i64x2.sub(x, f64x2.splat(Math.SQRT1_2));
  const exponent = i64x2.shr_s(offset, 52);
  const mantissa = i64x2.sub(x, i64x2.shl(exponent, 52));
  // 64-bit integers to doubles by way of ROUND's bits
  const k = f64x2.sub(i64x2.add(exponent, i64x2.splat(0x4338000000000000)), f64x2.splat(ROUND));
  const s = f64x2.div(f64x2.sub(mantissa, f64x2.splat(1.0)), f64x2.add(mantissa, f64x2.splat(1.0)));
  const z = f64x2.mul(s, s);
  let sum = f64x2.splat(2.0 / 21.0);
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 19.0));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 17.0));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 15.0));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 13.0));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 11.0));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 9.0));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 7.0));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 5.0));
  sum = f64x2.add(f64x2.mul(sum, z), f64x2.splat(2.0 / 3.0));
  const rest = f64x2.add(f64x2.mul(k, f64x2.splat(LOG2_LOW)), f64x2.mul(f64x2.mul(sum, z), s));
  const main = f64x2.add(f64x2.mul(k, f64x2.splat(LOG2_HIGH)), f64x2.add(s, s));
  return f64x2.add(main, rest);
}

/** log x of `count` numbers, read and written up to an even count. */
export function logarithmsOf(count: i32, x: usize, out: usize): void {
  for (let i = 0; i < count; i += 2) {
    const at = (<usize>i) << 3;
    v128.store(out + at, logarithms(v128.load(x + at)));
  }
}
