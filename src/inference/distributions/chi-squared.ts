import gammainc from '@stdlib/math-base-special-gammainc';
import { largeGamma } from './large-gamma.ts';

/** Above this many degrees of freedom the library's uniform expansion loses digits: 1 % of the tail at 2,000. */
const LARGE = 1000;

/**
 * Upper tail P(X > x) of the χ² distribution with `df` degrees of freedom, which need not be whole. With df = 0 all
 * mass is at zero. Accurate relative to the tail itself, down to 1e-300. NaN when an argument is NaN.
 */
export function chiSquaredTail(x: number, df: number): number {
  if (Number.isNaN(x + df)) return Number.NaN;
  if (df === 0) return x < 0 ? 1 : 0;
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  return df > LARGE ? largeGamma(df / 2, x / 2).upper : gammainc(x / 2, df / 2, true, true);
}

/** Lower tail P(X ≤ x) of the χ² distribution with `df` > 0 degrees of freedom, accurate where it is small. */
export function chiSquaredLower(x: number, df: number): number {
  if (x <= 0) return 0;
  return df > LARGE ? largeGamma(df / 2, x / 2).lower : gammainc(x / 2, df / 2);
}

/**
 * Upper tail P(X > x) of the mixture ½χ²_df + ½χ²_{df+1} at x > 0, the null distribution of a likelihood ratio when
 * one variance with `df` covariances is tested (Self & Liang 1987; Stram & Lee 1994). It is 1 at x ≤ 0.
 */
export function mixedChiSquaredTail(x: number, df: number): number {
  return x <= 0 ? 1 : (chiSquaredTail(x, df) + chiSquaredTail(x, df + 1)) / 2;
}
