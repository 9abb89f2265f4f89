import { BlupError } from '../errors/blup-error.ts';
import type { FactorColumn } from '../table/table.ts';
import { type ContrastMatrix, type ContrastSpec, contrastMatrix } from './contrasts.ts';
import type { ContrastOption } from './frame-options.ts';

/** Each level makes a column as long as the data; more levels than this belong behind a bar. */
const maxLevels = 2000;

function specification(option: ContrastOption): ContrastSpec {
  if (typeof option === 'string') return option;
  if (Array.isArray(option)) return { kind: 'custom', rows: option };
  if (typeof option === 'object' && option !== null) {
    if ('kind' in option) return option;
    if ('base' in option) return { kind: 'treatment', base: option.base };
  }
  throw new BlupError(
    'option',
    `contrasts must be 'treatment', 'sum', 'helmert', 'poly', { base: level } or an array of rows, not ${String(option)}`,
    { value: option },
  );
}

/**
 * The contrasts of a factor: those of the option, else treatment contrasts, and polynomial ones for an ordered factor.
 *
 * A factor with one level gets none: it may still be coded in full. Throws `memory` for a factor of more than 2000
 * levels, `option` or `formula-meaning` for an option that does not fit the factor's levels.
 */
export function decideContrasts(
  name: string,
  factor: FactorColumn,
  option: ContrastOption | undefined,
): ContrastMatrix {
  const { levels, ordered } = factor;
  if (levels.length > maxLevels) {
    throw new BlupError(
      'memory',
      `factor ${name} has ${levels.length} levels, more than the ${maxLevels} that a fixed effect or a random slope ` +
        `may have; use it as a grouping factor: (1 | ${name})`,
      { value: levels.length, limit: maxLevels, factor: name },
    );
  }
  if (levels.length < 2) return { names: [], rows: levels.map(() => []) };
  if (option !== undefined) return contrastMatrix(specification(option), levels);
  return contrastMatrix(ordered === true ? 'poly' : 'treatment', levels);
}
