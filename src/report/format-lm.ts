import { formatCoefmat } from './format-coefmat.ts';
import { formatFormula } from './format-formula.ts';
import { formatCommon, formatNumber } from './format-number.ts';
import { formatPValues } from './format-p-value.ts';
import type { LmSummary } from './lm-summary.ts';
import { zapSmall } from './round.ts';
import { namedRow } from './text-table.ts';

/** How a summary of a linear model is printed. */
export interface FormatLmOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits; default 4. */
  readonly digits?: number;
  /** Stars behind p-values; default true. */
  readonly stars?: boolean;
}

/**
 * Summary of a linear model as text: from the residuals on in the layout and number formats of R's `summary.lm`, then notices, one
 * per line. Ends with a newline.
 */
export function formatLm(summary: LmSummary, options: FormatLmOptions = {}): string {
  const { width = 80, digits = 4, stars = true } = options;
  const { dataName, optionColumns = {}, notices } = summary;
  const { precisionWeights, frequencyWeights, offset } = optionColumns;
  const lines = [
    `Linear model fit by ${summary.weighted ? 'weighted' : 'ordinary'} least squares`,
    ...formatFormula(summary.formula, width),
    ...(dataName === undefined ? [] : [`   Data: ${dataName}`]),
    ...(precisionWeights === undefined ? [] : [`Weights: ${precisionWeights}`]),
    ...(frequencyWeights === undefined ? [] : [`Frequency weights: ${frequencyWeights}`]),
    ...(offset === undefined ? [] : [` Offset: ${offset}`]),
    '',
    summary.weighted ? 'Weighted Residuals:' : 'Residuals:',
    ...residualLines(summary, digits, width),
    '',
    ...coefficientLines(summary, { digits, stars, width }),
    '',
    ...fitLines(summary, digits),
    ...(notices.length === 0 ? [] : ['']),
    ...notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

function residualLines(
  { residuals, dfResidual }: LmSummary,
  digits: number,
  width: number,
): string[] {
  if (dfResidual === 0) {
    return [`ALL ${residuals.length} residuals are 0: no residual degrees of freedom!`];
  }
  const all = dfResidual <= 5;
  const names = all ? residuals.map((_, i) => `${i + 1}`) : ['Min', '1Q', 'Median', '3Q', 'Max'];
  const shown = all ? residuals : zapSmall(residuals, digits + 1);
  return namedRow(names, formatCommon(shown, digits), width);
}

function coefficientLines(
  { coefficients }: LmSummary,
  options: { digits: number; stars: boolean; width: number },
): string[] {
  const missing = coefficients.filter(({ estimate }) => estimate === undefined).length;
  if (coefficients.length === missing) return ['No Coefficients'];
  const column = (key: 'estimate' | 'se' | 'statistic' | 'p') =>
    coefficients.map((row) => row[key] ?? Number.NaN);
  return [
    missing > 0
      ? `Coefficients: (${missing} not defined because of singularities)`
      : 'Coefficients:',
    ...formatCoefmat(
      coefficients.map(({ name }) => name),
      [
        { head: 'Estimate', kind: 'estimate', values: column('estimate') },
        { head: 'Std. Error', kind: 'estimate', values: column('se') },
        { head: 't value', kind: 'test', values: column('statistic') },
        { head: 'Pr(>|t|)', kind: 'p', values: column('p') },
      ],
      { ...options, missing: 'NA' },
    ),
  ];
}

/** One number as C's `%g` writes it, at least five characters wide: what R's `formatC` makes of it. */
function general(x: number, digits: number): string {
  if (!Number.isFinite(x)) return formatNumber(x, digits).padStart(5);
  const [mantissa, exponent] = x.toExponential(digits - 1).split('e');
  const scientific = Number(exponent) < -4 || Number(exponent) >= digits;
  if (!scientific) return String(Number(x.toPrecision(digits))).padStart(5);
  const power = Math.abs(Number(exponent)).toString().padStart(2, '0');
  return `${Number(mantissa)}e${Number(exponent) < 0 ? '-' : '+'}${power}`.padStart(5);
}

function fitLines(summary: LmSummary, digits: number): string[] {
  const { sigma, dfResidual, rSquared, adjRSquared, fStatistic } = summary;
  const number = (x: number) => general(x, digits);
  const lines = [
    `Residual standard error: ${formatNumber(sigma, digits)} on ${dfResidual} degrees of freedom`,
  ];
  if (rSquared === undefined) return lines;
  lines.push(
    `Multiple R-squared:  ${number(rSquared)},\tAdjusted R-squared:  ${number(adjRSquared ?? Number.NaN)} `,
  );
  if (fStatistic === undefined) return lines;
  const { value, df, p } = fStatistic;
  const [text] = formatPValues([p], digits);
  lines.push(
    `F-statistic: ${number(value)} on ${df} and ${dfResidual} DF,  p-value: ${text.replace(/^< ?/, '< ')}`,
  );
  return lines;
}
