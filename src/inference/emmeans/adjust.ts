import { tQuantile, tTwoSided } from '../distributions/student-t.ts';
import {
  rootOfTail,
  studentizedRangeQuantile,
  studentizedRangeTail,
} from '../distributions/studentized-range.ts';

/** How p-values and intervals of a family of tests are adjusted for their number. */
export type Adjustment = 'none' | 'tukey' | 'sidak' | 'bonferroni' | 'holm' | 'fdr' | 'dunnettx';

/** All adjustments. */
export const adjustments: readonly Adjustment[] = [
  'none',
  'tukey',
  'sidak',
  'bonferroni',
  'holm',
  'fdr',
  'dunnettx',
];

/** 1 − (1 − p)^n without cancellation. */
function anyOf(p: number, n: number): number {
  return p >= 1 ? 1 : -Math.expm1(n * Math.log1p(-p));
}

/**
 * P(max |T| > t) of n comparisons with one control, as emmeans approximates Dunnett's distribution: between the
 * studentised range of as many means as have n pairs, k(k − 1)/2 = n, and Šidák's bound, in shares (n − 1)/n and 1/n.
 */
function controlTail(t: number, n: number, df: number): number {
  const means = (1 + Math.sqrt(1 + 8 * n)) / 2;
  const share = (n - 1) / n;
  const tukey = studentizedRangeTail(Math.SQRT2 * t, means, df);
  return share * tukey + (1 - share) * anyOf(tTwoSided(t, df), n);
}

/** p-values in ascending order, each multiplied by its factor, made monotone from one end. */
function stepwise(
  p: readonly number[],
  factor: (rank: number, n: number) => number,
  from: 'smallest' | 'largest',
): number[] {
  const n = p.length;
  const order = p.map((_, i) => i).sort((a, b) => p[a] - p[b]);
  const adjusted = new Array<number>(n).fill(1);
  const places = order.map((i, rank) => ({ i, value: Math.min(1, p[i] * factor(rank, n)) }));
  if (from === 'largest') places.reverse();
  let last = from === 'smallest' ? 0 : 1;
  for (const { i, value } of places) {
    last = from === 'smallest' ? Math.max(last, value) : Math.min(last, value);
    adjusted[i] = last;
  }
  return adjusted;
}

/**
 * Adjusted p-values of a family of two-sided t-tests.
 *
 * Tukey (1953) and Kramer for all pairs of `means` means; Šidák (1967); Bonferroni; Holm (1979); `fdr` is Benjamini &
 * Hochberg (1995); `dunnettx` compares with a control.
 */
export function adjustPValues(
  t: readonly number[],
  df: readonly number[],
  adjust: Adjustment,
  means: number,
): number[] {
  const n = t.length;
  const p = t.map((value, i) => tTwoSided(value, df[i]));
  switch (adjust) {
    case 'none':
      return p;
    case 'tukey':
      return t.map((value, i) => studentizedRangeTail(Math.SQRT2 * Math.abs(value), means, df[i]));
    case 'sidak':
      return p.map((value) => anyOf(value, n));
    case 'bonferroni':
      return p.map((value) => Math.min(1, n * value));
    case 'holm':
      return stepwise(p, (rank) => n - rank, 'smallest');
    case 'fdr':
      return stepwise(p, (rank) => n / (rank + 1), 'largest');
    case 'dunnettx':
      return t.map((value, i) => controlTail(Math.abs(value), n, df[i]));
  }
}

/** The adjustment of intervals that goes with one of p-values: stepwise ones have none, and become Bonferroni's. */
export function intervalAdjustment(adjust: Adjustment): Adjustment {
  return adjust === 'holm' || adjust === 'fdr' ? 'bonferroni' : adjust;
}

/** Half the width of an interval in standard errors, for a family of `n` tests among `means` means. */
export function criticalValue(
  level: number,
  df: number,
  adjust: Adjustment,
  n: number,
  means: number,
): number {
  const alpha = 1 - level;
  switch (intervalAdjustment(adjust)) {
    case 'tukey':
      return studentizedRangeQuantile(alpha, means, df) / Math.SQRT2;
    case 'sidak':
      return tQuantile(-Math.expm1(Math.log(level) / n) / 2, df);
    case 'bonferroni':
      return tQuantile(alpha / n / 2, df);
    case 'dunnettx':
      return rootOfTail((t) => controlTail(t, n, df), alpha);
    default:
      return tQuantile(alpha / 2, df);
  }
}
