import { normalQuantile } from '../inference/distributions/normal-quantile.ts';
import { studentizedRangeQuantile } from '../inference/distributions/studentized-range.ts';

/** How comparison intervals allow for comparing all pairs of groups. */
export type Multiplicity = 'none' | 'bonferroni' | 'tukey';

/**
 * Half-width of comparison intervals in standard errors: two groups with equal standard errors differ at the level exactly where
 * their intervals do not overlap, ±z/√2, which is ±1.39 at 95 % (Goldstein & Healy 1995, J. R. Stat. Soc. A 158, 175–177).
 *
 * `'bonferroni'` and `'tukey'` (studentised range over 2) hold the level over all pairs of `groups` groups together.
 */
export function comparisonFactor(
  level: number,
  groups: number,
  multiplicity: Multiplicity,
): number {
  const alpha = 1 - level;
  if (multiplicity === 'tukey' && groups > 2) {
    return studentizedRangeQuantile(alpha, groups, Infinity) / 2;
  }
  const pairs = multiplicity === 'none' ? 1 : Math.max(1, (groups * (groups - 1)) / 2);
  return -normalQuantile(alpha / 2 / pairs) * Math.SQRT1_2;
}
