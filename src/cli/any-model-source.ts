import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import type { Table } from '../table/table.ts';
import {
  checkFamilyFlags,
  type FamilyFlags,
  fitFamily,
  refuseLinearFlags,
} from './family-options.ts';
import { modelSource, type SourceFlags } from './model-source.ts';
import { readData } from './read-data.ts';

/** Options of commands that take linear and generalised models. */
export type AnySourceFlags = SourceFlags & FamilyFlags;

/** A model of either kind, and the data that it was fitted to unless it was saved. */
export interface AnySource {
  readonly model: AnyModel;
  readonly data?: Table;
}

/**
 * The model of a call, with `--family` a generalised one: see `modelSource`.
 *
 * @throws `option` for flags of linear models beside `--family`, and for `--family` beside a saved model
 */
export function anyModelSource(
  path: string,
  formula: string | undefined,
  flags: AnySourceFlags,
): AnySource {
  checkFamilyFlags(flags);
  if (flags.family === undefined) return modelSource(path, formula, flags);
  refuseLinearFlags(flags, ['ml']);
  if (formula === undefined) {
    throw new BlupError('option', '--family belongs to a fit; give data and formula', {
      value: flags.family,
    });
  }
  const data = readData(path, flags);
  return { model: fitFamily(formula, data, path, flags), data };
}
