import type { Contrast } from '../inference/contrasts/contrast.ts';
import {
  ddfLine,
  digitsFor,
  type EstimatesColumn,
  printColumns,
  tableLines,
} from './estimates-table.ts';

/** Tests of linear combinations of fixed effects as a text table, one line each. Ends with a newline. */
export function formatContrast(...tests: readonly Contrast[]): string {
  const [first] = tests;
  if (first === undefined) return '';
  const asymptotic = tests.every(({ df }) => df === Infinity);
  const [lower, upper] = asymptotic ? ['asymp.LCL', 'asymp.UCL'] : ['lower.CL', 'upper.CL'];
  const column = (
    head: string,
    kind: EstimatesColumn['kind'],
    cell: (test: Contrast) => string | number,
  ): EstimatesColumn => ({ head, kind, cells: tests.map(cell) });
  const columns = [
    column('contrast', 'text', ({ text }) => text),
    column('estimate', 'estimate', ({ estimate }) => estimate),
    column('SE', 'number', ({ se }) => se),
    column('df', 'df', ({ df }) => df),
    column(lower, 'number', (test) => test.lower),
    column(upper, 'number', (test) => test.upper),
    ...(tests.some(({ value }) => value !== 0)
      ? [column('null', 'number', ({ value }) => value)]
      : []),
    column(asymptotic ? 'z.ratio' : 't.ratio', 'ratio', ({ t }) => t),
    column('p.value', 'p', ({ p }) => p),
  ];
  const digits = digitsFor(
    tests.map(({ estimate }) => estimate),
    tests.map(({ se }) => se),
  );
  const lines = [
    ...tableLines(
      printColumns(columns, digits),
      tests.map((_, i) => i),
    ),
    '',
    ddfLine(first.ddf),
    `Confidence level used: ${first.level}`,
  ];
  return `${lines.join('\n')}\n`;
}
