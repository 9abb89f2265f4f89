import { BlupError } from '../../errors/blup-error.ts';
import { exponential, logarithm } from '../../number/elementary.ts';
import { normalQuantile } from './normal-quantile.ts';

/** Independent random numbers, each call the next of the stream. */
export interface RandomStream {
  /** Uniform on (0, 1), never 0 or 1: a multiple of 2⁻⁵³. */
  readonly uniform: () => number;
  /** Standard normal. Takes one uniform number. */
  readonly normal: () => number;
  /** χ² with any positive degrees of freedom. */
  readonly chiSquared: (df: number) => number;
}

/** The largest seed and stream: whole numbers that a double holds exactly. */
function checkWhole(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new BlupError(
    'option',
    `${what} must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, not ${value}`,
    { value },
  );
}

/** Upper half of the product of two unsigned 32-bit numbers, the second as its halves of 16 bits. */
function highProduct(a: number, bHigh: number, bLow: number): number {
  const low = a & 0xffff;
  const high = a >>> 16;
  const first = Math.imul(high, bLow) >>> 0;
  const second = Math.imul(low, bHigh) >>> 0;
  const carry = ((Math.imul(low, bLow) >>> 16) + (first & 0xffff) + (second & 0xffff)) >>> 16;
  return (Math.imul(high, bHigh) + (first >>> 16) + (second >>> 16) + carry) | 0;
}

/**
 * One block of the generator Philox4x32-10: four 32-bit words that a counter of four words and a key of two determine
 * (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11). The words are signed.
 *
 * @param block the counter on entry, the random words on return
 */
export function philox(block: Int32Array, key0: number, key1: number): void {
  let a = block[0];
  let b = block[1];
  let c = block[2];
  let d = block[3];
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < 10; round++) {
    const highA = highProduct(a, 0xd251, 0x1f53);
    const highC = highProduct(c, 0xcd9e, 0x8d57);
    const lowA = Math.imul(a, 0xd2511f53);
    const lowC = Math.imul(c, 0xcd9e8d57);
    a = highC ^ b ^ k0;
    c = highA ^ d ^ k1;
    b = lowC;
    d = lowA;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  block[0] = a;
  block[1] = b;
  block[2] = c;
  block[3] = d;
}

const TWO32 = 2 ** 32;

/**
 * Stream number `stream` of the random numbers of `seed`. Streams are independent of each other and of the order in which
 * they are used, so that replicate r of a simulation is the same whoever computes it.
 *
 * The numbers are the same bits on every engine: Philox4x32-10 with the seed as its key and the stream in its counter, and
 * nothing after it but correctly rounded arithmetic. Normal numbers by inversion (Wichura 1988), χ² by Marsaglia & Tsang
 * (2000), ACM Trans. Math. Softw. 26, 363–372.
 *
 * @param seed whole number from 0 to 2⁵³ − 1
 * @param stream whole number from 0 to 2⁵³ − 1; default 0
 * @throws `option` for other seeds and streams
 */
export function randomStream(seed: number, stream = 0): RandomStream {
  checkWhole('seed', seed);
  checkWhole('stream', stream);
  const key0 = seed | 0;
  const key1 = Math.floor(seed / TWO32) | 0;
  const low = stream | 0;
  const high = Math.floor(stream / TWO32) | 0;
  const block = new Int32Array(4);
  let counter = 0;
  let spare = false;

  const uniform = (): number => {
    if (spare) {
      spare = false;
      return ((block[2] >>> 6) * 0x4000000 + (block[3] >>> 6) + 0.5) / 2 ** 52;
    }
    block[0] = counter | 0;
    block[1] = Math.floor(counter / TWO32) | 0;
    block[2] = low;
    block[3] = high;
    philox(block, key0, key1);
    counter++;
    spare = true;
    return ((block[0] >>> 6) * 0x4000000 + (block[1] >>> 6) + 0.5) / 2 ** 52;
  };
  const normal = (): number => normalQuantile(uniform());

  /** Gamma with shape a ≥ 1 and scale 1. */
  const gamma = (a: number): number => {
    const d = a - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const root = 1 + c * x;
      const u = uniform();
      if (root <= 0) continue;
      const v = root * root * root;
      if (logarithm(u) < 0.5 * x * x + d * (1 - v + logarithm(v))) return d * v;
    }
  };
  const chiSquared = (df: number): number => {
    if (!(df > 0 && df < Number.POSITIVE_INFINITY)) {
      throw new BlupError('option', `degrees of freedom must be positive, not ${df}`, {
        value: df,
      });
    }
    if (df >= 2) return 2 * gamma(df / 2);
    // A gamma of shape a < 1 is one of shape a + 1 times U^(1/a).
    return 2 * gamma(df / 2 + 1) * exponential((2 / df) * logarithm(uniform()));
  };
  return { uniform, normal, chiSquared };
}
