import { BlupError } from '../errors/blup-error.ts';
import { checkFinite } from './decide-variable.ts';
import { dropUnusedLevels } from './evaluate/drop-unused-levels.ts';
import type { MatrixValue, Value } from './evaluate/value.ts';
import { type FamilyResponse, refuse } from './response-error.ts';

/** How far share × trials may be from a whole number, as a share of the trials: shares are written with few digits. */
const WHOLE = 1e-4;

const isWhole = (x: number): boolean => x >= 0 && Number.isSafeInteger(x);

/** Refuses a response whose rows are all successes, or all failures. */
function checkClasses(
  name: string,
  { values, trials, categories }: FamilyResponse,
): FamilyResponse {
  let successes = 0;
  let failures = 0;
  for (let i = 0; i < values.length; i++) {
    successes += values[i];
    failures += (trials?.[i] ?? 1) - values[i];
  }
  if (successes > 0 && failures > 0) {
    return {
      values,
      ...(trials?.some((n) => n !== 1) && { trials }),
      ...(categories && { categories }),
    };
  }
  const only = successes > 0 ? (categories?.[1] ?? 'success') : (categories?.[0] ?? 'failure');
  throw refuse(
    name,
    `is "${only}" in all ${values.length} rows; with one class only no chance can be estimated`,
    only,
  );
}

function ofFactor(
  name: string,
  { codes, levels }: ReturnType<typeof dropUnusedLevels>,
): FamilyResponse {
  if (levels.length > 2) {
    const shown = levels.slice(0, 4).map((level) => JSON.stringify(level));
    throw refuse(
      name,
      `has ${levels.length} levels (${shown.join(', ')}${levels.length > 4 ? ', …' : ''}); family binomial takes two, ` +
        `write ${name} == ${JSON.stringify(levels[1])} on the left, or use family ordinal`,
      levels.length,
    );
  }
  if (levels.length < 2) {
    throw refuse(
      name,
      `is "${levels[0]}" in all ${codes.length} rows; with one class only no chance can be estimated`,
      levels[0],
    );
  }
  return { values: Float64Array.from(codes), categories: levels };
}

function ofPair(
  name: string,
  { columns, suffixes }: MatrixValue,
  rows: Int32Array,
): FamilyResponse {
  if (columns.length !== 2) {
    throw refuse(
      name,
      `has ${columns.length} columns; family binomial takes cbind(successes, failures)`,
      columns.length,
    );
  }
  const [successes, failures] = columns;
  for (let c = 0; c < 2; c++) {
    const i = columns[c].findIndex((x) => !isWhole(x));
    if (i < 0) continue;
    const hint =
      c === 1 && columns[c][i] < 0
        ? '; are there more successes than trials?'
        : '; cbind(successes, failures) takes whole numbers from 0';
    throw refuse(
      name,
      `has ${columns[c][i]} in row ${rows[i] + 1} of ${suffixes[c]}${hint}`,
      columns[c][i],
      rows[i] + 1,
    );
  }
  return { values: successes, trials: successes.map((y, i) => y + failures[i]) };
}

function ofZeroOne(name: string, y: Float64Array, rows: Int32Array): FamilyResponse {
  const i = y.findIndex((x) => x !== 0 && x !== 1);
  if (i < 0) return { values: y };
  const way =
    y.every((x) => x >= 0 && x <= 1) || !isWhole(y[i])
      ? 'a share needs its number of trials: give { trials } with one number for each row'
      : 'family binomial takes 0 and 1; for successes of several trials write cbind(successes, failures), or give { trials }';
  throw refuse(name, `is ${y[i]} in row ${rows[i] + 1}; ${way}`, y[i], rows[i] + 1);
}

function checkTrials(trials: Float64Array, rows: Int32Array): void {
  const i = trials.findIndex((n) => !isWhole(n));
  if (i < 0) return;
  throw new BlupError(
    'option',
    `trials must be whole numbers from 0; row ${rows[i] + 1} has ${trials[i]}`,
    { value: trials[i], row: rows[i] + 1 },
  );
}

/** Shares when all lie in [0, 1] and some between, successes when some are above 1. */
function ofTrials(
  name: string,
  y: Float64Array,
  trials: Float64Array,
  rows: Int32Array,
): FamilyResponse {
  checkTrials(trials, rows);
  const many = y.some((x) => x > 1);
  const between = y.some((x) => x > 0 && x < 1);
  if (!many && !between && trials.some((n) => n > 1)) {
    throw refuse(
      name,
      'holds only 0 and 1, but there are several trials: are these shares or successes? Write cbind(successes, failures)',
      name,
    );
  }
  const values = between && !many ? y.map((x, i) => Math.round(x * trials[i])) : y;
  for (let i = 0; i < y.length; i++) {
    const row = rows[i] + 1;
    if (values !== y && Math.abs(y[i] * trials[i] - values[i]) > WHOLE * Math.max(1, trials[i])) {
      throw refuse(
        name,
        `is ${y[i]} of ${trials[i]} trials in row ${row}, which is no whole number of successes`,
        y[i],
        row,
      );
    }
    if (!isWhole(values[i])) {
      throw refuse(
        name,
        `is ${y[i]} in row ${row}; with trials it takes successes (whole numbers from 0) or shares (from 0 to 1)`,
        y[i],
        row,
      );
    }
    if (values[i] > trials[i]) {
      throw refuse(
        name,
        `has ${values[i]} successes of ${trials[i]} trials in row ${row}`,
        values[i],
        row,
      );
    }
  }
  return { values, trials };
}

/**
 * A binomial response: truth values, a factor of two levels (the second is the success), 0 and 1, `cbind(successes, failures)`,
 * or with `trials` successes or shares. Throws `response`, `not-finite`, and `option` for bad trials.
 */
export function binomialResponse(
  name: string,
  value: Value,
  rows: Int32Array,
  trials?: Float64Array,
): FamilyResponse {
  if (trials !== undefined && value.kind !== 'numeric') {
    throw new BlupError(
      'option',
      `trials go with a response of numbers; ${name} has its own: leave the option out`,
      { value: name },
    );
  }
  switch (value.kind) {
    case 'logical':
      return checkClasses(name, {
        values: Float64Array.from(value.values),
        categories: ['FALSE', 'TRUE'],
      });
    case 'factor':
      return ofFactor(name, dropUnusedLevels(value));
    case 'matrix':
      for (const column of value.columns) checkFinite(name, column, rows);
      return checkClasses(name, ofPair(name, value, rows));
    case 'numeric': {
      checkFinite(name, value.values, rows);
      const response = trials
        ? ofTrials(name, value.values, trials, rows)
        : ofZeroOne(name, value.values, rows);
      return checkClasses(name, response);
    }
    default:
      throw refuse(name, 'is a constant, not a column of the data', name);
  }
}
