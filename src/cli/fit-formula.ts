import { BlupError } from '../errors/blup-error.ts';
import { type LmerOptions, lmer } from '../fit/lmer.ts';
import type { Model } from '../fit/model.ts';
import type { Table } from '../table/table.ts';

/** Runs a fit; an error about a place in a formula gets the formula's text, so that the place can be shown. */
export function atFormula<T>(formula: string, fit: () => T): T {
  try {
    return fit();
  } catch (error) {
    if (!(error instanceof BlupError) || error.detail.span === undefined) throw error;
    throw new BlupError(error.code, error.message, { formula, ...error.detail });
  }
}

/** Fits one formula, see `atFormula`. */
export function fitFormula(formula: string, data: Table, options: LmerOptions): Model {
  return atFormula(formula, () => lmer(formula, data, options));
}
