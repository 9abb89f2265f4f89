import { expect, test } from 'vitest';
import { anova } from '../../src/inference/anova.ts';
import { formatAnova } from '../../src/report/format-anova.ts';
import { modelFixture, stored } from '../model-fixture.ts';

const intercept = modelFixture('sleepInterceptMl');
const double = modelFixture('sleepDoubleMl');
const slope = modelFixture('sleepMl');

test('the printed comparison is that of R, but for the column of the mixture', () => {
  const three = formatAnova(anova(intercept, double, slope));
  const withoutMixture = three
    .replace(/ {2}Pr\(mix\)/, '')
    .replace(/( \*{3})? +4\.391e-11/, '$1')
    .replace(/\nPr\(mix\): [\s\S]*\n$/, '');
  const lines = withoutMixture.split('\n').map((line) => line.trimEnd());
  expect(lines).toEqual(stored.anovas.three.printed.map((line) => line.trimEnd()));
});

test('the whole text of one slope with its covariance', () => {
  expect(formatAnova(anova(slope, intercept))).toBe(`Data: sleepstudy
Models:
m2: Reaction ~ Days + (1 | Subject)
m1: Reaction ~ Days + (Days | Subject)
   npar    AIC    BIC  logLik deviance  Chisq Df Pr(>Chisq)       Pr(mix)
m2    4 1802.1 1814.8 -897.04   1794.1                                   
m1    6 1763.9 1783.1 -875.97   1751.9 42.139  2  7.072e-10 *** 3.961e-10
---
Signif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1
Pr(mix): one variance is tested at its boundary 0, where Pr(>Chisq) is too
large; p-value of the mixture of half chi-squared with Df - 1 and half with Df
degrees of freedom.
`);
});

test('without data name, stars or mixture', () => {
  const { dataName: _, ...plain } = anova(double, slope);
  expect(formatAnova(plain, { stars: false })).toBe(`Models:
m1: Reaction ~ Days + (Days || Subject)
m2: Reaction ~ Days + (Days | Subject)
   npar    AIC    BIC  logLik deviance  Chisq Df Pr(>Chisq)
m1    5 1762.0 1778.0 -876.00   1752.0                     
m2    6 1763.9 1783.1 -875.97   1751.9 0.0639  1     0.8004
`);
});
