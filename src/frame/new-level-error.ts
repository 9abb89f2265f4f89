import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';

/** Error `input`: new data hold a level of a factor that the data of the fit did not have. `row` counts from 1. */
export function newLevelError(
  factor: string,
  level: string,
  row: number,
  levels: readonly string[],
): BlupError {
  const shown = levels.slice(0, 10).join(', ');
  const known = `${shown}${levels.length > 10 ? ', …' : ''}`;
  return new BlupError(
    'input',
    `factor ${factor} has the level "${level}" in row ${row}, which the data of the fit did not have` +
      (didYouMean(level, levels) || `; its levels are ${known}`),
    { value: level, factor, row },
  );
}
