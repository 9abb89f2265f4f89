import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { formatCommon, padLeft } from './format-number.ts';
import { roundTo, zapSmall } from './round.ts';
import { textWidth } from './text-table.ts';

/** A column of texts (levels, names of contrasts) or numbers; NaN is a missing number. */
export interface EstimatesColumn {
  readonly head: string;
  /** `ratio` are test statistics, `p` p-values; `df` are degrees of freedom; `estimate` shows what is not estimable. */
  readonly kind: 'text' | 'number' | 'estimate' | 'df' | 'ratio' | 'p';
  readonly cells: readonly (string | number)[];
}

/** Digits that resolve a value to a fraction of its standard error. */
function rowDigits(estimate: number, se: number): number {
  const ends = [estimate - 2 * se, estimate, estimate + 2 * se];
  const size = Math.max(...ends.map(Math.abs));
  const share = (4 * se) / size;
  // Below 1e-8 of the value the error counts as none.
  return share > 5e-9 ? Math.max(3, Math.round(1.51 - Math.log10(share))) : 3;
}

/**
 * Number of significant digits that R's emmeans shows: so many that two standard errors to either side differ clearly, in
 * all rows, and at least 3.
 */
export function digitsFor(estimates: readonly number[], ses: readonly number[]): number {
  const all = estimates.map((estimate, i) => rowDigits(estimate, ses[i]));
  return Math.max(3, ...all.filter(Number.isFinite));
}

/** Fixed decimals, all cells of one width. */
function fixed(values: readonly number[], decimals: number): string[] {
  return padLeft(
    values.map((x) => {
      if (Number.isNaN(x)) return 'NA';
      return Number.isFinite(x) ? roundTo(x, decimals).toFixed(decimals) : x > 0 ? 'Inf' : '-Inf';
    }),
  );
}

function numberTexts({ kind, cells }: EstimatesColumn, digits: number): string[] {
  const values = cells.map(Number);
  if (kind === 'ratio') return fixed(values, 3);
  if (kind === 'p') {
    return padLeft(fixed(values, 4).map((text, i) => (values[i] < 5e-5 ? '<.0001' : text.trim())));
  }
  const shown = kind === 'df' ? values.map((x) => roundTo(x, 2)) : zapSmall(values, 7);
  const missing = kind === 'estimate' ? 'nonEst' : 'NA';
  const texts = formatCommon(
    shown.filter((x) => !Number.isNaN(x)),
    digits,
  ).values();
  return padLeft(values.map((x) => (Number.isNaN(x) ? missing : (texts.next().value ?? ''))));
}

/** A printed table, cell by cell, each column of one width. */
interface PrintedColumn {
  readonly head: string;
  readonly cells: readonly string[];
}

/** The columns as texts: numbers to the right, texts to the left. */
export function printColumns(
  columns: readonly EstimatesColumn[],
  digits: number,
): readonly PrintedColumn[] {
  return columns.map((column) => {
    const left = column.kind === 'text';
    const cells = left ? column.cells.map(String) : numberTexts(column, digits);
    const width = Math.max(textWidth(column.head), ...cells.map(textWidth));
    const pad = (text: string) => {
      const blanks = ' '.repeat(Math.max(0, width - textWidth(text)));
      return left ? text + blanks : blanks + text;
    };
    return { head: pad(column.head), cells: cells.map(pad) };
  });
}

/** Lines of the given rows of a printed table, below its heads. */
export function tableLines(columns: readonly PrintedColumn[], rows: readonly number[]): string[] {
  return [
    columns.map(({ head }) => ` ${head}`).join(''),
    ...rows.map((row) => columns.map(({ cells }) => ` ${cells[row]}`).join('')),
  ].map((line) => line.trimEnd());
}

/** What is said below a table about degrees of freedom. */
export function ddfLine(ddf: DdfMethod): string {
  return `Degrees-of-freedom method: ${ddf === 'none' ? 'asymptotic' : ddf}`;
}
