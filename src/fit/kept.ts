import type { DesignLayout } from '../design/design.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { FittedModel, Model } from './model.ts';

/**
 * The model with its rows; throws `no-rows-kept` for a model that was loaded from a file.
 *
 * @param what needs the rows, in the plural, for the message: `fitted values`
 */
export function withRows(model: Model, what: string): FittedModel {
  if (model.saved === undefined) return model;
  throw new BlupError(
    'no-rows-kept',
    `${what} need the rows of the data, and the model was loaded from a file, which holds none; fit it to the data again: ` +
      model.formula,
    { value: model.formula },
  );
}

/**
 * Throws `no-groups-kept` for a model that was saved with `groups: false`.
 *
 * @param what needs the groups, in the plural, for the message: `random effects`
 */
export function checkGroups(model: Model, what: string): void {
  if (model.saved?.groups !== false) return;
  throw new BlupError(
    'no-groups-kept',
    `${what} need the groups, and the model was saved without them (groups: false); save it with its groups, or fit it to ` +
      `the data again: ${model.formula}`,
    { value: model.formula },
  );
}

/** Names of all columns, terms and levels of a model, with or without rows. */
export function layoutOf(model: Model): DesignLayout {
  return model.saved === undefined ? model.design : model.saved.layout;
}

/** Number of levels of the grouping factor of a random term, which is known without the groups too. */
export function levelCount({ crossProducts, random, saved }: Model, term: number): number {
  if (saved?.groups !== false) return random[term].levels.length;
  return crossProducts.factors[crossProducts.terms[term].factor].levels;
}
