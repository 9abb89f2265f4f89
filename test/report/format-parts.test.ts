import { expect, test } from 'vitest';
import { formatCoefmat } from '../../src/report/format-coefmat.ts';
import { formatCorrelation } from '../../src/report/format-correlation.ts';
import { formatFormula } from '../../src/report/format-formula.ts';
import { formatOptimum } from '../../src/report/format-optimum.ts';
import { formatVarCorr } from '../../src/report/format-varcorr.ts';
import { stored } from '../model-fixture.ts';

const trimmed = (lines: readonly string[]) => lines.map((line) => line.trimEnd());

test('variance components of several terms print as in lme4', () => {
  for (const { rows, printed } of stored.components) {
    const ours = rows.map((row) => ({ ...row, corr: row.corr.map(Number) }));
    expect(formatVarCorr(ours, 4, 80)).toEqual(printed);
  }
});

test('long formulas break as in R', () => {
  for (const { text, printed } of stored.formulas) {
    expect(trimmed(formatFormula(text, 80))).toEqual(trimmed(printed));
  }
});

test('a wide table continues below', () => {
  const values = [1.5, -2.25];
  const columns = ['first', 'second', 'third'].map((head) => ({
    head,
    values,
    kind: 'plain' as const,
  }));
  const options = { digits: 4, missing: '', stars: true, width: 18 };
  expect(formatCoefmat(['a', 'bb'], columns, options)).toEqual([
    '   first second',
    'a   1.50   1.50',
    'bb -2.25  -2.25',
    '   third',
    'a   1.50',
    'bb -2.25',
  ]);
});

test('an estimate that rounding would turn to zero is shown on its own', () => {
  const columns = [{ head: 'Estimate', values: [0, 1e-12, 1234.5], kind: 'estimate' as const }];
  const options = { digits: 4, missing: 'NA', stars: false, width: 80 };
  expect(formatCoefmat(['a', 'b', 'c'], columns, options)).toEqual([
    '   Estimate',
    'a 0.000e+00',
    'b 1.000e-12',
    'c 1.234e+03',
  ]);
});

test('missing values, and no stars when nothing is near significance', () => {
  const columns = [
    { head: 'Estimate', values: [1.25, Number.NaN], kind: 'estimate' as const },
    { head: 't value', values: [0.5, Number.NaN], kind: 'test' as const },
    { head: 'Pr(>|t|)', values: [0.62, Number.NaN], kind: 'p' as const },
  ];
  const options = { digits: 4, missing: 'NA', stars: true, width: 80 };
  expect(formatCoefmat(['a', 'b'], columns, options)).toEqual([
    '  Estimate t value Pr(>|t|)',
    'a     1.25     0.5     0.62',
    'b       NA      NA       NA',
  ]);
});

test('correlations are shown for 2 to 12 coefficients unless asked otherwise', () => {
  const of = (p: number) => ({
    coefficients: Array.from({ length: p }, (_, i) => ({
      name: `x${i}`,
      estimate: 1,
      se: 1,
      statistic: 1,
    })),
    correlation: Float64Array.from({ length: p * p }, (_, i) => (i % (p + 1) === 0 ? 1 : -0.25)),
  });
  expect(formatCorrelation(of(1), undefined, 80)).toEqual([]);
  expect(formatCorrelation(of(2), false, 80)).toEqual([]);
  expect(formatCorrelation(of(3), undefined, 80)).toEqual([
    '',
    'Correlation of Fixed Effects:',
    '   x0     x1    ',
    'x1 -0.250       ',
    'x2 -0.250 -0.250',
  ]);
  expect(formatCorrelation(of(13), undefined, 80)).toEqual([
    '',
    'Correlation of fixed effects not shown, as p = 13 > 12; vcov(model) has it',
  ]);
  expect(formatCorrelation(of(13), true, 80)).toHaveLength(2 + 2 * 13);
});

test('the last lines say what is certain, what is singular, and what else was noticed', () => {
  const certificate = {
    certified: true,
    decrement: 3.2e-12,
    gradient: 1e-7,
    smallestCurvature: 41.3,
  };
  const singular = ['the variance of (Intercept) within Batch is estimated 0'];
  const notices = [
    { code: 'singular', text: 'the fit is singular', detail: {} },
    { code: 'rows-omitted', text: '3 rows with missing values were left out', detail: {} },
  ];
  expect(formatOptimum({ certificate, evaluations: 8, singular, notices })).toEqual([
    'optimum: certified (decrement 3e-12, smallest curvature 41), 8 evaluations',
    'singular fit: the variance of (Intercept) within Batch is estimated 0',
    'note: 3 rows with missing values were left out',
  ]);
  const uncertain = { ...certificate, certified: false, missing: 'the decrement is not small' };
  expect(
    formatOptimum({ certificate: uncertain, evaluations: 50, singular: [], notices: [] }),
  ).toEqual([
    'optimum: not certified, the decrement is not small (decrement 3e-12, smallest curvature 41), 50 evaluations',
  ]);
});
