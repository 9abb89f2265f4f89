import type { CoefmatColumn } from './format-coefmat.ts';
import { fill } from './format-formula.ts';

/** How a table of tests is printed. */
export interface FormatTestsOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits; default 5. */
  readonly digits?: number;
  /** Stars behind p-values; default true. */
  readonly stars?: boolean;
}

/** A column of a table of tests; rows without a value stay empty. */
export function testColumn<Row>(
  head: string,
  kind: CoefmatColumn['kind'],
  rows: readonly Row[],
  value: (row: Row) => number | undefined,
): CoefmatColumn {
  return { head, kind, values: rows.map((row) => value(row) ?? Number.NaN) };
}

/** A remark below a table, broken into lines. */
export function remark(text: string, width: number): string[] {
  return fill(text.split(' '), width).map((line) => line.trimEnd());
}

/** What `Pr(mix)` is. */
export function mixtureNote(width: number, plain: string): string[] {
  return remark(
    `Pr(mix): one variance is tested at its boundary 0, where ${plain} is too large; ` +
      'p-value of the mixture of half chi-squared with Df - 1 and half with Df degrees of freedom.',
    width,
  );
}
