import { expect, test } from 'vitest';
import { satterthwaite } from '../../src/inference/contrasts/satterthwaite.ts';
import { modelFixture } from '../model-fixture.ts';

const model = modelFixture('sleep');

test('a contrast of two coefficients', () => {
  // lmerTest 3.1-3: contest1D(m, c(1, 5)) on sleepstudy, REML
  const contrast = satterthwaite(model, [1, 5]);
  expect(contrast.estimate).toBeCloseTo(303.741535, 6);
  expect(contrast.se).toBeCloseTo(9.58127739, 6);
  expect(contrast.df).toBeCloseTo(16.9997994, 6);
  expect(contrast.statistic).toBeCloseTo(31.70156987, 6);
  expect(contrast.p / 1.45294183e-16).toBeCloseTo(1, 6);
});

test('scaling a contrast changes neither df nor t', () => {
  const one = satterthwaite(model, [0, 1]);
  const many = satterthwaite(model, [0, -250]);
  expect(many.df).toBeCloseTo(one.df, 10);
  expect(many.statistic).toBeCloseTo(-one.statistic, 10);
  expect(many.p).toBeCloseTo(one.p, 14);
});

test('a variance that depends on no parameter has infinite degrees of freedom', () => {
  const flat = { size: 1, covariance: Float64Array.of(1), vcovGradient: [new Float64Array(4)] };
  const { df, p } = satterthwaite({ ...model, varianceInformation: flat }, [1, 0]);
  expect(df).toBe(Infinity);
  expect(p).toBeLessThan(1e-200);
});

test('a fit that is not certified has no tests', () => {
  const { varianceInformation: _, ...rest } = model;
  const certificate = { ...model.certificate, certified: false, missing: 'no optimum' };
  expect(() => satterthwaite({ ...rest, certificate }, [1, 0])).toThrow(
    'the fit is not certified (no optimum), so nothing can be tested by it',
  );
});

test('a wrong contrast is refused', () => {
  expect(() => satterthwaite(model, [1])).toThrow(
    'the contrast has 1 numbers, the model 2 fixed effects: (Intercept), Days',
  );
  expect(() => satterthwaite(model, [1, Number.NaN])).toThrow(
    "the contrast's number for Days is NaN",
  );
});
