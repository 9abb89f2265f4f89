import { setF } from '../access';

/**
 * Standard normal numbers: the same bits as `randomStream(seed, stream).normal()` of src/inference/distributions/random.ts, where the
 * sources are named (Philox4x32-10, inversion by AS 241, a logarithm of correctly rounded operations).
 */

/** The three rational approximations: pairs of coefficients of numerator and denominator, constant term last, 8 each. */
const coefficients = memory.data<f64>([
  2509.0809287301227, 5226.495278852854, 33430.57558358813, 28729.085735721943, 67265.7709270087,
  39307.89580009271, 45921.95393154987, 21213.794301586597, 13731.69376550946, 5394.196021424751,
  1971.5909503065513, 687.1870074920579, 133.14166789178438, 42.31333070160091, 3.3871328727963665,
  1, 0.0007745450142783414, 1.0507500716444169e-9, 0.022723844989269184, 0.0005475938084995345,
  0.2417807251774506, 0.015198666563616457, 1.2704582524523684, 0.14810397642748008,
  3.6478483247632045, 0.6897673349851, 5.769497221460691, 1.6763848301838038, 4.630337846156546,
  2.053191626637759, 1.4234371107496835, 1, 2.0103343992922881e-7, 2.0442631033899397e-15,
  2.7115555687434876e-5, 1.421511758316446e-7, 0.0012426609473880784, 1.8463183175100548e-5,
  0.026532189526576124, 0.0007868691311456133, 0.29656057182850487, 0.014875361290850615,
  1.7848265399172913, 0.1369298809227358, 5.463784911164114, 0.599832206555888, 6.657904643501103,
  1,
]);

function ratio(which: i32, x: f64): f64 {
  const at = coefficients + ((<usize>(16 * which)) << 3);
  const by = f64x2.splat(x);
  let both = v128.load(at);
  both = f64x2.add(f64x2.mul(both, by), v128.load(at, 16));
  both = f64x2.add(f64x2.mul(both, by), v128.load(at, 32));
  both = f64x2.add(f64x2.mul(both, by), v128.load(at, 48));
  both = f64x2.add(f64x2.mul(both, by), v128.load(at, 64));
  both = f64x2.add(f64x2.mul(both, by), v128.load(at, 80));
  both = f64x2.add(f64x2.mul(both, by), v128.load(at, 96));
  both = f64x2.add(f64x2.mul(both, by), v128.load(at, 112));
  return f64x2.extract_lane(both, 0) / f64x2.extract_lane(both, 1);
}

/** log x for x in (0, 1). */
function logarithm(x: f64): f64 {
  const word = reinterpret<u64>(x);
  let exponent = <i32>(word >> 52) - 1023;
  let mantissa = reinterpret<f64>((word & 0xfffffffffffff) | 0x3ff0000000000000);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2.0;
    exponent++;
  }
  const s = (mantissa - 1.0) / (mantissa + 1.0);
  const z = s * s;
  let series: f64 = (1.0 / 21.0) * z;
  series = (series + 1.0 / 19.0) * z;
  series = (series + 1.0 / 17.0) * z;
  series = (series + 1.0 / 15.0) * z;
  series = (series + 1.0 / 13.0) * z;
  series = (series + 1.0 / 11.0) * z;
  series = (series + 1.0 / 9.0) * z;
  series = (series + 1.0 / 7.0) * z;
  series = (series + 1.0 / 5.0) * z;
  series = (series + 1.0 / 3.0) * z;
  return (
    <f64>exponent * 0.6931471803691238 +
    (<f64>exponent * 1.9082149292705877e-10 + 2.0 * s * series + 2.0 * s)
  );
}

function normalQuantile(p: f64): f64 {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(0, 0.180625 - q * q);
  const r = Math.sqrt(-logarithm(q < 0 ? p : 1.0 - p));
  const value = r <= 5.0 ? ratio(1, r - 1.6) : ratio(2, r - 5.0);
  return q < 0 ? -value : value;
}

function quantileOf(first: u32, second: u32): f64 {
  return normalQuantile(
    (<f64>(first >> 6) * 67108864.0 + <f64>(second >> 6) + 0.5) / 4503599627370496.0,
  );
}

/** The first `count` normal numbers of the stream with these halves, of the seed with these halves. */
export function fillNormal(
  seedLow: u32,
  seedHigh: u32,
  streamLow: u32,
  streamHigh: u32,
  count: i32,
  out: usize,
): void {
  for (let i = 0; i < count; i += 2) {
    let a = <u32>(i >> 1);
    let b: u32 = 0;
    let c = streamLow;
    let d = streamHigh;
    let k0 = seedLow;
    let k1 = seedHigh;
    for (let round = 0; round < 10; round++) {
      const first = <u64>a * 0xd2511f53;
      const second = <u64>c * 0xcd9e8d57;
      a = <u32>(second >> 32) ^ b ^ k0;
      c = <u32>(first >> 32) ^ d ^ k1;
      b = <u32>second;
      d = <u32>first;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    setF(out, i, quantileOf(a, b));
    if (i + 1 < count) setF(out, i + 1, quantileOf(c, d));
  }
}
