import { expect, test } from 'vitest';
import { formatSummary } from '../../src/report/format-summary.ts';
import { summary } from '../../src/report/summary.ts';
import { modelFixture, stored } from '../model-fixture.ts';

test('coefficients with their tests are those of lmerTest', () => {
  for (const [name, { extract }] of Object.entries(stored.models)) {
    const ours = summary(modelFixture(name)).coefficients;
    extract.coefficients.forEach(([estimate, se, df, t, p], i) => {
      const row = ours[i];
      expect(row.estimate).toBeCloseTo(estimate, 12);
      expect((row.se ?? 0) / se).toBeCloseTo(1, 9);
      expect((row.df ?? 0) / df, `${name} ${row.name}`).toBeCloseTo(1, 7);
      expect((row.statistic ?? 0) / t).toBeCloseTo(1, 9);
      expect((row.p ?? 0) / p, `${name} ${row.name}`).toBeCloseTo(1, 5);
    });
  }
});

test('terms stand in the order of their numbers of levels, whatever the formula says', () => {
  const model = modelFixture('penicillin');
  const turned = { ...model, random: model.random.toReversed() };
  expect(formatSummary(summary(turned))).toBe(formatSummary(summary(model)));
});

test('no degrees of freedom when none are asked for', () => {
  const { coefficients, ddf } = summary(modelFixture('sleep'), { ddf: 'none' });
  expect(ddf).toBe('none');
  expect(Object.keys(coefficients[0])).toEqual(['name', 'estimate', 'se', 'statistic']);
});

test('an unknown kind of degrees of freedom is refused', () => {
  const options = { ddf: 'kr' as 'none' };
  expect(() => summary(modelFixture('sleep'), options)).toThrow(
    'ddf is "kr"; use "satterthwaite", "kenward-roger", "residual", "none"',
  );
});

test('a summary is plain data', () => {
  const result = summary(modelFixture('sleepMl'));
  expect(structuredClone(result)).toEqual(result);
});

test('the whole text, in a narrow page and without stars', () => {
  const model = {
    ...modelFixture('sleepDouble'),
    singularDirections: [
      { term: 'x', group: 'Subject', text: 'no variance of x within Subject', combinations: [[1]] },
    ],
  };
  const text = formatSummary(summary(model), { width: 50, stars: false, correlation: false });
  expect(text).toBe(`Linear mixed model fit by REML. t-tests use Satterthwaite's method
Formula: Reaction ~ Days + (Days || Subject)
   Data: sleepstudy

REML criterion at convergence: 1743.7

Scaled residuals: 
    Min      1Q  Median      3Q     Max 
-3.9626 -0.4625  0.0204  0.4653  5.1860 

Random effects:
 Groups    Name        Variance Std.Dev.
 Subject   (Intercept) 627.57   25.051  
 Subject.1 Days         35.86    5.988  
 Residual              653.58   25.565  
Number of obs: 180, groups:  Subject, 18

Fixed effects:
            Estimate Std. Error      df t value
(Intercept)  251.405      6.885  18.156  36.513
Days          10.467      1.560  18.156   6.712
            Pr(>|t|)
(Intercept)  < 2e-16
Days        2.59e-06

optimum: certified (decrement 3e-12, smallest curvature 41), 8 evaluations
singular fit: no variance of x within Subject
`);
});

test('standard errors and tests are withheld where the optimum is not certified', () => {
  const { varianceInformation: _, ...model } = modelFixture('sleep');
  const certificate = { ...model.certificate, certified: false, missing: 'no optimum' };
  const text = formatSummary(summary({ ...model, certificate }));
  expect(text).toContain('(Intercept)   251.41         NA NA      NA       NA\n');
  expect(text).not.toContain('Correlation of Fixed Effects');
  expect(text).toContain('optimum: not certified, no optimum (');
});
