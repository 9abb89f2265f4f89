import type { FittedGeneralisedModel } from '../../fit/generalised-model.ts';
import type { FittedModel } from '../../fit/model.ts';
import type { RowFacts } from '../../fit/row-facts.ts';
import { constancyOfDesign } from './constant-within.ts';
import { nestedPairs } from './group-order.ts';
import { partsOfModel } from './model-parts.ts';

/** What equations take from the rows: where the variables of the model are constant, and which factors are nested. */
export function levelFacts(
  model: FittedModel | FittedGeneralisedModel,
): Pick<RowFacts, 'constant' | 'nested'> {
  const { response, offsets, fixed, random } = partsOfModel(model);
  const effects = random.flatMap((term) => term.effects);
  const names = new Set([
    response,
    ...offsets,
    ...[...fixed, ...effects].flatMap(({ factors }) => factors),
  ]);
  const groups = [...new Set(random.map(({ group }) => group))];
  const isConstant = constancyOfDesign(model.design);
  return {
    constant: Array.from(names, (name): [string, readonly string[]] => [
      name,
      groups.filter((group) => isConstant(name, group)),
    ]).filter(([, own]) => own.length > 0),
    nested: nestedPairs(model.design),
  };
}
