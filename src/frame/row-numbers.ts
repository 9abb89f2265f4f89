import { BlupError } from '../errors/blup-error.ts';
import type { Table } from '../table/table.ts';
import type { FrameOptions } from './frame-options.ts';
import { unknownColumn } from './used-columns.ts';

type RowOption = 'precisionWeights' | 'frequencyWeights' | 'offset' | 'trials';

/** Options that give a number for each row, on all rows of the table. */
type RowNumbers = { readonly [option in RowOption]?: Float64Array };

function fromColumn(option: RowOption, name: string, table: Table): Float64Array {
  const column = table.columns.get(name);
  if (column === undefined) throw unknownColumn(name, table);
  if (column.kind === 'numeric') return column.values;
  throw new BlupError('option', `${option}: column "${name}" must hold numbers`, { value: name });
}

function fromArray(option: RowOption, value: unknown, nrow: number): Float64Array {
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
  if (!isList) {
    const text = `${option} must be the name of a column or an array of ${nrow} numbers`;
    throw new BlupError('option', text, { value });
  }
  const list = value as ArrayLike<unknown>;
  if (list.length !== nrow) {
    throw new BlupError(
      'option',
      `${option} has ${list.length} numbers but the data have ${nrow} rows; give one for each row`,
      { value: list.length, expected: nrow },
    );
  }
  if (list instanceof Float64Array) return list;
  return Float64Array.from(list, (v, i) => {
    if (typeof v === 'number') return v;
    if (v === null || v === undefined) return Number.NaN;
    throw new BlupError('option', `${option}, row ${i + 1}: ${String(v)} is no number`, {
      value: String(v),
      row: i + 1,
    });
  });
}

/**
 * The options `precisionWeights`, `frequencyWeights`, `offset` and `trials` as numbers on all rows; missing is NaN.
 *
 * Throws `unknown-column`, or `option` for anything but a column of numbers or an array as long as the table.
 */
export function rowNumbers(
  options: FrameOptions,
  table: Table,
  trials?: string | ArrayLike<number>,
): RowNumbers {
  const numbers: { [option in RowOption]?: Float64Array } = {};
  const given = { ...options, trials };
  for (const option of ['precisionWeights', 'frequencyWeights', 'offset', 'trials'] as const) {
    const value = given[option];
    if (value === undefined) continue;
    numbers[option] =
      typeof value === 'string'
        ? fromColumn(option, value, table)
        : fromArray(option, value, table.nrow);
  }
  return numbers;
}

/**
 * Checks weights on the rows kept. Precision weights are positive and finite, frequency weights whole numbers from 0,
 * offsets finite. Throws `option` (weights) or `not-finite` (offset) with the first bad row of the table.
 */
export function checkRowNumbers(numbers: RowNumbers, rows: Int32Array): void {
  const { precisionWeights, frequencyWeights, offset } = numbers;
  if (!precisionWeights && !frequencyWeights && !offset) return;
  for (const row of rows) {
    if (precisionWeights !== undefined) {
      const w = precisionWeights[row];
      if (!(w > 0 && w < Number.POSITIVE_INFINITY)) {
        throw badNumber('option', `precisionWeights must be positive and finite`, w, row);
      }
    }
    if (frequencyWeights !== undefined) {
      const w = frequencyWeights[row];
      if (!(w >= 0 && Number.isSafeInteger(w))) {
        throw badNumber('option', `frequencyWeights must be whole numbers from 0`, w, row);
      }
    }
    if (offset !== undefined && !Number.isFinite(offset[row])) {
      throw badNumber('not-finite', 'the offset must be finite', offset[row], row);
    }
  }
}

function badNumber(
  code: 'option' | 'not-finite',
  rule: string,
  value: number,
  row: number,
): BlupError {
  return new BlupError(code, `${rule}; row ${row + 1} has ${value}`, { value, row: row + 1 });
}
