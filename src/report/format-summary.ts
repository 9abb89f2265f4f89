import type { CoefficientRow } from './coefficient-table.ts';
import { type CoefmatColumn, formatCoefmat } from './format-coefmat.ts';
import { formatCorrelation } from './format-correlation.ts';
import { fill, formatFormula } from './format-formula.ts';
import { formatCommon, formatNumber } from './format-number.ts';
import { formatOptimum } from './format-optimum.ts';
import { formatVarCorr } from './format-varcorr.ts';
import { roundTo, zapSmall } from './round.ts';
import type { FitMeasures, GeneralisedSummary, Summary } from './summary.ts';
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
  const { dataName } = summary;
  const correlation = formatCorrelation(summary, options.correlation, width);
  const lines = [
    ...summaryTitle(summary, width),
    ...formatFormula(summary.formula, width),
    ...(dataName === undefined ? [] : [`   Data: ${dataName}`]),
    ...optionLines(summary).map((line) => line.replace(/^Offset/, ' Offset')),
    '',
    ...criterionLines(summary, width),
    '',
    ...residualLines(summary.scaledResiduals, digits, width),
    'Random effects:',
    ...formatVarCorr(summary.varCorr, digits, width),
    ...fill(
      [
        `Number of obs: ${summary.nobs}, groups: `,
        summary.groups.map(({ name, levels }) => `${name}, ${levels}`).join('; '),
      ],
      width,
    ),
    ...dispersionLines(summary),
    ...coefficientLines(summary, { digits, stars, width }),
    ...correlation,
    '',
    ...formatOptimum(summary),
  ];
  return `${lines.join('\n')}\n`;
}

function residualLines(
  numbers: readonly number[] | undefined,
  digits: number,
  width: number,
): string[] {
  if (numbers === undefined) return [];
  const cells = formatCommon(zapSmall(numbers, digits + 1), digits);
  const names = ['Min', '1Q', 'Median', '3Q', 'Max'];
  return ['Scaled residuals: ', ...namedRow(names, cells, width), ''];
}

const testsBy = {
  satterthwaite: "t-tests use Satterthwaite's method",
  'kenward-roger': "t-tests use Kenward-Roger's method",
  residual: 't-tests use the residual degrees of freedom',
  none: '',
} as const;

/** The first line: how the model was fitted, and where t-tests have their degrees of freedom from. */
export function summaryTitle(summary: Summary, width = Number.POSITIVE_INFINITY): string[] {
  const { method, ddf, coefficients, generalised } = summary;
  if (generalised !== undefined) return generalisedTitle(generalised, width);
  const how = method === 'REML' ? 'REML' : 'maximum likelihood';
  const tests = coefficients.length > 0 && ddf !== 'none' ? `. ${testsBy[ddf]}` : '';
  const refit =
    tests !== '' && ddf === 'kenward-roger' && method === 'ML' ? ' on the REML refit' : '';
  return [`Linear mixed model fit by ${how}${tests}${refit}`];
}

/** How the random effects were integrated out, broken before the parenthesis if need be; then family and link. */
function generalisedTitle(
  { family, link, points, chosen }: GeneralisedSummary,
  width: number,
): string[] {
  const title = 'Generalized linear mixed model fit by maximum likelihood';
  const how =
    points === 1
      ? '(Laplace Approximation)'
      : `(Adaptive Gauss-Hermite Quadrature, nAGQ = ${points}${chosen ? ' by auto' : ''})`;
  const whole = `${title} ${how}`;
  return [
    ...(whole.length > width ? [title, `  ${how}`] : [whole]),
    ` Family: ${family}  ( ${link} )`,
  ];
}

/** The dispersion of a family that has one. */
export function dispersionLines({ generalised }: Summary): string[] {
  const { dispersion } = generalised ?? {};
  return dispersion === undefined
    ? []
    : ['', `Dispersion: ${formatNumber(dispersion.estimate, 4)} (${dispersion.text})`];
}

/** Which columns weigh the rows or offset them. */
export function optionLines({ optionColumns = {} }: Summary): string[] {
  const { precisionWeights, frequencyWeights, offset, trials } = optionColumns;
  return [
    ...(precisionWeights === undefined ? [] : [`Weights: ${precisionWeights}`]),
    ...(frequencyWeights === undefined ? [] : [`Frequency weights: ${frequencyWeights}`]),
    ...(offset === undefined ? [] : [`Offset: ${offset}`]),
    ...(trials === undefined ? [] : [`Trials: ${trials}`]),
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
  const table = (heading: string, rows: readonly CoefficientRow[] = []) =>
    rows.length === 0
      ? []
      : [
          '',
          heading,
          ...formatCoefmat(
            rows.map(({ name }) => name),
            coefficientColumns({ ...summary, coefficients: rows }),
            { ...options, missing: 'NA' },
          ),
        ];
  return [
    ...table('Fixed effects:', summary.coefficients),
    ...table('Thresholds:', summary.generalised?.thresholds),
  ];
}

/** The columns of the table of fixed effects. */
export function coefficientColumns({
  coefficients,
  ddf,
  generalised,
}: Pick<Summary, 'coefficients' | 'ddf' | 'generalised'>): CoefmatColumn[] {
  const z = generalised !== undefined;
  const tests = z || ddf !== 'none';
  return [
    { head: 'Estimate', kind: 'estimate', values: coefficients.map((c) => c.estimate) },
    { head: 'Std. Error', kind: 'estimate', values: coefficients.map((c) => c.se ?? NaN) },
    ...(tests && !z
      ? [{ head: 'df', kind: 'estimate' as const, values: coefficients.map((c) => c.df ?? NaN) }]
      : []),
    {
      head: z ? 'z value' : 't value',
      kind: 'test',
      values: coefficients.map((c) => c.statistic ?? NaN),
    },
    ...(tests
      ? [
          {
            head: z ? 'Pr(>|z|)' : 'Pr(>|t|)',
            kind: 'p' as const,
            values: coefficients.map((c) => c.p ?? NaN),
          },
        ]
      : []),
  ];
}
