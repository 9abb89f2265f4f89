import type { AnyModel } from '../fit/generalised-model.ts';
import { groupNames } from '../fit/group-names.ts';
import { checkGroups, keptFacts } from '../fit/kept.ts';

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

/** Observations of each level of the grouping factor of a random term. */
function sizesOf(model: AnyModel, term: number): Float64Array {
  if (model.saved !== undefined) {
    checkGroups(model, 'group sizes');
    if (model.kind === 'glmm') {
      return model.saved.facts.sizes[groupNames(model).indexOf(model.random[term].group)];
    }
    return keptFacts(model, 'group sizes').sizes[model.crossProducts.terms[term].factor];
  }
  const { random, frequencyWeights } = model.design;
  const { codes, levels } = random[term];
  const sizes = new Float64Array(levels.length);
  codes.forEach((code, i) => {
    sizes[code] += frequencyWeights?.[i] ?? 1;
  });
  return sizes;
}

/**
 * Sizes of the groups, one record for each grouping factor in formula order.
 *
 * @throws `no-groups-kept` for a model saved without its groups
 */
export function groupSizes(model: AnyModel): readonly GroupSizes[] {
  const { random, nobs } = model;
  const groups = [...new Set(random.map(({ group }) => group))];
  return groups.map((group) => {
    const term = random.findIndex((part) => part.group === group);
    const sizes = sizesOf(model, term);
    return {
      group,
      levels: sizes.length,
      sizes,
      min: sizes.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY),
      mean: nobs / sizes.length,
      max: sizes.reduce((most, x) => Math.max(most, x), 0),
      harmonicMean: sizes.length / sizes.reduce((sum, x) => sum + 1 / x, 0),
    };
  });
}
