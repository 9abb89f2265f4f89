import { type Adjustment, adjustPValues, criticalValue } from './adjust.ts';
import type { testFunction } from './linear-function.ts';
import type { LevelValue } from './reference-grid.ts';
import type { RatioScale } from './response-scale.ts';

/** One contrast. Numbers are NaN when `estimable` is false. */
export interface ContrastsRow {
  readonly contrast: string;
  /** A value for each variable of `by`. */
  readonly levels: readonly LevelValue[];
  /** A difference or weighted sum; a ratio when `ratios`. */
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
  /** t, or z where `df` is Infinity; of ratios that of their logarithm. */
  readonly statistic: number;
  /** Two-sided, adjusted. */
  readonly p: number;
  /** Ends of the interval, adjusted. */
  readonly lower: number;
  readonly upper: number;
  readonly estimable: boolean;
}

/** The rows of one family. */
export function familyRows(
  names: readonly string[],
  levels: readonly LevelValue[],
  tests: readonly ReturnType<typeof testFunction>[],
  adjust: Adjustment,
  level: number,
  means: number,
  back: RatioScale | undefined,
): ContrastsRow[] {
  const valid = tests.filter((test) => test !== undefined);
  const n = valid.length;
  const p = adjustPValues(
    valid.map(({ statistic }) => statistic),
    valid.map(({ df }) => df),
    adjust,
    means,
  );
  const critical = new Map<number, number>();
  let next = 0;
  return tests.map((test, i) => {
    const contrast = names[i];
    if (test === undefined) {
      const none = Number.NaN;
      return {
        contrast,
        levels,
        estimate: none,
        se: none,
        df: none,
        statistic: none,
        p: none,
        lower: none,
        upper: none,
        estimable: false,
      };
    }
    const { estimate, se, df, statistic } = test;
    const width = critical.get(df) ?? criticalValue(level, df, adjust, n, means);
    critical.set(df, width);
    const inverse = back?.inverse ?? ((x: number) => x);
    return {
      contrast,
      levels,
      estimate: inverse(estimate),
      se: (back?.slope(estimate) ?? 1) * se,
      df,
      statistic,
      p: p[next++],
      lower: inverse(estimate - width * se),
      upper: inverse(estimate + width * se),
      estimable: true,
    };
  });
}
