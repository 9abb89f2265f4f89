import { abbreviate } from './abbreviate.ts';
import { fixedText } from './decimal-text.ts';
import { padLeft } from './format-number.ts';
import { roundTo } from './round.ts';
import type { Summary } from './summary.ts';
import { textTable } from './text-table.ts';

/** Most fixed effects whose correlations are printed unasked, as in lme4. */
const MOST = 12;

/**
 * Lines of the lower triangle of the correlations of the fixed effects, under a blank line and a heading.
 *
 * Nothing for a single coefficient, without correlations, or with `shown` false; unless `shown` is true, a remark instead of more than 12.
 */
export function formatCorrelation(
  { coefficients, correlation }: Pick<Summary, 'coefficients' | 'correlation'>,
  shown: boolean | undefined,
  width: number,
): string[] {
  const p = coefficients.length;
  if (p < 2 || shown === false || correlation === undefined) return [];
  if (p > MOST && shown !== true) {
    return [
      '',
      `Correlation of fixed effects not shown, as p = ${p} > ${MOST}; vcov(model) has it`,
    ];
  }
  const names = coefficients.map(({ name }) => name);
  const texts = padLeft(Array.from(correlation, (r) => correlationText(r)));
  const columns = abbreviate(names, 6)
    .slice(0, -1)
    .map((head, c) => ({
      head,
      align: 'left' as const,
      cells: names.slice(1).map((_, r) => (r + 1 > c ? texts[c * p + r + 1] : '')),
    }));
  const table = textTable(abbreviate(names, 11).slice(1), columns, width);
  return ['', 'Correlation of Fixed Effects:', ...table];
}

/** A correlation to so many decimals. */
export function correlationText(r: number, decimals = 3): string {
  return Number.isNaN(r) ? 'NaN' : fixedText(roundTo(r, decimals), decimals);
}
