import { BlupError } from '../../errors/blup-error.ts';
import { chiSquaredLower, chiSquaredTail } from './chi-squared.ts';
import { incompleteBeta } from './incomplete-beta.ts';

/** P(|T| > t) and P(|T| < t) for t ≥ 0, the smaller of the two never by subtraction. */
function bothSides(t: number, df: number): { outside: number; inside: number } {
  if (df === Infinity) {
    const outside = chiSquaredTail(t * t, 1);
    return { outside, inside: outside > 0.5 ? chiSquaredLower(t * t, 1) : 1 - outside };
  }
  const total = df + t * t;
  if (t * t > df) {
    const { lower, upper } = incompleteBeta(df / total, df / 2, 0.5);
    return { outside: lower, inside: upper };
  }
  const { lower, upper } = incompleteBeta((t * t) / total, 0.5, df / 2);
  return { outside: upper, inside: lower };
}

/**
 * Upper tail P(T > t) of Student's distribution with `df` degrees of freedom, which need not be whole; Infinity is
 * the normal distribution. Accurate relative to the tail itself, down to 1e-300. NaN when an argument is NaN.
 */
export function tTail(t: number, df: number): number {
  if (Number.isNaN(t + df)) return Number.NaN;
  const half = bothSides(Math.abs(t), df).outside / 2;
  return t < 0 ? 1 - half : half;
}

/** Two-sided p-value P(|T| > |t|) of Student's distribution. */
export function tTwoSided(t: number, df: number): number {
  return 2 * tTail(Math.abs(t), df);
}

/**
 * The value that a Student variable with `df` degrees of freedom exceeds with probability `p`: `tQuantile(0.025, 17)`
 * is 2.11, the half-width of a 95 % interval in standard errors.
 *
 * By bisection to the last bit. Throws `BlupError('input')` unless 0 < p < 1 and df > 0.
 */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) {
    throw new BlupError('input', `a tail probability must lie between 0 and 1: ${p}`, { value: p });
  }
  if (!(df > 0)) {
    throw new BlupError('input', `degrees of freedom must be positive: ${df}`, { value: df });
  }
  if (p > 0.5) return -tQuantile(1 - p, df);
  if (p === 0.5) return 0;
  // Near the median only the probability inside ±t tells one t from the next.
  const below = (t: number) => {
    const { outside, inside } = bothSides(t, df);
    return p > 0.25 ? inside < 1 - 2 * p : outside > 2 * p;
  };
  let low = 0;
  let high = 1;
  while (below(high)) {
    low = high;
    high *= 2;
  }
  return bisect(low, high, below);
}

/** The last number up to which `before` holds, by halving [low, high] until no number lies between. */
function bisect(low: number, high: number, before: (x: number) => boolean): number {
  let a = low;
  let b = high;
  for (;;) {
    const middle = a + (b - a) / 2;
    if (middle <= a || middle >= b) return b;
    if (before(middle)) a = middle;
    else b = middle;
  }
}
