import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyLoadedModel, AnyModel } from '../fit/generalised-model.ts';
import { checkLinear } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { beginsWithLevel } from '../formula/level-equations/statements.ts';
import type { Table } from '../table/table.ts';
import {
  checkFamilyFlags,
  type FamilyFlags,
  fitFamily,
  refuseLinearFlags,
} from './family-options.ts';
import { fitFormula } from './fit-formula.ts';
import { readModel } from './model-file.ts';
import { lmerOptions, type ModelFlags } from './model-options.ts';
import { readData } from './read-data.ts';

/** Options of commands that fit a model or take a saved one. */
export interface SourceFlags extends ModelFlags {
  readonly ml?: boolean;
}

/** Options of commands that take linear and generalised models. */
export type AnySourceFlags = SourceFlags & FamilyFlags;

/** A linear model, and the data that it was fitted to unless it was saved. */
interface ModelSource {
  readonly model: Model;
  readonly data?: Table;
}

/** The same of either kind. */
interface AnyModelSource {
  readonly model: AnyModel;
  readonly data?: Table;
}

/** What only a fit can be told. */
const OF_FITS = [
  'family',
  'link',
  'trials',
  'nagq',
  'ml',
  'precisionWeights',
  'frequencyWeights',
  'offset',
  'factor',
  'contrasts',
] as const;

function isFormula(text: string | undefined): boolean {
  return text !== undefined && (text.includes('~') || beginsWithLevel(text));
}

/**
 * Whether a call means a saved model by its first argument: a file that begins as one does, or standard input that no formula
 * follows.
 *
 * @param next the argument behind it
 */
export function isSaved(path: string, next: string | undefined): boolean {
  if (path === '-') return !isFormula(next);
  if (!existsSync(path)) return /\.json$/i.test(path);
  const head = Buffer.alloc(64);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, head, 0, head.length, 0);
    return /^\s*\{/.test(head.toString('utf8', 0, length));
  } catch {
    // A directory, say: the reader of data knows what to say of it.
    return false;
  } finally {
    closeSync(file);
  }
}

function checkFlags(flags: AnySourceFlags): void {
  const given = OF_FITS.find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  const option = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new BlupError(
    'option',
    `--${option} belongs to a fit, and a saved model is taken as it is; give data and formula, or leave --${option} out`,
    { value: given },
  );
}

/** The saved models in files; throws `option` for options that only a fit can take. */
export function anySavedModels(paths: readonly string[], flags: AnySourceFlags): AnyLoadedModel[] {
  checkFlags(flags);
  return paths.map(readModel);
}

/**
 * The model of a call: saved when there is no formula, else fitted to the data, with `--family` a generalised one.
 *
 * @throws `option` for data without a formula, and for options of a fit beside a saved model; what reading and fitting throw
 */
export function anyModelSource(
  path: string,
  formula: string | undefined,
  flags: AnySourceFlags,
): AnyModelSource {
  checkFamilyFlags(flags);
  if (formula === undefined) {
    if (!isSaved(path, formula)) {
      if (isFormula(path)) readData(path, flags);
      throw missingFormula(path);
    }
    return { model: anySavedModels([path], flags)[0] };
  }
  if (flags.family !== undefined) {
    refuseLinearFlags(flags, ['ml']);
    const data = readData(path, flags);
    return { model: fitFamily(formula, data, path, flags), data };
  }
  const data = readData(path, flags);
  return {
    model: fitFormula(formula, data, lmerOptions(flags, path, flags.ml ? 'ML' : 'REML')),
    data,
  };
}

/** The same for a command that takes linear models only: throws `model-kind` for others. */
export function modelSource(
  path: string,
  formula: string | undefined,
  flags: SourceFlags,
): ModelSource {
  const { model, ...rest } = anyModelSource(path, formula, flags);
  checkLinear(model, 'this command');
  return { model, ...rest };
}

function missingFormula(path: string): BlupError {
  return new BlupError(
    'option',
    `a formula is missing after "${path}"; only a model saved by blup fit --save goes without`,
    { value: path },
  );
}

/**
 * The formula of a command that cannot take a saved model.
 *
 * @param what needs the rows, in the plural, for the message: `tests of random terms`
 * @throws `no-rows-kept` for a saved model, `option` for data without a formula
 */
export function neededFormula(path: string, formula: string | undefined, what: string): string {
  if (formula !== undefined) return formula;
  if (!isSaved(path, formula)) throw missingFormula(path);
  throw new BlupError(
    'no-rows-kept',
    `${what} need the rows of the data, and "${path}" is a saved model, which holds none; give the data and the formula`,
    { value: path },
  );
}

/** Throws `option` when a call has more arguments than it can use. */
export function checkNoMore(rest: readonly (string | undefined)[]): void {
  const extra = rest.find((argument) => argument !== undefined);
  if (extra === undefined) return;
  throw new BlupError('option', `"${extra}" is one argument too many behind a saved model`, {
    value: extra,
  });
}
