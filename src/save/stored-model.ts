import type { CrossProducts } from '../engine/cross-products.ts';
import { dataHash } from '../fit/data-hash.ts';
import { layoutOf } from '../fit/kept.ts';
import type { Model, SavedPart } from '../fit/model.ts';
import { scaledResiduals } from '../report/summary.ts';
import { factsOfRows, withholdFacts } from './facts-of-rows.ts';
import type { StoredModel, StoredPart } from './model-codec.ts';
import { withholdSchema } from './withhold-schema.ts';

const NOTHING = new Float64Array(0);

function withholdProducts(products: CrossProducts): CrossProducts {
  return {
    ...products,
    fixed: NOTHING,
    factors: products.factors.map((factor) => ({ ...factor, diagonal: NOTHING, tail: NOTHING })),
    pairs: [],
    withheld: true,
  };
}

function savedPart(model: Model): Omit<SavedPart, 'layout' | 'groups'> {
  if (model.saved !== undefined) return model.saved;
  const numbers = scaledResiduals(model);
  return {
    rowCount: model.rows.length,
    hash: dataHash(model.design, model.rows),
    ...(numbers !== undefined && { scaledResiduals: numbers }),
    facts: factsOfRows(model),
  };
}

function storedPart(model: Model, groups: boolean): StoredPart {
  const { rowCount, hash, scaledResiduals: numbers, facts } = savedPart(model);
  const { fixed, notices } = layoutOf(model);
  return {
    rowCount,
    hash,
    ...(numbers !== undefined && { scaledResiduals: numbers }),
    ...(facts !== undefined && { facts: groups ? facts : withholdFacts(facts) }),
    groups,
    columns: { names: fixed.names, assign: fixed.assign },
    notices,
  };
}

/** A linear model as the file has it, with or without its groups. */
export function storedModel(model: Model, groups: boolean): StoredModel {
  const { random, crossProducts: products, schema } = model;
  const ofFactor = products.factors.map((_, f) =>
    products.terms.findIndex(({ factor }) => factor === f),
  );
  const common = { ...model, saved: storedPart(model, groups) };
  if (groups) {
    return { ...common, random, levels: ofFactor.map((t) => random[t].levels) };
  }
  return {
    ...common,
    random: random.map((part) => ({
      ...part,
      effects: NOTHING,
      conditional: NOTHING,
      prediction: NOTHING,
    })),
    levels: ofFactor.map(() => []),
    crossProducts: withholdProducts(products),
    ...(schema !== undefined && { schema: withholdSchema(schema) }),
  };
}
