import { BlupError } from '../errors/blup-error.ts';
import { columnSums, type SumsOf } from './column-sums.ts';
import { checkFinite } from './decide-variable.ts';
import type { Value } from './evaluate/value.ts';
import type { NumericVariable } from './frame.ts';

/**
 * The response on the rows kept: numbers that are finite and not all equal.
 *
 * Throws `response` for texts, truth values, several columns or a constant, `not-finite` for infinite numbers.
 */
export function decideResponse(
  name: string,
  value: Value,
  rows: Int32Array,
  sumsOf: SumsOf = columnSums,
): NumericVariable {
  if (value.kind === 'logical') {
    throw new BlupError(
      'response',
      `the response ${name} holds truth values; fit a chance by glmer(formula, data, { family: 'binomial' }), ` +
        `or write as.numeric(${name}) for a linear one`,
      { value: name },
    );
  }
  if (value.kind === 'factor') {
    // A column of numbers with a slip in it: the slip is what the user looks for.
    const texts = value.levels.filter((level) => Number.isNaN(Number(level)));
    const levels = texts.length > 0 ? texts : value.levels;
    const shown = levels.slice(0, 3).map((level) => JSON.stringify(level));
    throw new BlupError(
      'response',
      `the response ${name} holds text (${shown.join(', ')}${levels.length > 3 ? ', …' : ''}), ` +
        'a linear mixed model needs numbers; look for a cell that is no number, or name another column',
      { value: name },
    );
  }
  if (value.kind !== 'numeric') {
    throw new BlupError('response', `the response ${name} must be one column of numbers`, {
      value: name,
    });
  }
  const { values } = value;
  checkFinite(name, values, rows, sumsOf);
  let i = 1;
  while (i < values.length && values[i] === values[0]) i++;
  if (i === values.length && i > 1) {
    throw new BlupError(
      'response',
      `the response ${name} is ${values[0]} in all ${i} rows; there is no variation to explain`,
      { value: values[0], rows: i },
    );
  }
  return { kind: 'numeric', name, values };
}
