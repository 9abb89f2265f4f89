import type { Anova, AnovaRow } from '../inference/compare-models.ts';
import { type CoefmatColumn, formatCoefmat } from './format-coefmat.ts';
import { fill } from './format-formula.ts';

/** How a comparison of models is printed. */
export interface FormatAnovaOptions {
  /** Characters per line at most; default 80. */
  readonly width?: number;
  /** Significant digits; default 5. */
  readonly digits?: number;
  /** Stars behind p-values; default true. */
  readonly stars?: boolean;
}

/**
 * Comparison of models as text, in the layout and number formats of lme4; where a variance is tested at its
 * boundary a column `Pr(mix)` with its explanation follows. Ends with a newline.
 */
export function formatAnova(anova: Anova, options: FormatAnovaOptions = {}): string {
  const { width = 80, digits = 5, stars = true } = options;
  const { rows, dataName, notices } = anova;
  const mixed = rows.some(({ pMix }) => pMix !== undefined);
  const lines = [
    ...(dataName === undefined ? [] : [`Data: ${dataName}`]),
    'Models:',
    ...rows.map(({ name, formula }) => `${name}: ${formula}`),
    ...formatCoefmat(
      rows.map(({ name }) => name),
      [
        column('npar', 'zapped', rows, ({ npar }) => npar),
        column('AIC', 'zapped', rows, ({ aic }) => aic),
        column('BIC', 'zapped', rows, ({ bic }) => bic),
        column('logLik', 'zapped', rows, ({ logLik }) => logLik),
        column('deviance', 'zapped', rows, ({ deviance }) => deviance),
        column('Chisq', 'test', rows, ({ chisq }) => chisq),
        column('Df', 'plain', rows, ({ df }) => df),
        column('Pr(>Chisq)', 'p', rows, ({ p }) => p),
        ...(mixed ? [column('Pr(mix)', 'p', rows, ({ pMix }) => pMix)] : []),
      ],
      { digits, missing: '', stars, width },
    ),
    ...(mixed ? mixtureNote(width) : []),
    ...notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

function column(
  head: string,
  kind: CoefmatColumn['kind'],
  rows: readonly AnovaRow[],
  value: (row: AnovaRow) => number | undefined,
): CoefmatColumn {
  return { head, kind, values: rows.map((row) => value(row) ?? Number.NaN) };
}

function mixtureNote(width: number): string[] {
  const text =
    'Pr(mix): one variance is tested at its boundary 0, where Pr(>Chisq) is too large; ' +
    'p-value of the mixture of half chi-squared with Df - 1 and half with Df degrees of freedom.';
  return fill(text.split(' '), width).map((line) => line.trimEnd());
}
