import { type CoefmatColumn, formatCoefmat } from './format-coefmat.ts';
import { formatCorrelation } from './format-correlation.ts';
import { fill, formatFormula } from './format-formula.ts';
import { formatCommon, formatNumber } from './format-number.ts';
import { formatOptimum } from './format-optimum.ts';
import { formatVarCorr } from './format-varcorr.ts';
import { roundTo, zapSmall } from './round.ts';
import type { FitMeasures, Summary } from './summary.ts';
import { namedRow } from './text-table.ts';

/** How a summary is printed. */
export interface FormatSummaryOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits; default 4. */
  readonly digits?: number;
  /** Stars behind p-values; default true. */
  readonly stars?: boolean;
  /** The correlations of the fixed effects; default: for 2 to 12 of them. */
  readonly correlation?: boolean;
}

/**
 * Summary as text, in the layout and number formats that lme4 and lmerTest print, then the state of the optimum,
 * directions without variance, and notices, one per line. Ends with a newline.
 */
export function formatSummary(summary: Summary, options: FormatSummaryOptions = {}): string {
  const { width = 80, digits = 4, stars = true } = options;
  const { coefficients, dataName } = summary;
  const correlation = formatCorrelation(summary, options.correlation, width);
  const lines = [
    summaryTitle(summary),
    ...formatFormula(summary.formula, width),
    ...(dataName === undefined ? [] : [`   Data: ${dataName}`]),
    ...optionLines(summary).map((line) => line.replace(/^Offset/, ' Offset')),
    '',
    ...criterionLines(summary, width),
    '',
    'Scaled residuals: ',
    ...namedRow(
      ['Min', '1Q', 'Median', '3Q', 'Max'],
      formatCommon(zapSmall(summary.scaledResiduals, digits + 1), digits),
      width,
    ),
    '',
    'Random effects:',
    ...formatVarCorr(summary.varCorr, digits, width),
    ...fill(
      [
        `Number of obs: ${summary.nobs}, groups: `,
        summary.groups.map(({ name, levels }) => `${name}, ${levels}`).join('; '),
      ],
      width,
    ),
    ...(coefficients.length === 0 ? [] : ['', 'Fixed effects:']),
    ...coefficientLines(summary, { digits, stars, width }),
    ...correlation,
    '',
    ...formatOptimum(summary),
  ];
  return `${lines.join('\n')}\n`;
}

const testsBy = {
  satterthwaite: "t-tests use Satterthwaite's method",
  'kenward-roger': "t-tests use Kenward-Roger's method",
  residual: 't-tests use the residual degrees of freedom',
  none: '',
} as const;

/** The first line: how the model was fitted, and where t-tests have their degrees of freedom from. */
export function summaryTitle({ method, ddf, coefficients }: Summary): string {
  const how = method === 'REML' ? 'REML' : 'maximum likelihood';
  const tests = coefficients.length > 0 && ddf !== 'none' ? `. ${testsBy[ddf]}` : '';
  const refit =
    tests !== '' && ddf === 'kenward-roger' && method === 'ML' ? ' on the REML refit' : '';
  return `Linear mixed model fit by ${how}${tests}${refit}`;
}

/** Which columns weigh the rows or offset them. */
export function optionLines({ optionColumns = {} }: Summary): string[] {
  const { precisionWeights, frequencyWeights, offset } = optionColumns;
  return [
    ...(precisionWeights === undefined ? [] : [`Weights: ${precisionWeights}`]),
    ...(frequencyWeights === undefined ? [] : [`Frequency weights: ${frequencyWeights}`]),
    ...(offset === undefined ? [] : [`Offset: ${offset}`]),
  ];
}

function criterionLines({ remlCriterion, fit }: Summary, width: number): string[] {
  return [
    ...(remlCriterion === undefined ? [] : [remlLine(remlCriterion)]),
    ...(fit === undefined ? [] : fitLines(fit, width)),
  ];
}

/** The line of the REML criterion. */
export function remlLine(criterion: number): string {
  return `REML criterion at convergence: ${formatNumber(roundTo(criterion, 1), 7)}`;
}

/** Names and texts of the measures of fit. */
export function fitTexts({ aic, bic, logLik, deviance, dfResid }: FitMeasures): {
  readonly names: readonly string[];
  readonly texts: readonly string[];
} {
  const rounded = [aic, bic, logLik, deviance, dfResid].map((x) => roundTo(x, 1));
  const texts = [...formatCommon(rounded, 7).slice(0, 4), formatNumber(dfResid, 7)];
  return { names: ['AIC', 'BIC', 'logLik', 'deviance', 'df.resid'], texts };
}

function fitLines(fit: FitMeasures, width: number): string[] {
  const { names, texts } = fitTexts(fit);
  return namedRow(names, texts, width);
}

function coefficientLines(
  summary: Summary,
  options: { digits: number; stars: boolean; width: number },
): string[] {
  const { coefficients } = summary;
  if (coefficients.length === 0) return [];
  const names = coefficients.map(({ name }) => name);
  return formatCoefmat(names, coefficientColumns(summary), { ...options, missing: 'NA' });
}

/** The columns of the table of fixed effects. */
export function coefficientColumns({ coefficients, ddf }: Summary): CoefmatColumn[] {
  const tests = ddf !== 'none';
  return [
    { head: 'Estimate', kind: 'estimate', values: coefficients.map((c) => c.estimate) },
    { head: 'Std. Error', kind: 'estimate', values: coefficients.map((c) => c.se ?? NaN) },
    ...(tests
      ? [{ head: 'df', kind: 'estimate' as const, values: coefficients.map((c) => c.df ?? NaN) }]
      : []),
    { head: 't value', kind: 'test', values: coefficients.map((c) => c.statistic ?? NaN) },
    ...(tests
      ? [{ head: 'Pr(>|t|)', kind: 'p' as const, values: coefficients.map((c) => c.p ?? NaN) }]
      : []),
  ];
}
