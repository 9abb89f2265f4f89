import type { Contrast } from '../inference/contrasts/contrast.ts';
import {
  ddfLine,
  digitsFor,
  type EstimatesColumn,
  printColumns,
  tableLines,
} from './estimates-table.ts';
import type { MarkupTable } from './markup/block.ts';
import { columnTable } from './markup/column-table.ts';
import type { TextColumn } from './text-table.ts';

function columnsOf(tests: readonly Contrast[]): { columns: EstimatesColumn[]; digits: number } {
  const asymptotic = tests.every(({ df }) => df === Infinity);
  const [lower, upper] = asymptotic ? ['asymp.LCL', 'asymp.UCL'] : ['lower.CL', 'upper.CL'];
  const column = (
    head: string,
    kind: EstimatesColumn['kind'],
    cell: (test: Contrast) => string | number,
  ): EstimatesColumn => ({ head, kind, cells: tests.map(cell) });
  return {
    columns: [
      column('contrast', 'text', ({ text }) => text),
      column('estimate', 'estimate', ({ estimate }) => estimate),
      column('SE', 'number', ({ se }) => se),
      column('df', 'df', ({ df }) => df),
      column(lower, 'number', (test) => test.lower),
      column(upper, 'number', (test) => test.upper),
      ...(tests.some(({ value }) => value !== 0)
        ? [column('null', 'number', ({ value }) => value)]
        : []),
      column(asymptotic ? 'z.ratio' : 't.ratio', 'ratio', ({ statistic }) => statistic),
      column('p.value', 'p', ({ p }) => p),
    ],
    digits: digitsFor(
      tests.map(({ estimate }) => estimate),
      tests.map(({ se }) => se),
    ),
  };
}

function notesOf({ ddf, level }: Contrast): string[] {
  return [ddfLine(ddf), `Confidence level used: ${level}`];
}

/** Tests of linear combinations of fixed effects as a text table, one line each. Ends with a newline. */
export function formatContrast(...tests: readonly Contrast[]): string {
  const [first] = tests;
  if (first === undefined) return '';
  const { columns, digits } = columnsOf(tests);
  const lines = [
    ...tableLines(
      printColumns(columns, digits),
      tests.map((_, i) => i),
    ),
    '',
    ...notesOf(first),
  ];
  return `${lines.join('\n')}\n`;
}

/** The same as a table for any format, of at least one test. */
export function contrastTable(tests: readonly Contrast[]): MarkupTable {
  const { columns, digits } = columnsOf(tests);
  const printed = printColumns(columns, digits).map(
    ({ head, cells }, c): TextColumn => ({
      head: c === 0 ? '' : head.trim(),
      cells: cells.map((cell) => cell.trim()),
      align: c === 0 ? 'left' : 'right',
    }),
  );
  return columnTable('Contrasts', printed, notesOf(tests[0]));
}
