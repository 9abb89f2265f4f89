import { chiSquaredTail } from './chi-squared.ts';
import { incompleteBeta } from './incomplete-beta.ts';

/**
 * Upper tail P(F > f) of the F distribution with `df1` and `df2` degrees of freedom, which need not be whole;
 * `df2` may be Infinity. Accurate relative to the tail itself, down to 1e-300: to 1e-12 for `df2` up
 * to 10,000, to 1e-8 at 1e8. NaN when an argument is NaN.
 */
export function fTail(f: number, df1: number, df2: number): number {
  if (Number.isNaN(f + df1 + df2)) return Number.NaN;
  if (f <= 0) return 1;
  if (f === Infinity) return 0;
  if (df2 === Infinity) return chiSquaredTail(df1 * f, df1);
  const total = df2 + df1 * f;
  return df1 * f > df2
    ? incompleteBeta(df2 / total, df2 / 2, df1 / 2).lower
    : incompleteBeta((df1 * f) / total, df1 / 2, df2 / 2).upper;
}
