import { columnRoots, joinedRoots } from '../diagnose/column-roots.ts';
import { groupSizes } from '../diagnose/group-sizes.ts';
import { placement } from '../diagnose/placement.ts';
import type { FittedModel, Model } from '../fit/model.ts';
import type { RowFacts } from '../fit/row-facts.ts';
import { termFacts } from '../inference/terms/term-tests.ts';
import { levelFacts } from '../report/level-equations/level-facts.ts';

/** For each factor of the cross-products the name that its terms have. */
function groupNames({ random, crossProducts }: Model): string[] {
  const { factors, terms } = crossProducts;
  return factors.map((_, f) => random[terms.findIndex(({ factor }) => factor === f)].group);
}

/** Sums over the rows of a model and facts about its columns: all that analyses ask for beside the cross-products. */
export function factsOfRows(model: FittedModel): RowFacts {
  const { design, crossProducts } = model;
  const groups = groupNames(model);
  const { codes, levels } = design.random[0];
  const only = groups.length === 1 ? { codes, count: levels.length } : undefined;
  const counts = design.frequencyWeights;
  const columns = Array.from(crossProducts.kept, (j) => design.fixed.columns[j]);
  const sizes = new Map(groupSizes(model).map(({ group, sizes: own }) => [group, own]));
  const terms = termFacts(model);
  return {
    fixed: columnRoots({ columns, counts }, only, true),
    random: design.random.map((term) =>
      columnRoots({ columns: term.columns, counts }, only, false),
    ),
    sizes: groups.map((group) => sizes.get(group) ?? new Float64Array(0)),
    placement: groups.map((group) => placement(model, group)),
    ...levelFacts(model),
    weighted: design.precisionWeights !== undefined,
    ...(terms !== undefined && { terms }),
  };
}

/** The same facts without what tells of single groups: their sizes, and the variation of few means. */
export function withholdFacts(facts: RowFacts): RowFacts {
  return {
    ...facts,
    fixed: joinedRoots(facts.fixed),
    random: facts.random.map(joinedRoots),
    sizes: facts.sizes.map(() => new Float64Array(0)),
  };
}
