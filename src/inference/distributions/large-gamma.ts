import { exponential, logarithm } from '../../number/elementary.ts';

/** Terms after which the sums have converged for any shape up to 1e12. */
const MOST = 50_000_000;
const EPSILON = 1e-17;

/** log(1 + x) − x without cancellation: −r x + 2(r³/3 + r⁵/5 + …) with r = x/(2 + x). */
function logMinus(x: number): number {
  if (Math.abs(x) > 0.5) return logarithm(1 + x) - x;
  const r = x / (2 + x);
  let power = r;
  let sum = 0;
  for (let k = 3; k < 80; k += 2) {
    power *= r * r;
    sum += power / k;
  }
  return 2 * sum - r * x;
}

/** x^a e^(−x) / Γ(a + 1) for large a, by Stirling's series. */
function prefactor(a: number, x: number): number {
  const correction = 1 / (12 * a) - 1 / (360 * a ** 3) + 1 / (1260 * a ** 5);
  return exponential(a * logMinus((x - a) / a) - correction) / Math.sqrt(2 * Math.PI * a);
}

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x) for large shapes a ≥ 100, the smaller never by subtraction: the
 * series of P below the mean, the continued fraction of Q above (Abramowitz & Stegun 1964, 6.5.29 and 6.5.31). Terms grow with √a.
 */
export function largeGamma(a: number, x: number): { lower: number; upper: number } {
  const d = prefactor(a, x);
  if (x < a) {
    let term = 1;
    let sum = 1;
    for (let k = 1; k < MOST && term > EPSILON * sum; k++) {
      term *= x / (a + k);
      sum += term;
    }
    const lower = d * sum;
    return { lower, upper: 1 - lower };
  }
  // Lentz's evaluation of 1/(x + 1 − a − 1(1 − a)/(x + 3 − a − …)).
  let b = x + 1 - a;
  let c = Number.POSITIVE_INFINITY;
  let e = 1 / b;
  let h = e;
  for (let k = 1; k < MOST; k++) {
    const numerator = -k * (k - a);
    b += 2;
    e = 1 / (b + numerator * e);
    c = b + numerator / c;
    const change = e * c;
    h *= change;
    if (Math.abs(change - 1) < 1e-16) break;
  }
  const upper = d * a * h;
  return { lower: 1 - upper, upper };
}
