import { expect, test } from 'vitest';
import { satterthwaite } from '../../src/inference/contrasts/satterthwaite.ts';
import { tQuantile } from '../../src/inference/distributions/student-t.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { fitCase, referenceCase } from '../reference-cases.ts';

const wald = 'wald' as const;

test('fixed effects take t with Satterthwaite’s degrees of freedom, or the normal quantile', () => {
  const model = fitCase(referenceCase('sleepstudy slope REML'));
  const [, days] = confint(model, { method: wald, parm: 'beta_' }).intervals;
  const { estimate, se, df } = satterthwaite(model, [0, 1]);
  expect(days.upper - estimate).toBeCloseTo(se * tQuantile(0.025, df), 12);
  const [z] = confint(model, { method: wald, parm: 'Days', ddf: 'none', level: 0.9 }).intervals;
  expect(z.upper - z.estimate).toBeCloseTo(se * 1.6448536269514722, 10);
});

test('a balanced one-way layout has the standard errors of its mean squares', () => {
  // Searle, Casella & McCulloch (1992), eqs 3.36–3.37 with a = 6 batches of n = 5.
  const model = fitCase(referenceCase('dyestuff REML'));
  const s2 = model.sigma ** 2;
  const tau2 = model.random[0].covariance[0];
  const between = s2 + 5 * tau2;
  const seTau2 = Math.sqrt((2 / 25) * (between ** 2 / 5 + s2 ** 2 / 24));
  const [sd, sigma] = confint(model, { method: wald, parm: 'theta_' }).intervals;
  expect(Math.log(sigma.upper / model.sigma)).toBeCloseTo(1.959963984540054 / Math.sqrt(48), 7);
  expect(Math.log(sd.upper / sd.lower)).toBeCloseTo((1.959963984540054 * seTau2) / tau2, 6);
  expect(sd.lower * sd.upper).toBeCloseTo(tau2, 6);
});

test('limits stay inside the range, and combinations agree with the parameters themselves', () => {
  const model = fitCase(referenceCase('sleepstudy slope REML'));
  const rows = confint(model, {
    method: wald,
    parm: [
      'cor_Days.(Intercept)|Subject',
      'icc',
      'sd_Days|Subject',
      'var_Days|Subject',
      'sd_Days|Subject * 2',
      { name: 'Days', value: ({ fixef }) => fixef.Days },
      'Days',
    ],
    ddf: 'none',
  }).intervals;
  expect(rows[0].lower).toBeGreaterThan(-1);
  expect(rows[0].upper).toBeLessThan(1);
  expect(rows[1].lower).toBeGreaterThan(0);
  expect(rows[3].upper).toBeCloseTo(rows[2].upper ** 2, 6);
  expect(rows[4].lower).toBeCloseTo(2 * rows[2].lower, 6);
  expect(rows[5].lower).toBeCloseTo(rows[6].lower, 6);
});

test('at the boundary the limits are those of the profile, with a notice', () => {
  const model = fitCase(referenceCase('dyestuff2 REML'));
  const { intervals, notices } = confint(model, { method: wald });
  expect(intervals.map(({ name }) => name)).toEqual([
    'sd_(Intercept)|Batch',
    'sigma',
    '(Intercept)',
  ]);
  expect(intervals[0]).toMatchObject({ estimate: 0, lower: 0 });
  const [own] = confint(model, { criterion: 'REML', parm: 'sd_(Intercept)|Batch' }).intervals;
  expect(intervals[0].upper).toBe(own.upper);
  expect(notices[0].code).toBe('wald-boundary');
});

test('a correlation of −1 leaves no limit without a number', () => {
  const model = fitCase(referenceCase('early REML'));
  const { intervals } = confint(model, { method: wald, parm: 'theta_' });
  for (const { lower, upper } of intervals) {
    expect(lower).not.toBeNaN();
    expect(upper).not.toBeNaN();
  }
});
