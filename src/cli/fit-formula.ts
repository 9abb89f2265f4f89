import { BlupError } from '../errors/blup-error.ts';
import { type LmerOptions, lmer } from '../fit/lmer.ts';
import type { FittedModel } from '../fit/model.ts';
import { readFormula } from '../formula/level-equations/read-formula.ts';
import type { Table } from '../table/table.ts';

import { progress } from './progress-line.ts';

/** Runs what reads a formula; an error about a place in it gets the formula's text, so that the place can be shown. */
export function withFormula<T>(formula: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof BlupError) || error.detail.span === undefined) throw error;
    throw new BlupError(error.code, error.message, { formula, ...error.detail });
  }
}

/** Fits one formula: see `withFormula`. */
export function fitFormula(formula: string, data: Table, options: LmerOptions): FittedModel {
  return withFormula(formula, () =>
    lmer(readFormula(formula), data, {
      ...options,
      ...(progress.active && {
        onProgress: (step) => void progress.say(`fitting: step ${step} of the optimiser`),
      }),
    }),
  );
}
