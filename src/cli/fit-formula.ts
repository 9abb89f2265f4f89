import { BlupError } from '../errors/blup-error.ts';
import { type LmerOptions, lmer } from '../fit/lmer.ts';
import type { FittedModel } from '../fit/model.ts';
import type { Table } from '../table/table.ts';

/** Fits one formula; an error about a place in a formula gets the formula's text, so that the place can be shown. */
export function fitFormula(formula: string, data: Table, options: LmerOptions): FittedModel {
  try {
    return lmer(formula, data, options);
  } catch (error) {
    if (!(error instanceof BlupError) || error.detail.span === undefined) throw error;
    throw new BlupError(error.code, error.message, { formula, ...error.detail });
  }
}
