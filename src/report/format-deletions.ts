import type { Ranova } from '../inference/comparison/ranova.ts';
import type { DropOneChisq } from '../inference/terms/drop-one.ts';
import { formatCoefmat } from './format-coefmat.ts';
import { type FormatTestsOptions, mixtureNote, remark, testColumn } from './format-tests.ts';

/** Label of the row of the whole model. */
const NONE = '<none>';

/** Likelihood-ratio tests of the terms that can be dropped as text, as lme4 prints `drop1`. Ends with a newline. */
export function formatDropOneChisq(tests: DropOneChisq, options: FormatTestsOptions = {}): string {
  const { width = 80, digits = 5, stars = true } = options;
  const { formula, rows, notices } = tests;
  const lines = [
    'Single term deletions',
    '',
    'Model:',
    formula,
    ...formatCoefmat(
      rows.map(({ term = NONE }) => term),
      [
        testColumn('npar', 'zapped', rows, ({ npar }) => npar),
        testColumn('AIC', 'zapped', rows, ({ aic }) => aic),
        testColumn('LRT', 'zapped', rows, ({ lrt }) => lrt),
        testColumn('Pr(Chi)', 'p', rows, ({ p }) => p),
      ],
      { digits, missing: '', stars, width },
    ),
    ...notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

function simulationNote({ simulation }: Ranova, width: number): string[] {
  if (simulation === undefined) return [];
  const { nsim, seed } = simulation;
  return remark(
    `Pr(exact): p-value in the finite-sample null distribution of the only variance, from ${nsim} draws with seed ${seed}.`,
    width,
  );
}

/**
 * Tests of random terms as text, in the layout and number formats of lmerTest's `ranova`; columns `Pr(mix)` and `Pr(exact)`
 * with their explanations follow where they are known. Ends with a newline.
 */
export function formatRanova(ranova: Ranova, options: FormatTestsOptions = {}): string {
  const { width = 80, digits = 5, stars = true } = options;
  const { formula, rows, notices } = ranova;
  const mixed = rows.some(({ pMix }) => pMix !== undefined);
  const exact = rows.some(({ pExact }) => pExact !== undefined);
  const lines = [
    'ANOVA-like table for random-effects: Single term deletions',
    '',
    'Model:',
    formula,
    ...formatCoefmat(
      rows.map(({ term = NONE }) => term),
      [
        testColumn('npar', 'zapped', rows, ({ npar }) => npar),
        testColumn('logLik', 'zapped', rows, ({ logLik }) => logLik),
        testColumn('AIC', 'zapped', rows, ({ aic }) => aic),
        testColumn('LRT', 'zapped', rows, ({ lrt }) => lrt),
        testColumn('Df', 'plain', rows, ({ df }) => df),
        testColumn('Pr(>Chisq)', 'p', rows, ({ p }) => p),
        ...(mixed ? [testColumn('Pr(mix)', 'p', rows, ({ pMix }) => pMix)] : []),
        ...(exact ? [testColumn('Pr(exact)', 'p', rows, ({ pExact }) => pExact)] : []),
      ],
      { digits, missing: '', stars, width },
    ),
    ...(mixed ? mixtureNote(width, 'Pr(>Chisq)') : []),
    ...simulationNote(ranova, width),
    ...notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}
