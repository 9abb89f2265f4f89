import { BlupError } from '../errors/blup-error.ts';
import { formatNumber, isMissingText, parseNumber } from './number-text.ts';
import { sortLevels } from './sort-levels.ts';
import type { Column, NumericColumn } from './table.ts';

const DAY = 86_400_000;
const NUMBER = 1;
const TEXT = 2;
const WORD = 4;
const BOOLEAN = 8;
const DATE = 16;

/**
 * A column from an array of cells of any kind, or from a typed array (copied).
 *
 * - numbers, big integers up to 2^53 and truth values among numbers give a numeric column;
 * - truth values alone give a logical column;
 * - `Date` objects give a numeric column of days since 1970-01-01 UTC, as R's `as.numeric(as.Date(x))`;
 * - texts give a factor with levels sorted by code point; a column that mixes numbers with texts that are numbers is
 *   numeric, with any other text it is a factor of the texts (`TRUE` and `FALSE` for truth values).
 *
 * `null`, `undefined`, NaN, an invalid date, and the texts ``, `NA`, `NaN` are missing. Nothing but missing cells gives
 * a numeric column. Throws `input` for other cells (objects, functions, symbols), naming column and row.
 */
export function columnFromValues(values: ArrayLike<unknown>, name: string): Column {
  if (ArrayBuffer.isView(values) && !(0 in values && typeof values[0] === 'bigint')) {
    return { kind: 'numeric', values: Float64Array.from(values as Float64Array) };
  }
  const kinds = cellKinds(values, name);
  if ((kinds & DATE) !== 0) {
    if (kinds !== DATE) {
      throw new BlupError(
        'input',
        `column "${name}" mixes dates with other values; keep one kind`,
        {
          column: name,
        },
      );
    }
    return numeric(values, (cell) => (cell as Date).getTime() / DAY);
  }
  if (kinds === BOOLEAN) {
    const flags = Int8Array.from(values, (cell) => (isMissing(cell) ? -1 : Number(cell)));
    return { kind: 'logical', values: flags };
  }
  const onlyText = (kinds & (TEXT | WORD)) !== 0 && (kinds & (NUMBER | BOOLEAN)) === 0;
  if (onlyText || (kinds & WORD) !== 0) return textColumn(values);
  return numeric(values, (cell) =>
    typeof cell === 'string' ? (parseNumber(cell) as number) : Number(cell),
  );
}

/** The kinds of cells that occur, as a sum of flags; missing cells add nothing. */
function cellKinds(values: ArrayLike<unknown>, name: string): number {
  let kinds = 0;
  for (let i = 0; i < values.length; i++) {
    const cell = values[i];
    if (typeof cell === 'number') {
      // NaN only says that the column may be numeric when nothing else is in it.
      if (!Number.isNaN(cell)) kinds |= NUMBER;
    } else if (!isMissing(cell)) {
      kinds |= cellKind(cell, name, i + 1);
    }
  }
  return kinds;
}

function cellKind(cell: unknown, column: string, row: number): number {
  switch (typeof cell) {
    case 'string':
      return parseNumber(cell) === undefined ? WORD : TEXT;
    case 'boolean':
      return BOOLEAN;
    case 'bigint':
      if (Number.isSafeInteger(Number(cell))) return NUMBER;
      throw new BlupError(
        'input',
        `column "${column}", row ${row}: ${cell} is too large for a number; pass identifiers as text`,
        { value: String(cell), column, row },
      );
    default:
      if (cell instanceof Date) return DATE;
      throw new BlupError(
        'input',
        `column "${column}", row ${row}: a cell must be a number, text, truth value or Date, not ${describe(cell)}`,
        { value: describe(cell), column, row },
      );
  }
}

function describe(cell: unknown): string {
  if (Array.isArray(cell)) return 'an array';
  return typeof cell === 'object' ? 'an object' : `a ${typeof cell}`;
}

function isMissing(cell: unknown): boolean {
  if (typeof cell === 'string') return isMissingText(cell);
  if (cell === null || cell === undefined) return true;
  return Number.isNaN(cell) || (cell instanceof Date && Number.isNaN(cell.getTime()));
}

function numeric(values: ArrayLike<unknown>, convert: (cell: unknown) => number): NumericColumn {
  const numbers = Float64Array.from(values, (cell) =>
    isMissing(cell) ? Number.NaN : convert(cell),
  );
  return { kind: 'numeric', values: numbers };
}

function textColumn(values: ArrayLike<unknown>): Column {
  const codes = new Int32Array(values.length);
  const codeOf = new Map<string, number>();
  for (let i = 0; i < values.length; i++) {
    const cell = values[i];
    if (isMissing(cell)) {
      codes[i] = -1;
      continue;
    }
    const text = typeof cell === 'string' ? cell : textOf(cell as number | bigint | boolean);
    const code = codeOf.get(text) ?? codeOf.size;
    if (code === codeOf.size) codeOf.set(text, code);
    codes[i] = code;
  }
  return sortLevels(codes, [...codeOf.keys()]);
}

function textOf(cell: number | bigint | boolean): string {
  if (typeof cell === 'number') return formatNumber(cell);
  return typeof cell === 'boolean' ? String(cell).toUpperCase() : String(cell);
}
