import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import type { DropOneF } from '../inference/terms/drop-one.ts';
import type { TermTest, TermTests } from '../inference/terms/term-tests.ts';
import { formatCoefmat } from './format-coefmat.ts';
import { type FormatTestsOptions, testColumn } from './format-tests.ts';

const roman = { 1: 'I', 2: 'II', 3: 'III' } as const;

const methodNames: Readonly<Record<DdfMethod, string>> = {
  satterthwaite: "Satterthwaite's method",
  'kenward-roger': "Kenward-Roger's method",
  residual: 'residual degrees of freedom',
  none: '',
};

function table(
  rows: readonly TermTest[],
  ddf: DdfMethod,
  { width = 80, digits = 5, stars = true }: FormatTestsOptions,
  isWald = false,
): string[] {
  if (rows.length === 0) return ['no terms to test'];
  const labels = rows.map(({ term }) => term);
  const present = (row: TermTest, value: number | undefined) => (row.numDf > 0 ? value : undefined);
  if (isWald) {
    return formatCoefmat(
      labels,
      [
        testColumn('Chisq', 'test', rows, ({ chisq }) => chisq),
        testColumn('Df', 'zapped', rows, (row) => present(row, row.numDf)),
        testColumn('Pr(>Chisq)', 'p', rows, ({ p }) => p),
      ],
      { digits, missing: '', stars, width },
    );
  }
  return formatCoefmat(
    labels,
    [
      testColumn('Sum Sq', 'zapped', rows, ({ sumSq }) => sumSq),
      testColumn('Mean Sq', 'zapped', rows, ({ meanSq }) => meanSq),
      testColumn('NumDF', 'zapped', rows, (row) => present(row, row.numDf)),
      ...(ddf === 'none' ? [] : [testColumn('DenDF', 'zapped', rows, ({ denDf }) => denDf)]),
      testColumn('F value', 'test', rows, ({ f }) => f),
      ...(ddf === 'none' ? [] : [testColumn('Pr(>F)', 'p', rows, ({ p }) => p)]),
    ],
    { digits, missing: '', stars, width },
  );
}

/** Tests of the terms of a model as text, in the layout and number formats of lmerTest, of a generalised one of car. Ends with a newline. */
export function formatTermTests(tests: TermTests, options: FormatTestsOptions = {}): string {
  const { type, test, ddf, rows, notices } = tests;
  const method = methodNames[ddf];
  const isWald = test === 'Chisq';
  const lines = [
    isWald
      ? `Analysis of Deviance Table (Type ${roman[type]} Wald chisquare tests)`
      : `Type ${roman[type]} Analysis of Variance Table${method && ` with ${method}`}`,
    ...table(rows, ddf, options, isWald),
    ...notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** F-tests of the terms that can be dropped as text, as lmerTest prints `drop1`. Ends with a newline. */
export function formatDropOneF(tests: DropOneF, options: FormatTestsOptions = {}): string {
  const { ddf, formula, rows, notices } = tests;
  const method = methodNames[ddf];
  const lines = [
    `Single term deletions${method && ` using ${method}`}:`,
    '',
    'Model:',
    formula,
    ...table(rows, ddf, options),
    ...notices.map(({ text }) => `note: ${text}`),
  ];
  return `${lines.join('\n')}\n`;
}
