import erfc from '@stdlib/math-base-special-erfc';
import { BlupError } from '../../errors/blup-error.ts';

/** Step of the trapezoidal rule over the normal variable; the error of the rule falls as exp(−c/step²). */
const STEP = 0.25;
/** Beyond ±REACH the normal density is below 1e-20. */
const REACH = 9.5;
/** Points from −REACH to 25: enough for tails down to 1e-100. */
const POINTS = 138;
/** Above this the scale of the studentised range is constant to 1e-9. */
const MANY = 1e9;

const phi = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
const normalLower = (z: number): number => 0.5 * erfc(-z * Math.SQRT1_2);

const pointAt = (i: number): number => i * STEP - REACH;
/** Φ(z) at the points. */
const below = Float64Array.from({ length: POINTS }, (_, i) => normalLower(pointAt(i)));

/**
 * P(W > w) for the range W of k independent standard normal variables.
 *
 * 1 − k∫φ(z)[Φ(z) − Φ(z−w)]^{k−1} dz (Hartley 1942), written as an integral of what is missing,
 * k∫φ(z)Φ(z)^{k−1}{1 − [1 − Φ(z−w)/Φ(z)]^{k−1}} dz, so that small tails keep their digits.
 */
function rangeTail(w: number, k: number, weights: Float64Array): number {
  if (w <= 0) return 1;
  let sum = 0;
  const count = Math.min(POINTS, Math.ceil((w / 2 + 2 * REACH) / STEP));
  for (let i = 0; i < count; i++) {
    const ratio = normalLower(pointAt(i) - w) / below[i];
    sum += weights[i] * (ratio < 1 ? -Math.expm1((k - 1) * Math.log1p(-ratio)) : 1);
  }
  return Math.min(1, k * STEP * sum);
}

/** φ(z)Φ(z)^{k−1} at the points. */
function weightsOf(k: number): Float64Array {
  return below.map((lower, i) => phi(pointAt(i)) * lower ** (k - 1));
}

/**
 * Upper tail P(Q > q) of the studentised range of `k` means with `df` degrees of freedom: what Tukey's method compares
 * √2·|t| with. `k` and `df` need not be whole; df = Infinity is the range of normal variables. NaN when an argument is.
 *
 * E P(W > q s) over s² ~ χ²_df/df, both integrals by the trapezoidal rule, which converges exponentially for analytic
 * integrands on the whole line (Trefethen & Weideman 2014); the density of log s is normalised by the same sum. Accurate
 * to 1e-10, and relative to the tail itself to 1e-9 (checked for 2 ≤ k ≤ 100, df ≥ 1).
 */
export function studentizedRangeTail(q: number, k: number, df: number): number {
  if (Number.isNaN(q + k + df)) return Number.NaN;
  if (q <= 0) return 1;
  if (q === Infinity) return 0;
  const weights = weightsOf(k);
  if (df > MANY) return rangeTail(q, k, weights);
  const step = Math.min(0.12, 0.5 / Math.sqrt(2 * df));
  // log of the density of t = log s, up to a constant, 0 at its mode t = 0
  const logDensity = (t: number): number => df * (t - 0.5 * Math.expm1(2 * t));
  let mass = 0;
  let tail = 0;
  const add = (t: number): boolean => {
    const density = Math.exp(logDensity(t));
    const part = density * rangeTail(q * Math.exp(t), k, weights);
    mass += density;
    tail += part;
    return density > 1e-14 * mass || part > 1e-14 * tail;
  };
  add(0);
  for (let i = 1; add(i * step); i++);
  for (let i = -1; add(i * step); i--);
  return tail / mass;
}

/**
 * The value that the studentised range exceeds with probability `p`: 3.877676 for p = 0.05, k = 3, df = 10.
 *
 * By false position (Illinois) between brackets, to 1e-11. Throws `BlupError('input')` unless 0 < p < 1, k ≥ 2 and df > 0.
 */
export function studentizedRangeQuantile(p: number, k: number, df: number): number {
  if (!(p > 0 && p < 1 && k >= 2 && df > 0)) {
    throw new BlupError(
      'input',
      `the studentised range needs 0 < p < 1, at least 2 means and positive degrees of freedom, not ${p}, ${k}, ${df}`,
      { value: [p, k, df] },
    );
  }
  return rootOfTail((q) => studentizedRangeTail(q, k, df), p);
}

/** Where a falling tail function of q > 0 equals p; on the scale of logarithms, where tails are nearly straight. */
export function rootOfTail(tail: (q: number) => number, p: number): number {
  const excess = (q: number): number => Math.log(tail(q) / p);
  let low = 0;
  let fLow = -Math.log(p);
  let high = 4;
  let fHigh = excess(high);
  while (fHigh > 0) {
    low = high;
    fLow = fHigh;
    high *= 2;
    fHigh = excess(high);
  }
  let last = 0;
  for (let i = 0; i < 100 && high - low > 1e-11 * high; i++) {
    const q = Number.isFinite(fHigh)
      ? low + ((high - low) * fLow) / (fLow - fHigh)
      : (low + high) / 2;
    const f = excess(q);
    if (f === 0) return q;
    // The end that stays twice counts half, or it would stay for ever.
    if (f > 0) {
      low = q;
      fLow = f;
      if (last === 1) fHigh /= 2;
      last = 1;
    } else {
      high = q;
      fHigh = f;
      if (last === -1) fLow /= 2;
      last = -1;
    }
  }
  return (low + high) / 2;
}
