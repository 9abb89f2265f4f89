import { predictorVariances } from '../diagnose/variance-parts.ts';
import { dataHash } from '../fit/data-hash.ts';
import type {
  FittedGeneralisedModel,
  GeneralisedModel,
  GeneralisedRowFacts,
  SavedGeneralisedPart,
} from '../fit/generalised-model.ts';
import { groupNames } from '../fit/group-names.ts';
import { layoutOf } from '../fit/kept.ts';
import { levelFacts } from '../report/level-equations/level-facts.ts';
import { scaledResiduals } from '../report/summary.ts';
import type { StoredGeneralisedModel } from './generalised-codec.ts';
import { withholdSchema } from './withhold-schema.ts';

const NOTHING = new Float64Array(0);

function factsOf(model: FittedGeneralisedModel): GeneralisedRowFacts {
  const { random, frequencyWeights } = model.design;
  const variances = predictorVariances(model);
  const terms = groupNames(model).map((name) => random.findIndex(({ group }) => group === name));
  return {
    levels: terms.map((t) => random[t].levels.length),
    sizes: terms.map((t) => {
      const sizes = new Float64Array(random[t].levels.length);
      random[t].codes.forEach((code, i) => {
        sizes[code] += frequencyWeights?.[i] ?? 1;
      });
      return sizes;
    }),
    fixedVariance: variances.fixed,
    randomVariances: Float64Array.from(variances.random),
    ...levelFacts(model),
  };
}

function savedPart(model: GeneralisedModel): Omit<SavedGeneralisedPart, 'layout' | 'groups'> {
  if (model.saved !== undefined) return model.saved;
  const numbers = scaledResiduals(model);
  return {
    rowCount: model.rows.length,
    hash: dataHash(model.design, model.rows, model.trials),
    ...(numbers !== undefined && { scaledResiduals: numbers }),
    facts: factsOf(model),
  };
}

/** A generalised model as the file has it, with or without its groups. */
export function storedGeneralised(
  model: GeneralisedModel,
  groups: boolean,
): StoredGeneralisedModel {
  const { random, schema } = model;
  const { rowCount, hash, scaledResiduals: numbers, facts } = savedPart(model);
  const { fixed, notices } = layoutOf(model);
  const saved = {
    rowCount,
    hash,
    ...(numbers !== undefined && { scaledResiduals: numbers }),
    facts: groups ? facts : { ...facts, sizes: facts.sizes.map(() => NOTHING) },
    groups,
    columns: { names: fixed.names, assign: fixed.assign },
    notices,
  };
  const names = groupNames(model);
  if (groups) {
    const levels = names.map((name) => random.find(({ group }) => group === name)?.levels ?? []);
    return { ...model, random, saved, levels };
  }
  const { joint: _, ...rest } = model;
  return {
    ...rest,
    saved,
    random: random.map((part) => ({
      ...part,
      effects: NOTHING,
      conditional: NOTHING,
      prediction: NOTHING,
    })),
    levels: names.map(() => []),
    ...(schema !== undefined && { schema: withholdSchema(schema) }),
  };
}
