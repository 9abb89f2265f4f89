import { describe, expect, test } from 'vitest';
import { coef } from '../../src/effects/coef.ts';
import { fixef } from '../../src/effects/fixef.ts';
import {
  aic,
  bic,
  deviance,
  dofModel,
  logLik,
  nobs,
  remlCriterion,
} from '../../src/effects/log-lik.ts';
import { modelMatrix } from '../../src/effects/model-matrix.ts';
import { valueNamed } from '../../src/effects/named-values.ts';
import { fitted, residuals } from '../../src/effects/residuals.ts';
import { isSingular, sigma, theta } from '../../src/effects/theta.ts';
import { standardErrors, vcov } from '../../src/effects/vcov.ts';
import { modelFixture, stored } from '../model-fixture.ts';

const sleep = modelFixture('sleep');

describe('extractors agree with lme4', () => {
  for (const [name, { extract, thetaNames, singular }] of Object.entries(stored.models)) {
    test(name, () => {
      const model = modelFixture(name);
      expect(aic(model)).toBeCloseTo(extract.aic, 8);
      expect(bic(model)).toBeCloseTo(extract.bic, 8);
      expect(logLik(model)).toEqual({
        value: expect.closeTo(extract.logLik, 8),
        df: extract.df,
        nobs: model.nobs,
      });
      expect(dofModel(model)).toBe(extract.df);
      expect(theta(model).names.toSorted()).toEqual(thetaNames.toSorted());
      expect(isSingular(model)).toBe(singular);
      for (const table of coef(model)) {
        const { names, first } = extract.coef[table.group];
        expect(table.names).toEqual(names);
        first.forEach((value, c) => {
          expect(table.values[c]).toBeCloseTo(value, 9);
        });
      }
    });
  }
});

test('fixed effects by name', () => {
  expect(fixef(sleep).names).toEqual(['(Intercept)', 'Days']);
  expect(valueNamed(fixef(sleep), 'Days')).toBeCloseTo(10.467286, 6);
  expect(() => valueNamed(fixef(sleep), 'Day')).toThrow(
    'no value is named "Day"; did you mean "Days"?',
  );
  expect(() => valueNamed(fixef(sleep), 'treatment')).toThrow('the names are (Intercept), Days');
});

test('covariance matrix and standard errors of the fixed effects', () => {
  const v = vcov(sleep);
  expect(v).toMatchObject({ rows: 2, columns: 2, columnNames: ['(Intercept)', 'Days'] });
  expect(standardErrors(sleep)[1]).toBe(Math.sqrt(v.data[3]));
});

test('the deviance belongs to ML fits, the REML criterion to REML fits', () => {
  const ml = modelFixture('sleepMl');
  expect(deviance(ml)).toBe(ml.objective);
  expect(remlCriterion(sleep)).toBe(sleep.objective);
  expect(() => deviance(sleep)).toThrow('a REML fit has no deviance; use remlCriterion(model)');
  expect(() => remlCriterion(ml)).toThrow('an ML fit has no REML criterion; use deviance(model)');
});

test('residuals and fitted values', () => {
  expect(nobs(sleep)).toBe(180);
  expect(sigma(sleep)).toBe(sleep.sigma);
  const weights = new Float64Array(180).fill(4);
  const weighted = { ...sleep, design: { ...sleep.design, precisionWeights: weights } };
  const [raw] = residuals(weighted);
  expect(raw + fitted(sleep)[0]).toBeCloseTo(sleep.design.y[0], 10);
  expect(residuals(weighted, { type: 'pearson' })[0]).toBe(2 * raw);
  expect(residuals(weighted, { type: 'scaled' })[0]).toBe((2 * raw) / sleep.sigma);
  expect(residuals(sleep, { type: 'pearson' })[0]).toBe(raw);
  expect(residuals(weighted, { type: 'deviance' })).toEqual(
    residuals(weighted, { type: 'pearson' }),
  );
  expect(() => residuals(sleep, { type: 'partial' as 'pearson' })).toThrow('type is "partial"');
});

test('the model matrix has the estimated columns only', () => {
  const x = modelMatrix(sleep);
  expect(x).toMatchObject({ rows: 180, columns: 2, columnNames: ['(Intercept)', 'Days'] });
  expect(Array.from(x.data.slice(180, 184))).toEqual([0, 1, 2, 3]);
  const one = { ...sleep.fixed, names: ['Days'], dropped: ['(Intercept)'] };
  expect(modelMatrix({ ...sleep, fixed: one }).data).toEqual(x.data.slice(180));
});
