import { BlupError } from '../errors/blup-error.ts';
import { isArqueroTable, readArqueroTable } from './arquero-columns.ts';
import { isArrowTable, isArrowVector, readArrowTable, readArrowVector } from './arrow-columns.ts';
import { columnFromValues } from './column-from-values.ts';
import { makeTable, withFactors } from './make-table.ts';
import { parseCsv } from './parse-csv.ts';
import { tableFromRows } from './rows.ts';
import type { Column, Table } from './table.ts';

/**
 * What `asTable` reads: a `Table`; an object of columns `{ y: [1, 2], g: ['a', 'b'] }`; an array of row objects; a table
 * of apache-arrow, flechette or Arquero; the text of a CSV or TSV file.
 *
 * (`object` because row and column types that users declare as interfaces have no index signature.)
 */
export type TableInput = Table | string | object;

/** How `asTable` reads columns. */
export interface TableOptions {
  /** Columns to take as factors although they hold numbers or truth values. Default none. */
  readonly factors?: readonly string[];
}

/**
 * The data as a `Table`; see `TableInput` for what is read, `columnFromValues` for how cells become columns and
 * `parseCsv` for text.
 *
 * A column of an object may be an array, a typed array, an Arrow vector or a ready `Column`. Arrays are copied. Row
 * objects may differ in keys: an absent key is a missing cell. Only own enumerable properties count.
 *
 * Throws `input` for anything else, for empty, doubled or unequal columns; `no-rows` without rows; `parse-csv`;
 * `unknown-column` for an unknown name in `options.factors`.
 */
export function asTable(input: TableInput, options: TableOptions = {}): Table {
  const factors = options.factors ?? [];
  if (!Array.isArray(factors)) {
    throw new BlupError('option', 'factors must be an array of column names: factors: ["school"]', {
      value: factors,
    });
  }
  return withFactors(readTableInput(input), factors);
}

function readTableInput(input: unknown): Table {
  if (typeof input === 'string') return tableFromText(input);
  if (typeof input !== 'object' || input === null) {
    const what = input === null ? 'null' : typeof input;
    throw new BlupError(
      'input',
      `data must be an object of columns, an array of rows, an Arrow table or CSV text, not ${what}`,
      { value: what },
    );
  }
  if (isTable(input)) return makeTable(input.names.map((name) => [name, columnNamed(input, name)]));
  if (Array.isArray(input)) return tableFromRows(input);
  if (isArqueroTable(input)) return makeTable(readArqueroTable(input));
  if (isArrowTable(input)) return makeTable(readArrowTable(input));
  if (ArrayBuffer.isView(input) || Symbol.iterator in input || input instanceof Promise) {
    const what = Object.prototype.toString.call(input).slice(8, -1);
    throw new BlupError(
      'input',
      `data must be an object of columns, an array of rows, an Arrow table or CSV text, not a ${what}`,
      { value: what },
    );
  }
  return makeTable(Object.entries(input).map(([name, value]) => [name, asColumn(value, name)]));
}

function tableFromText(text: string): Table {
  if (/[\n\r]/.test(text)) return parseCsv(text);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  throw new BlupError(
    'input',
    `a string is taken as CSV text, and "${shown}" is a single line; to read a file call readTable(path) from "blup/node"`,
    { value: shown },
  );
}

function isTable(input: object): input is Table {
  return (input as Table).kind === 'table' && (input as Table).columns instanceof Map;
}

function columnNamed(table: Table, name: string): Column {
  const column = table.columns.get(name);
  if (column === undefined) {
    throw new BlupError('input', `the table names a column "${name}" but does not hold it`, {
      value: name,
    });
  }
  return column;
}

function asColumn(value: unknown, name: string): Column {
  if (isColumn(value)) return checkedColumn(value, name);
  if (typeof value === 'object' && value !== null) {
    if (isArrowVector(value)) return readArrowVector(value, name);
    const isArray = Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
    if (isArray) return columnFromValues(value as unknown as ArrayLike<unknown>, name);
  }
  const what = value === null ? 'null' : typeof value === 'object' ? 'an object' : typeof value;
  throw new BlupError(
    'input',
    `column "${name}" must be an array, a typed array or an Arrow vector, not ${what}`,
    { value: what, column: name },
  );
}

function isColumn(value: unknown): value is Column {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, values, codes, levels } = value as Record<string, unknown>;
  if (kind === 'numeric') return values instanceof Float64Array;
  if (kind === 'logical') return values instanceof Int8Array;
  return kind === 'factor' && codes instanceof Int32Array && Array.isArray(levels);
}

function checkedColumn(column: Column, name: string): Column {
  if (column.kind !== 'factor') return column;
  const { codes, levels } = column;
  const last = levels.length - 1;
  // A code below −1, or beyond the last level, leaves a sign in the union of bits.
  let bits = 0;
  let before = -1;
  for (let k = 0; k < codes.length; k++) {
    const code = codes[k];
    if (code === before) continue;
    before = code;
    bits |= (code + 1) | (last - code);
  }
  if (bits >= 0) return column;
  const i = codes.findIndex((code) => code < -1 || code > last);
  throw new BlupError(
    'input',
    `factor "${name}", row ${i + 1}: code ${codes[i]} has no level; codes are −1 to ${last}`,
    { value: codes[i], column: name, row: i + 1 },
  );
}
