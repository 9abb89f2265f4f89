import betainc from '@stdlib/math-base-special-betainc';

/**
 * Regularised incomplete beta function I_x(a, b) and its complement, the smaller of the two never by subtraction.
 *
 * `x` is at most about ½; callers turn larger arguments round by I_x(a, b) = 1 − I_{1−x}(b, a), where they know 1 − x
 * without cancellation.
 */
export function incompleteBeta(x: number, a: number, b: number): { lower: number; upper: number } {
  if (x <= 0) return { lower: 0, upper: 1 };
  const lower = betainc(x, a, b);
  if (lower < 0.5) return { lower, upper: 1 - lower };
  const upper = betainc(x, a, b, true, true);
  return { lower: 1 - upper, upper };
}
