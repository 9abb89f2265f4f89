import { BlupError } from '../errors/blup-error.ts';
import type { Family, LinkName } from '../family/family.ts';
import { binomialResponse } from './binomial-response.ts';
import { checkFinite } from './decide-variable.ts';
import { describeValue, type Value } from './evaluate/value.ts';
import { ordinalResponse } from './ordinal-response.ts';
import { type FamilyResponse, refuse } from './response-error.ts';

function numbersOf(name: string, value: Value, family: Family, rows: Int32Array): Float64Array {
  if (value.kind !== 'numeric') {
    const hint =
      value.kind === 'logical' || (value.kind === 'factor' && value.levels.length === 2)
        ? '; use family binomial'
        : value.kind === 'factor'
          ? '; look for a cell that is no number, or use family ordinal'
          : '';
    throw refuse(
      name,
      `is ${describeValue(value)}; family ${family.name} takes ${family.needs}${hint}`,
      name,
    );
  }
  checkFinite(name, value.values, rows);
  return value.values;
}

function firstRow(values: Float64Array, isBad: (y: number) => boolean): number {
  for (let i = 0; i < values.length; i++) if (isBad(values[i])) return i;
  return -1;
}

function checkCounts(name: string, y: Float64Array, family: Family, rows: Int32Array): void {
  const i = firstRow(y, (count) => !(count >= 0 && Number.isSafeInteger(count)));
  if (i >= 0) {
    const hint =
      y[i] < 0
        ? ''
        : '; for a rate per exposure give the count as response and offset(log(exposure))';
    throw refuse(
      name,
      `is ${y[i]} in row ${rows[i] + 1}; family ${family.name} takes ${family.needs}${hint}`,
      y[i],
      rows[i] + 1,
    );
  }
  if (firstRow(y, (count) => count > 0) < 0) {
    throw refuse(
      name,
      `is 0 in all ${y.length} rows; no mean above 0 can be estimated from them`,
      0,
    );
  }
}

function checkRange(
  name: string,
  y: Float64Array,
  family: Family,
  rows: Int32Array,
  isBad: (y: number) => boolean,
): void {
  const i = firstRow(y, isBad);
  if (i >= 0) {
    throw refuse(
      name,
      `is ${y[i]} in row ${rows[i] + 1}; family ${family.name} takes ${family.needs}`,
      y[i],
      rows[i] + 1,
    );
  }
}

function checkVariation(name: string, y: Float64Array): void {
  if (y.length > 1 && firstRow(y, (other) => other !== y[0]) < 0) {
    throw refuse(
      name,
      `is ${y[0]} in all ${y.length} rows; there is no variation to explain`,
      y[0],
    );
  }
}

/** A Gaussian mean under a link that knows only positive means, or none at 0. */
function checkMean(name: string, y: Float64Array, link: LinkName): void {
  if (link === 'identity') return;
  let mean = 0;
  for (const value of y) mean += value / y.length;
  if (link === 'inverse' ? mean !== 0 : mean > 0) return;
  throw refuse(
    name,
    `has the mean ${mean}; link ${link} needs a ${link === 'inverse' ? 'mean other than 0' : 'mean above 0'}, use link identity`,
    mean,
  );
}

/**
 * The response of a family on the rows kept.
 *
 * Throws `response` with the first row that does not fit: counts below zero or fractional, successes above trials, a share
 * without trials, one class only; `not-finite` for infinite numbers; `option` for trials where there are none.
 *
 * @param trials the option `trials` on the rows kept
 */
export function familyResponse(
  family: Family,
  link: LinkName,
  name: string,
  value: Value,
  rows: Int32Array,
  trials?: Float64Array,
): FamilyResponse {
  if (family.name === 'binomial') return binomialResponse(name, value, rows, trials);
  if (trials !== undefined) {
    throw new BlupError('option', `trials go with family binomial, not with ${family.name}`, {
      value: family.name,
    });
  }
  if (family.name === 'ordinal') return ordinalResponse(name, value, rows);
  const y = numbersOf(name, value, family, rows);
  switch (family.name) {
    case 'poisson':
    case 'negative-binomial-1':
    case 'negative-binomial-2':
      checkCounts(name, y, family, rows);
      break;
    case 'gamma':
    case 'inverse-gaussian':
      checkRange(name, y, family, rows, (x) => !(x > 0));
      checkVariation(name, y);
      break;
    case 'beta':
      checkRange(name, y, family, rows, (x) => !(x > 0 && x < 1));
      checkVariation(name, y);
      break;
    default:
      checkVariation(name, y);
      checkMean(name, y, link);
  }
  return { values: y };
}
