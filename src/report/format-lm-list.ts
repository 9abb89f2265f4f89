import type { LmList } from '../linear/lm-list.ts';
import { formatFormula } from './format-formula.ts';
import { formatCommon, formatNumber } from './format-number.ts';
import { textTable } from './text-table.ts';

/** How regressions by group are printed. */
export interface FormatLmListOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits; default 7. */
  readonly digits?: number;
}

/**
 * Regressions by group as text: coefficients of each group, their means and standard deviations over the groups, and the pooled residual
 * standard error, as nlme prints an `lmList`. Ends with a newline.
 */
export function formatLmList(list: LmList, options: FormatLmListOptions = {}): string {
  const { width = 80, digits = 7 } = options;
  const { formula, dataName, names, fits, nobs, dfResidual, sigma, means, sds, notices } = list;
  const cells = (rows: readonly Float64Array[]) =>
    names.map((head, j) => ({
      head,
      align: 'right' as const,
      cells: formatCommon(
        rows.map((row) => row[j]),
        digits,
      ).map((text) => (text.trim() === 'NaN' ? 'NA' : text)),
    }));
  const lines = [
    'Linear models by group, fit by least squares',
    ...formatFormula(formula, width),
    ...(dataName === undefined ? [] : [`   Data: ${dataName}`]),
    '',
    'Coefficients:',
    ...textTable(
      fits.map(({ level }) => level),
      cells(fits.map(({ estimates }) => estimates)),
      width,
    ),
    '',
    `Over ${fits.length} groups:`,
    ...textTable(['Mean', 'SD'], cells([means, sds]), width),
    '',
    `Degrees of freedom: ${nobs} total; ${dfResidual} residual`,
    `Residual standard error: ${formatNumber(sigma, digits)}`,
    ...(notices.length === 0 ? [] : ['']),
    ...notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}
