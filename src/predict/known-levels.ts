import { BlupError } from '../errors/blup-error.ts';
import { didYouMean, nearest } from '../errors/suggest.ts';
import type { RandomPart } from '../fit/model.ts';
import type { FactorColumn } from '../table/table.ts';

/** A row whose level the model does not have, or whose cell is missing. */
export const NEW_LEVEL = -1;
export const MISSING_LEVEL = -2;

/**
 * Levels of new data as levels of a random term: `NEW_LEVEL` for those that the fit did not have, `MISSING_LEVEL` for
 * missing cells.
 *
 * @throws `input` for a new level unless they are allowed; it names the level, the factor and the nearest known one
 */
export function knownLevels(
  { group, levels }: RandomPart,
  factor: FactorColumn,
  allowNewLevels: boolean,
): Int32Array {
  if (factor.levels === levels) return factor.codes;
  const place = new Map(levels.map((level, l) => [level, l]));
  const recode = factor.levels.map((level) => place.get(level) ?? NEW_LEVEL);
  const codes = factor.codes.map((code) => (code < 0 ? MISSING_LEVEL : recode[code]));
  if (allowNewLevels) return codes;
  const row = codes.indexOf(NEW_LEVEL);
  if (row < 0) return codes;
  const level = factor.levels[factor.codes[row]];
  const suggestion = nearest(level, levels);
  throw new BlupError(
    'input',
    `grouping factor ${group} has the level "${level}" in row ${row + 1}, which the data of the fit did not have` +
      `${didYouMean(level, levels) || ';'} allowNewLevels predicts such rows as of a new group`,
    { value: level, factor: group, row: row + 1, ...(suggestion !== undefined && { suggestion }) },
  );
}
