import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { generalisedCodec } from './generalised-codec.ts';
import { modelCodec } from './model-codec.ts';
import { storedGeneralised } from './stored-generalised.ts';
import { storedModel } from './stored-model.ts';

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
/**
 * Of the layout of the file: the newest that is read. Version 1 had no facts of rows (`RowFacts`), version 3 brought generalised
 * models; a file has the oldest version that can hold its model, so that older programs read what they can.
 */
export const VERSION = 3;
const LINEAR_VERSION = 2;

/** JSON with one line for each entry of the model, so that a text editor can show it. */
function pretty(model: object, version: number): string {
  const lines = Object.entries(model).map(
    ([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n  "format": "${FORMAT}",\n  "version": ${version},\n  "model": {\n${lines.join(',\n')}\n  }\n}\n`;
}

/**
 * A model as JSON text without its rows: its size grows with the groups and parameters only. `loadModel` gives it back, all numbers
 * equal to the bit: few numbers stand as decimals, many as base64 of little-endian 64-bit floating point. Equal fits give equal text.
 *
 * The file holds a fingerprint of the data, see `DataHash`.
 *
 * @throws `option` for unknown options, `no-groups-kept` for `groups: true` of a model that was itself saved without its groups
 */
export function saveModel(model: AnyModel, options: SaveOptions = {}): string {
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
  if (model.kind === 'glmm') {
    return pretty(generalisedCodec.encode(storedGeneralised(model, groups)) as object, VERSION);
  }
  return pretty(modelCodec.encode(storedModel(model, groups)) as object, LINEAR_VERSION);
}
