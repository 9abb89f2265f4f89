import type { Anova } from '../inference/comparison/compare-models.ts';
import { formatCoefmat } from './format-coefmat.ts';
import { type FormatTestsOptions, mixtureNote, testColumn } from './format-tests.ts';

/**
 * Comparison of models as text, in the layout and number formats of lme4; where a variance is tested at its
 * boundary a column `Pr(mix)` with its explanation follows. Ends with a newline.
 */
export function formatComparison(anova: Anova, options: FormatTestsOptions = {}): string {
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
        testColumn('npar', 'zapped', rows, ({ npar }) => npar),
        testColumn('AIC', 'zapped', rows, ({ aic }) => aic),
        testColumn('BIC', 'zapped', rows, ({ bic }) => bic),
        testColumn('logLik', 'zapped', rows, ({ logLik }) => logLik),
        testColumn('deviance', 'zapped', rows, ({ deviance }) => deviance),
        testColumn('Chisq', 'test', rows, ({ chisq }) => chisq),
        testColumn('Df', 'plain', rows, ({ df }) => df),
        testColumn('Pr(>Chisq)', 'p', rows, ({ p }) => p),
        ...(mixed ? [testColumn('Pr(mix)', 'p', rows, ({ pMix }) => pMix)] : []),
      ],
      { digits, missing: '', stars, width },
    ),
    ...(mixed ? mixtureNote(width, 'Pr(>Chisq)') : []),
    ...notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}
