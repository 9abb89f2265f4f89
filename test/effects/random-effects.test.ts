import { expect, test } from 'vitest';
import { coef } from '../../src/effects/coef.ts';
import { ranef } from '../../src/effects/ranef.ts';
import { varCorr } from '../../src/effects/var-corr.ts';
import { modelFixture, stored } from '../model-fixture.ts';

test('random effects of two coefficients, with their standard deviations', () => {
  const [subject] = ranef(modelFixture('sleep'));
  expect(subject).toMatchObject({ group: 'Subject', names: ['(Intercept)', 'Days'] });
  expect(subject.levels.slice(0, 2)).toEqual(['308', '309']);
  // lme4 1.1-31: ranef(m), and the root of attr(., "postVar")
  expect(Array.from(subject.values.slice(0, 4), (x) => Number(x.toFixed(3)))).toEqual([
    2.259, 9.199, -40.399, -8.62,
  ]);
  expect(Array.from(subject.condSd.slice(0, 2), (x) => Number(x.toFixed(3)))).toEqual([
    12.071, 2.305,
  ]);
});

test('the prediction error is another standard deviation', () => {
  const model = modelFixture('sleep');
  const [conditional] = ranef(model);
  const [prediction] = ranef(model, { condVar: 'prediction' });
  expect(prediction.condSd).toEqual(conditional.condSd.map((sd) => 2 * sd));
  expect(() => ranef(model, { condVar: 'both' as 'prediction' })).toThrow('condVar is "both"');
});

test('terms of one factor stand side by side', () => {
  const model = modelFixture('sleepDouble');
  const effects = ranef(model);
  expect(effects).toHaveLength(1);
  expect(effects[0].names).toEqual(stored.models.sleepDouble.extract.ranefNames.Subject);
  const [intercepts, slopes] = model.random;
  expect(Array.from(effects[0].values.slice(2, 4))).toEqual([
    intercepts.effects[1],
    slopes.effects[1],
  ]);
});

test('a random coefficient without fixed effect has a column of its own', () => {
  const model = modelFixture('sleep');
  const { names, estimates, vcov, ...rest } = model.fixed;
  const bare = {
    ...model,
    fixed: {
      ...rest,
      names: names.slice(0, 1),
      estimates: estimates.slice(0, 1),
      vcov: vcov.slice(0, 1),
    },
  };
  const [subject] = coef(bare);
  expect(subject.names).toEqual(['Days', '(Intercept)']);
  expect(subject.values[0]).toBe(model.random[0].effects[1]);
  expect(subject.values[1]).toBe(estimates[0] + model.random[0].effects[0]);
});

test('variance components with correlations, the residual last', () => {
  const rows = varCorr(modelFixture('sleep'));
  expect(rows.map(({ group, name }) => [group, name])).toEqual([
    ['Subject', '(Intercept)'],
    ['Subject', 'Days'],
    ['Residual', ''],
  ]);
  expect(rows[0].variance).toBeCloseTo(612.1, 1);
  expect(rows[0].corr).toEqual([]);
  expect(rows[1].corr[0]).toBeCloseTo(0.0656, 3);
  expect(rows[2].sd).toBeCloseTo(25.592, 3);
});

test('a correlation with a zero variance is not a number', () => {
  const model = modelFixture('sleep');
  const [part] = model.random;
  const zero = { ...part, covariance: Float64Array.of(0, 0, 0, 4) };
  expect(varCorr({ ...model, random: [zero] })[1]).toMatchObject({ sd: 2, corr: [Number.NaN] });
});
