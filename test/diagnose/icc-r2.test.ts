import { describe, expect, test } from 'vitest';
import { icc } from '../../src/diagnose/icc.ts';
import { r2 } from '../../src/diagnose/r2.ts';
import { varianceParts } from '../../src/diagnose/variance-parts.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { dataFile, fitCase, tablesCases } from '../tables-reference.ts';

describe.each(tablesCases)('$formula on $data, REML: $reml, weights: $weights', (reference) => {
  const model = fitCase(reference);

  test('ICC and R² are those of the definitions in R', () => {
    const { adjusted, unadjusted, groups } = icc(model);
    expect(adjusted).toBeCloseTo(reference.icc.adjusted, 6);
    expect(unadjusted).toBeCloseTo(reference.icc.unadjusted, 6);
    const theirs = new Map<string, number>();
    const shares = [reference.icc.shares].flat();
    [reference.icc.groups].flat().forEach((group, i) => {
      theirs.set(group, (theirs.get(group) ?? 0) + shares[i]);
    });
    for (const { group, value } of groups) expect(value).toBeCloseTo(theirs.get(group) ?? NaN, 6);
    expect(r2(model).marginal).toBeCloseTo(reference.r2.marginal, 6);
    expect(r2(model).conditional).toBeCloseTo(reference.r2.conditional, 6);
  });
});

test('one random intercept: τ/(τ + σ²), .180352 for the school data', () => {
  const model = lmer('mathach ~ 1 + (1 | school)', dataFile('hsb.csv'));
  const [{ covariance }] = model.random;
  // A mean over 7185 rows: twelve digits.
  expect(icc(model).adjusted).toBeCloseTo(covariance[0] / (covariance[0] + model.sigma ** 2), 12);
  expect(icc(model).adjusted.toFixed(6)).toBe('0.180352');
});

test('neither origin nor unit of a predictor changes them', () => {
  const sleep = dataFile('sleepstudy.csv');
  const plain = varianceParts(lmer('Reaction ~ Days + (Days | Subject)', sleep));
  const moved = varianceParts(
    lmer('Reaction ~ I(1000*Days + 2024) + (I(1000*Days + 2024) | Subject)', sleep),
  );
  expect(moved.fixed / plain.fixed).toBeCloseTo(1, 7);
  expect(moved.random[0] / plain.random[0]).toBeCloseTo(1, 7);
});

test('a row with frequency weight w counts as w rows', () => {
  const sleep = dataFile('sleepstudy.csv');
  const days = sleep.columns.get('Days');
  const reaction = sleep.columns.get('Reaction');
  const subject = sleep.columns.get('Subject');
  const values = (column: typeof days) => (column?.kind === 'numeric' ? [...column.values] : []);
  const rows = values(days).map((x, i) => ({
    x,
    y: values(reaction)[i],
    g: `s${values(subject)[i]}`,
    w: 1 + (i % 3),
  }));
  const formula = 'y ~ x + (x | g)';
  const weighted = varianceParts(lmer(formula, rows, { frequencyWeights: 'w' }));
  const repeated = rows.flatMap((row) => Array.from({ length: row.w }, () => row));
  const whole = varianceParts(lmer(formula, repeated));
  expect(weighted.fixed / whole.fixed).toBeCloseTo(1, 7);
  expect(weighted.random[0] / whole.random[0]).toBeCloseTo(1, 6);
});
