import { expect, test } from 'vitest';
import { satterthwaite } from '../../src/inference/satterthwaite.ts';
import { modelFixture } from '../model-fixture.ts';

const model = modelFixture('sleep');

test('a contrast of two coefficients', () => {
  // lmerTest 3.1-3: contest1D(m, c(1, 5)) on sleepstudy, REML
  const contrast = satterthwaite(model, [1, 5]);
  expect(contrast.estimate).toBeCloseTo(303.741535, 6);
  expect(contrast.se).toBeCloseTo(9.58127739, 6);
  expect(contrast.df).toBeCloseTo(16.9997994, 6);
  expect(contrast.t).toBeCloseTo(31.70156987, 6);
  expect(contrast.p / 1.45294183e-16).toBeCloseTo(1, 6);
});

test('scaling a contrast changes neither df nor t', () => {
  const one = satterthwaite(model, [0, 1]);
  const many = satterthwaite(model, [0, -250]);
  expect(many.df).toBeCloseTo(one.df, 10);
  expect(many.t).toBeCloseTo(-one.t, 10);
  expect(many.p).toBeCloseTo(one.p, 14);
});

test('a variance that depends on no parameter has infinite degrees of freedom', () => {
  const { size, covariance, vcovGradient } = model.varianceInformation;
  const flat = {
    ...model,
    varianceInformation: {
      size,
      covariance,
      vcovGradient: vcovGradient.map((g) => g.map(() => 0)),
    },
  };
  expect(satterthwaite(flat, [1, 0]).df).toBe(Infinity);
});

test('a wrong contrast is refused', () => {
  expect(() => satterthwaite(model, [1])).toThrow(
    'the contrast has 1 numbers, the model 2 fixed effects: (Intercept), Days',
  );
  expect(() => satterthwaite(model, [1, Number.NaN])).toThrow(
    "the contrast's number for Days is NaN",
  );
});
