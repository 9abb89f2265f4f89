import { cooksLimit } from '../diagnose/influence.ts';
import type { Influence } from '../diagnose/influence-record.ts';
import { fixedText } from './decimal-text.ts';
import { formatCommon } from './format-number.ts';
import { remark } from './format-tests.ts';
import { roundTo } from './round.ts';
import { textTable } from './text-table.ts';

/** How influence is printed. */
export interface FormatInfluenceOptions {
  /** Deletions shown, those with the largest Cook's distance first; default 10. */
  readonly limit?: number;
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits of Cook's distances; default 3. */
  readonly digits?: number;
}

/**
 * The most influential groups or rows as text: Cook's distance, MDFFITS, COVRATIO, the relative change of each variance, and DFBETAS of each
 * fixed effect. Ends with a newline.
 */
export function formatInfluence(result: Influence, options: FormatInfluenceOptions = {}): string {
  const { limit = 10, width = 80, digits = 3 } = options;
  const { by, refit, names, varianceNames, deletions, undetermined } = result;
  const shown = deletions.toSorted((a, b) => b.cooksDistance - a.cooksDistance).slice(0, limit);
  const bound = cooksLimit(result);
  const above = deletions.filter(({ cooksDistance }) => cooksDistance > bound).length;
  const column = (head: string, cells: readonly string[]) => ({
    head,
    cells,
    align: 'right' as const,
  });
  const decimals = (value: number) => fixedText(roundTo(value, 3), 3);
  const fixedColumns = names.map((name, j) =>
    column(
      name,
      shown.map(({ dfbetas }) => decimals(dfbetas[j])),
    ),
  );
  const variances = varianceNames.map((name, j) => ({ name, j }));
  const labels = shown.map(({ label }) => label);
  const lines = [
    `Influence by deletion of ${by === 'row' ? 'single rows' : `the levels of ${by}`}, ${refit ? 'variances estimated anew' : 'variances held'}`,
    `${deletions.length} deletions, ${above} with a Cook's distance above 4/${deletions.length}${shown.length < deletions.length ? `; the first ${shown.length}` : ''}:`,
    ...textTable(
      labels,
      [
        column(
          'rows',
          shown.map(({ rows }) => String(rows)),
        ),
        column(
          'Cook',
          formatCommon(
            shown.map(({ cooksDistance }) => cooksDistance),
            digits,
          ),
        ),
        column(
          'MDFFITS',
          formatCommon(
            shown.map(({ mdffits }) => mdffits),
            digits,
          ),
        ),
        column(
          'COVRATIO',
          shown.map(({ covRatio }) => decimals(covRatio)),
        ),
      ],
      width,
    ),
    '',
    'DFBETAS (estimate without minus with, in standard errors):',
    ...textTable(labels, fixedColumns, width),
    '',
    'Relative change of variances and covariances:',
    ...textTable(
      labels,
      variances.map(({ name, j }) =>
        column(
          name,
          shown.map(({ relativeChange }) => decimals(relativeChange[j])),
        ),
      ),
      width,
    ),
    ...(undetermined.length === 0
      ? []
      : remark(`note: the model is not determined without ${undetermined.join(', ')}`, width)),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
