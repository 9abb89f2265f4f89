import { BlupError } from '../errors/blup-error.ts';
import type { Model } from '../fit/model.ts';

/** The F statistic of a hypothesis by Kenward and Roger's method. */
export interface KenwardRogerTest {
  readonly f: number;
  readonly df: number;
  readonly scaling: number;
  /** Adjusted variance of the first row's estimate. */
  readonly variance: number;
}

export function kenwardRogerTest(
  _model: Model,
  _rows: readonly ArrayLike<number>[],
): KenwardRogerTest {
  throw new BlupError('option', 'ddf "kenward-roger" is not available yet', {
    value: 'kenward-roger',
  });
}
