import { expect, test } from 'vitest';
import { icc } from '../../src/diagnose/icc.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { loadModel } from '../../src/save/load-model.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';

const rows = readTable(dataPath('contraception.csv'));
const one = glmer('use ~ age + urban + (1 | district)', rows, { family: 'binomial', nAGQ: 1 });
const slopes = glmer('use ~ age + urban + (urban | district)', rows, {
  family: 'binomial',
  link: 'probit',
  nAGQ: 1,
});
const nested = glmer(
  'immun ~ kid2p + (1 | mom) + (1 | comm)',
  readTable(dataPath('guimmun.csv'), { factors: ['mom', 'comm'] }),
  { family: 'binomial', nAGQ: 1 },
);
const DISTRIBUTION = Math.PI ** 2 / 3;

test('of one random intercept: the intervals of its standard deviation, on the scale of the share', () => {
  for (const interval of ['profile', 'wald'] as const) {
    const [sd] = confint(one, { method: interval, parm: ['sd_(Intercept)|district'] }).intervals;
    const own = icc(one, { interval });
    const share = (x: number) => x ** 2 / (x ** 2 + DISTRIBUTION);
    // The logit of the share is twice the logarithm of the deviation and a constant.
    for (const found of [own.interval, own.groups[0].interval]) {
      expect(found?.lower).toBeCloseTo(share(sd.lower), 9);
      expect(found?.upper).toBeCloseTo(share(sd.upper), 9);
      expect(found?.estimate).toBeCloseTo(own.adjusted, 12);
    }
    expect(own.level).toBe(0.95);
  }
});

/** Share of the terms whose flag is set, from θ of the model: delta method by one-sided algebra on (θ, covariance). */
function byHand(
  model: typeof nested,
  share: (theta: Float64Array) => number,
): { lower: number; upper: number } {
  const { theta, fixed } = model;
  const covariance = model.covariance ?? new Float64Array(0);
  const size = Math.round(Math.sqrt(covariance.length));
  const p = fixed.names.length;
  const logit = (t: Float64Array) => Math.log(share(t) / (1 - share(t)));
  const slopes = theta.map((_, k) => {
    const h = 1e-5;
    const moved = (by: number) => logit(theta.map((x, l) => (l === k ? x + by : x)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
  let variance = 0;
  slopes.forEach((a, k) => {
    slopes.forEach((b, l) => {
      variance += a * b * covariance[(p + l) * size + p + k];
    });
  });
  const half = 1.959963984540054 * Math.sqrt(variance);
  const limit = (side: number) => 1 / (1 + Math.exp(-logit(theta) - side * half));
  return { lower: limit(-1), upper: limit(1) };
}

test('of two factors: the delta method on the scale of the logit', () => {
  const found = icc(nested, { interval: 'wald' });
  const all = byHand(nested, ([a, b]) => (a ** 2 + b ** 2) / (a ** 2 + b ** 2 + DISTRIBUTION));
  expect(found.interval?.lower).toBeCloseTo(all.lower, 7);
  expect(found.interval?.upper).toBeCloseTo(all.upper, 7);
  const mom = byHand(nested, ([a, b]) => a ** 2 / (a ** 2 + b ** 2 + DISTRIBUTION));
  expect(found.groups[0].interval?.lower).toBeCloseTo(mom.lower, 7);
  expect(found.groups[0].interval?.upper).toBeCloseTo(mom.upper, 7);
});

test('of random slopes: the mean variance over the rows', () => {
  const { design } = slopes;
  const urban = design.random[0].columns[1].reduce((sum, x) => sum + x, 0) / design.n;
  const found = icc(slopes, { interval: 'wald' });
  const wanted = byHand(slopes, ([a, b, c]) => {
    const between = a ** 2 + 2 * urban * a * b + urban * (b ** 2 + c ** 2);
    return between / (between + 1);
  });
  expect(found.interval?.lower).toBeCloseTo(wanted.lower, 7);
  expect(found.interval?.upper).toBeCloseTo(wanted.upper, 7);
});

test('loaded models, and what there is not', () => {
  const again = loadModel(saveModel(one));
  const kept = icc(again, { interval: 'wald' }).interval;
  expect(kept?.upper).toBeCloseTo(icc(one, { interval: 'wald' }).interval?.upper ?? 0, 12);
  expect(() => icc(again, { interval: 'profile' })).toThrow('need the rows');
  expect(() => icc(loadModel(saveModel(slopes)), { interval: 'wald' })).toThrow('need the rows');
  expect(() => icc(nested, { interval: 'profile' })).toThrow(
    'of a generalised model are for one random coefficient; take interval "wald"',
  );
});
