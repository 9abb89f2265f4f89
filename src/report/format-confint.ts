import type { Confint } from '../inference/intervals/confint.ts';
import { fill } from './format-formula.ts';
import { formatCommon, formatNumber } from './format-number.ts';
import type { MarkupTable } from './markup/block.ts';
import { columnTable } from './markup/column-table.ts';
import { type TextColumn, textTable } from './text-table.ts';

/** How intervals are printed. */
export interface FormatConfintOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits; default 7, as R prints a matrix. */
  readonly digits?: number;
}

const methods = {
  wald: 'Wald',
  profile: 'profile likelihood',
  boot: 'parametric bootstrap',
} as const;

function title({ level, method, criterion }: Confint): string {
  const what = criterion === undefined ? methods[method] : `${methods[method]} (${criterion})`;
  return `${formatNumber(100 * level, 3)} % confidence intervals, ${what}`;
}

function columns({ intervals, level }: Confint, digits: number): TextColumn[] {
  const tail = (1 - level) / 2;
  const column = (share: number, limits: readonly number[]): TextColumn => ({
    head: `${formatNumber(100 * share, 3)} %`,
    cells: formatCommon(limits, digits),
    align: 'right',
  });
  return [
    column(
      tail,
      intervals.map(({ lower }) => lower),
    ),
    column(
      1 - tail,
      intervals.map(({ upper }) => upper),
    ),
  ];
}

/** Confidence intervals as text: a heading, the table that R's `confint` prints, and notices. Ends with a newline. */
export function formatConfint(confint: Confint, options: FormatConfintOptions = {}): string {
  const { width = 80, digits = 7 } = options;
  const lines = [
    `${title(confint)}:`,
    ...textTable(
      confint.intervals.map(({ name }) => name),
      columns(confint, digits),
      width,
    ),
    ...confint.notices
      .flatMap(({ text }) => fill(`note: ${text}`.split(' '), width))
      .map((l) => l.trimEnd()),
  ];
  return `${lines.join('\n')}\n`;
}

/** The same as a table for any format. */
export function confintTable(confint: Confint, digits = 7): MarkupTable {
  const names = confint.intervals.map(({ name }) => name);
  return columnTable(
    title(confint),
    [{ head: '', cells: names, align: 'left' }, ...columns(confint, digits)],
    confint.notices.map(({ text }) => `note: ${text}`),
  );
}
