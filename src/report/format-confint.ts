import type { Confint } from '../inference/intervals/confint.ts';
import { fill } from './format-formula.ts';
import { formatCommon, formatNumber } from './format-number.ts';
import { textTable } from './text-table.ts';

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

/** Confidence intervals as text: a heading, the table that R's `confint` prints, and notices. Ends with a newline. */
export function formatConfint(confint: Confint, options: FormatConfintOptions = {}): string {
  const { width = 80, digits = 7 } = options;
  const { intervals, level, method, criterion, notices } = confint;
  const tail = (1 - level) / 2;
  const column = (share: number, limits: readonly number[]) => ({
    head: `${formatNumber(100 * share, 3)} %`,
    cells: formatCommon(limits, digits),
    align: 'right' as const,
  });
  const what = criterion === undefined ? methods[method] : `${methods[method]} (${criterion})`;
  const lines = [
    `${formatNumber(100 * level, 3)} % confidence intervals, ${what}:`,
    ...textTable(
      intervals.map(({ name }) => name),
      [
        column(
          tail,
          intervals.map(({ lower }) => lower),
        ),
        column(
          1 - tail,
          intervals.map(({ upper }) => upper),
        ),
      ],
      width,
    ),
    ...notices
      .flatMap(({ text }) => fill(`note: ${text}`.split(' '), width))
      .map((l) => l.trimEnd()),
  ];
  return `${lines.join('\n')}\n`;
}
