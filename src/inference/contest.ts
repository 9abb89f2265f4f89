import { BlupError } from '../errors/blup-error.ts';
import type { Model } from '../fit/model.ts';
import type { DdfMethod } from './ddf-method.ts';

/** F-test of several linear combinations of the fixed effects at once. */
export interface Contest {
  readonly kind: 'contest';
  readonly f: number;
  /** Rank of the hypothesis. */
  readonly numDf: number;
  /** Infinity with `ddf: 'none'`: a χ² test of numDf · F. */
  readonly denDf: number;
  readonly p: number;
  /** Kenward and Roger's factor, already in `f`; absent for other methods. */
  readonly scaling?: number;
}

/**
 * F-test of Lβ = 0.
 *
 * @param rows the rows of L: one number for each estimated fixed effect, in the order of `fixef(model)`
 */
export function contest(
  model: Model,
  rows: readonly ArrayLike<number>[],
  options: { readonly ddf?: DdfMethod } = {},
): Contest {
  throw new BlupError('option', 'tests of several rows are not available yet', {
    value: { options, rows: rows.length, formula: model.formula },
  });
}
