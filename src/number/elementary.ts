// Logarithm and exponential from correctly rounded arithmetic alone: `Math.log` and `Math.exp` differ in the last place between
// engines (V8 11 and 15 do), and what is drawn at random, or searched for by many steps, must not.

const bits = new DataView(new ArrayBuffer(8));
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** log x to about 1e-16 relative; NaN below 0. */
export function logarithm(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x < 2.2250738585072014e-308) return logarithm(x * 2 ** 54) - 54 * Math.LN2;
  bits.setFloat64(0, x);
  const top = bits.getInt32(0);
  let exponent = (top >>> 20) - 1023;
  bits.setInt32(0, (top & 0xfffff) | 0x3ff00000);
  let mantissa = bits.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  // log m = 2 artanh s with s = (m − 1)/(m + 1), |s| < 0.172.
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  let series = 0;
  for (let k = 21; k >= 3; k -= 2) series = (series + 1 / k) * z;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * s * series + 2 * s);
}

/** eˣ, to about 1e-16 relative; 0 below −745. */
export function exponential(x: number): number {
  if (x < -745.2) return 0;
  if (x > 709.8) return Number.POSITIVE_INFINITY;
  const k = Math.round(x / Math.LN2);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let series = 1;
  for (let i = 14; i >= 1; i--) series = 1 + (series * r) / i;
  // Two steps, since 2ᵏ alone may lie beyond the range.
  const half = Math.trunc(k / 2);
  return series * powerOfTwo(half) * powerOfTwo(k - half);
}

function powerOfTwo(k: number): number {
  bits.setInt32(0, (k + 1023) << 20);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}
