import { describe, expect, test } from 'vitest';
import { anova } from '../../src/inference/anova.ts';
import { covariancesWithTestedVariance } from '../../src/inference/comparison/boundary-test.ts';
import { compareModels } from '../../src/inference/comparison/compare-models.ts';
import { chiSquaredTail } from '../../src/inference/distributions/chi-squared.ts';
import { modelFixture, stored } from '../model-fixture.ts';

const intercept = modelFixture('sleepInterceptMl');
const double = modelFixture('sleepDoubleMl');
const slope = modelFixture('sleepMl');

test('three models in any order give the tests of lme4', () => {
  const { rows, notices } = anova(slope, intercept, double, { names: ['c', 'a', 'b'] });
  expect(rows.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(rows.map(({ npar }) => npar)).toEqual([4, 5, 6]);
  const { chisq = [], p = [] } = stored.anovas.three;
  rows.slice(1).forEach((row, i) => {
    expect(row.df).toBe(1);
    expect((row.chisq ?? 0) / chisq[i]).toBeCloseTo(1, 9);
    expect((row.p ?? 0) / p[i]).toBeCloseTo(1, 9);
  });
  expect(rows[0]).not.toHaveProperty('chisq');
  expect(notices).toEqual([]);
});

describe('the mixture stands beside tests of one variance', () => {
  test('a slope without covariance: half of the plain p-value', () => {
    const [, row] = anova(intercept, double).rows;
    expect(row.pMix).toBe(chiSquaredTail(row.chisq ?? 0, 1) / 2);
  });
  test('a slope with its covariance: between one and two degrees of freedom', () => {
    const [, { chisq = 0, pMix }] = anova(intercept, slope).rows;
    expect(pMix).toBe((chiSquaredTail(chisq, 1) + chiSquaredTail(chisq, 2)) / 2);
  });
  test('not beside a test of the covariance alone', () => {
    expect(anova(double, slope).rows[1]).not.toHaveProperty('pMix');
  });
  test('nor beside several variances or other fixed effects', () => {
    const quadratic = modelFixture('sleepQuadratic');
    expect(covariancesWithTestedVariance(intercept, quadratic)).toBeUndefined();
    const same = { ...quadratic, fixed: intercept.fixed };
    expect(covariancesWithTestedVariance(intercept, same)).toBeUndefined();
    expect(covariancesWithTestedVariance(slope, same)).toBe(2);
    const block = { ...slope, random: [...intercept.random, ...slope.random] };
    expect(covariancesWithTestedVariance(intercept, block)).toBeUndefined();
  });
});

test('equal numbers of parameters give no p-value', () => {
  const [, row] = anova(slope, slope).rows;
  expect(row).toMatchObject({ chisq: 0, df: 0 });
  expect(row).not.toHaveProperty('p');
});

describe('models that cannot be compared are refused', () => {
  const reml = modelFixture('sleep');
  test('a single one, and none', () => {
    expect(() => compareModels([slope])).toThrow('a comparison needs at least two models: 1 given');
    expect(() => anova()).toThrow('a comparison needs at least two models: 0 given');
  });
  test('options of the other kind of table', () => {
    const single = { refit: false } as object;
    expect(() => anova(slope, single)).toThrow(
      'refit is an option of a comparison of several models',
    );
    expect(() => anova(slope, intercept, { type: 3 } as object)).toThrow(
      'type is an option of an F-test',
    );
  });
  test('other responses, rows, data', () => {
    expect(() => anova(slope, { ...slope, responseName: 'log(Reaction)' })).toThrow(
      'the models have different responses: Reaction and log(Reaction)',
    );
    expect(() => anova(slope, { ...slope, nobs: 150 })).toThrow(
      'different numbers of rows, 180 and 150',
    );
    const other = { ...slope, rows: slope.rows.map((row) => row + 1) };
    expect(() => anova(slope, other)).toThrow('fitted to different data, though both to 179 rows');
    const weighted = {
      ...slope,
      design: { ...slope.design, precisionWeights: new Float64Array(180).fill(2) },
    };
    expect(() => anova(slope, weighted)).toThrow('fitted to different data');
  });
  test('REML fits as they are beside ML fits, or with other fixed effects', () => {
    expect(() => anova(reml, intercept, { refit: false })).toThrow('REML and ML fits');
    const quadratic = modelFixture('sleepQuadratic');
    expect(() => anova(reml, quadratic, { refit: false })).toThrow('different fixed effects');
    expect(anova(modelFixture('sleepDouble'), reml, { refit: false }).rows).toHaveLength(2);
  });
  test('a wrong number of names', () => {
    expect(() => anova(slope, double, { names: ['a'] })).toThrow('1 names for 2 models');
  });
});
