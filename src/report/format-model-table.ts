import { BlupError } from '../errors/blup-error.ts';
import { fixedText, scientificText } from './decimal-text.ts';
import type { Block, MarkupCell, MarkupFormat } from './markup/block.ts';
import { render } from './markup/render.ts';
import type { ModelTable, ModelTableCell, ModelTableRow } from './model-table-record.ts';
import { roundTo } from './round.ts';

/** How a table of models is printed. */
export interface FormatModelTableOptions {
  /** Default `'text'`. `'word'` is a document in Rich Text Format to be saved as `.rtf`, which Word opens. */
  readonly format?: MarkupFormat;
  /** Decimals of estimates, more where a standard error would show fewer than two digits; default 3. Criteria get two fewer. */
  readonly digits?: number;
  /** Standard errors or intervals below the estimate (default), or on its line. */
  readonly place?: 'below' | 'beside';
}

/** A table of models in one of the formats; names are escaped in each. Throws `BlupError('option')` for an unknown format or bad digits. */
export function formatModelTable(table: ModelTable, options: FormatModelTableOptions = {}): string {
  const { format = 'text', digits = 3, place = 'below' } = options;
  const { caption, models, rows, notes } = table;
  if (!(Number.isInteger(digits) && digits >= 0 && digits <= 15)) {
    throw new BlupError('option', `digits is ${digits}; it must be a whole number from 0 to 15`, {
      value: digits,
    });
  }
  const section = (part: ModelTableRow['part'], title?: string) => {
    const own = rows.filter((row) => row.part === part);
    if (own.length === 0) return [];
    return [
      {
        ...(title !== undefined && { title }),
        rows: own.map((row) => ({ label: row.label, cells: cellsOf(row, table, digits, place) })),
      },
    ];
  };
  const block: Block = {
    kind: 'table',
    ...(caption !== undefined && { caption }),
    head: ['', ...models.map(({ name }) => name)],
    align: models.map(() => 'right'),
    sections: [
      ...section('fixed', 'Fixed effects'),
      ...section('random', 'Random part'),
      ...section('fit', 'Model'),
    ],
    notes,
  };
  return render([block], format, caption ?? 'Models');
}

function cellsOf(
  row: ModelTableRow,
  { spread, thresholds }: ModelTable,
  digits: number,
  place: 'below' | 'beside',
): MarkupCell[] {
  const number = numberFormat(row, digits);
  return row.cells.map((cell): MarkupCell => {
    if (cell === null) return { lines: [''] };
    const value = cell.text ?? number(cell.value as number);
    const around = spreadText(cell, spread, number);
    const stars = thresholds.filter((x) => cell.p !== undefined && cell.p < x).length;
    const mark = stars === 0 ? {} : { mark: '*'.repeat(stars) };
    if (around === '') return { lines: [value], ...mark };
    if (place === 'below') return { lines: [value, around], ...mark };
    return { lines: [`${value} ${around}`], ...mark };
  });
}

function spreadText(
  { se, low, high }: ModelTableCell,
  spread: ModelTable['spread'],
  number: (x: number) => string,
): string {
  if (spread === 'se' && se !== undefined) return `(${number(se)})`;
  if (spread !== 'interval' || low === undefined || high === undefined) return '';
  return `[${number(low)}, ${number(high)}]`;
}

/** Most decimals before numbers are written with powers of ten. */
const MOST_DECIMALS = 8;
const LARGE = 1e9;

/** One way of writing for all numbers of a row. */
function numberFormat({ kind, cells }: ModelTableRow, digits: number): (x: number) => string {
  const fixed = (decimals: number) => (x: number) =>
    Number.isNaN(x) ? 'NA' : withoutNegativeZero(fixedText(roundTo(x, decimals), decimals));
  if (kind === 'count') return fixed(0);
  if (kind === 'criterion') return fixed(Math.max(0, digits - 2));
  if (kind === 'share') return fixed(digits);
  // Two significant digits of the smallest standard error, or of the smallest number without one.
  const sizes = cells.flatMap((cell) => {
    if (cell === null || cell.value === undefined) return [];
    return [Math.abs(cell.se ?? cell.value)].filter((x) => x > 0 && Number.isFinite(x));
  });
  const needed = sizes.length === 0 ? 0 : 1 - Math.floor(Math.log10(Math.min(...sizes)));
  const largest = Math.max(0, ...cells.map((cell) => Math.abs(cell?.value ?? 0)));
  if (needed > MOST_DECIMALS || largest >= LARGE) {
    return (x) => (Number.isFinite(x) ? scientificText(x, digits) : fixed(0)(x));
  }
  return fixed(Math.max(digits, needed));
}

function withoutNegativeZero(text: string): string {
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text;
}
