import { withRows } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';

/** How many observations the levels of one grouping factor have. */
export interface GroupSizes {
  readonly group: string;
  readonly levels: number;
  /** Observations of each level, in the order of `ranef`; with frequency weights their sum. */
  readonly sizes: Float64Array;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  /** Levels over the sum of 1/size: a balanced design of this size estimates means as well. */
  readonly harmonicMean: number;
}

/** Sizes of the groups, one record for each grouping factor in formula order. */
export function groupSizes(model: Model): readonly GroupSizes[] {
  const { random, design, nobs } = withRows(model, 'group sizes');
  const groups = [...new Set(random.map(({ group }) => group))];
  return groups.map((group) => {
    const { codes, levels } = design.random[random.findIndex((part) => part.group === group)];
    const sizes = new Float64Array(levels.length);
    codes.forEach((code, i) => {
      sizes[code] += design.frequencyWeights?.[i] ?? 1;
    });
    return {
      group,
      levels: levels.length,
      sizes,
      min: sizes.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY),
      mean: nobs / levels.length,
      max: sizes.reduce((most, x) => Math.max(most, x), 0),
      harmonicMean: levels.length / sizes.reduce((sum, x) => sum + 1 / x, 0),
    };
  });
}
