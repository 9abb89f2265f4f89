import type { CrossProducts } from '../engine/cross-products.ts';
import { BlupError } from '../errors/blup-error.ts';
import { dataHash } from '../fit/data-hash.ts';
import { checkLinear, layoutOf } from '../fit/kept.ts';
import type { Model, SavedPart } from '../fit/model.ts';
import type { Schema } from '../frame/schema.ts';
import { scaledResiduals } from '../report/summary.ts';
import { factsOfRows, withholdFacts } from './facts-of-rows.ts';
import { modelCodec, type StoredModel, type StoredPart } from './model-codec.ts';

/** How a model is saved. */
export interface SaveOptions {
  /**
   * Whether single groups are kept: names of levels, random effects, cross-products of each group, group means of predictors,
   * numbers of observations of combinations of factor levels. Default true. Without them the file discloses nothing of any one
   * group beyond what a printed summary does; the model still prints, tests, contrasts and predicts for the population,
   * and no longer gives random effects, profiles, bootstraps, refits or Kenward–Roger's tests (`no-groups-kept`).
   */
  readonly groups?: boolean;
}

/** What stands first in the file. */
export const FORMAT = 'blup-model';
/** Of the layout of the file. Version 1 had no facts of rows (`RowFacts`); it is still read. */
export const VERSION = 2;

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

/** Without group means and cell counts. Group means stay as calls without groups, which refuse to be evaluated. */
function withholdSchema({ cells: _, ...schema }: Schema): Schema {
  return {
    ...schema,
    constants: schema.constants.map(([call, constants]) =>
      /^g(mean|center)\(/.test(call) ? [call, { levels: [], means: [] }] : [call, constants],
    ),
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

function storedModel(model: Model, groups: boolean): StoredModel {
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

/** JSON with one line for each entry of the model, so that a text editor can show it. */
function pretty(model: object): string {
  const lines = Object.entries(model).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n  "format": "${FORMAT}",\n  "version": ${VERSION},\n  "model": {\n${lines.join(',\n')}\n  }\n}\n`;
}

/**
 * A model as JSON text without its rows: its size grows with the groups and parameters only. `loadModel` gives it back, all numbers
 * equal to the bit: few numbers stand as decimals, many as base64 of little-endian 64-bit floating point. Equal fits give equal text.
 *
 * The file holds a fingerprint of the data, see `DataHash`.
 *
 * @throws `option` for unknown options, `no-groups-kept` for `groups: true` of a model that was itself saved without its groups
 */
export function saveModel(model: Model, options: SaveOptions = {}): string {
  checkLinear(model, 'saveModel()');
  const unknown = Object.keys(options).find((name) => name !== 'groups');
  if (unknown !== undefined) {
    throw new BlupError('option', `saveModel has no option "${unknown}"; it has groups`, {
      value: unknown,
    });
  }
  const kept = model.saved?.groups ?? true;
  const { groups = kept } = options;
  if (typeof groups !== 'boolean') {
    throw new BlupError('option', `groups must be true or false, not ${String(groups)}`, {
      value: groups,
    });
  }
  if (groups && !kept) {
    throw new BlupError(
      'no-groups-kept',
      'the model was itself saved without its groups (groups: false), so they cannot be saved now',
    );
  }
  return pretty(modelCodec.encode(storedModel(model, groups)) as object);
}
