import { describe, expect, test } from 'vitest';
import { glmer } from '../../src/fit/glmer.ts';
import { refit } from '../../src/fit/refit.ts';
import { contest } from '../../src/inference/contrasts/contest.ts';
import { contrastTest } from '../../src/inference/contrasts/contrast-test.ts';
import { power } from '../../src/predict/power.ts';
import { simulate } from '../../src/predict/simulate.ts';
import { simulateDesign } from '../../src/predict/simulate-design.ts';
import { loadModel } from '../../src/save/load-model.ts';
import { saveModel } from '../../src/save/save-model.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';

const cbpp = readTable(dataPath('cbpp.csv'), { factors: ['period'] });
const model = glmer('cbind(incidence, size - incidence) ~ period + (1 | herd)', cbpp, {
  family: 'binomial',
  nAGQ: 3,
});

describe('of a fitted model', () => {
  const nsim = 12;
  const { n, values } = simulate(model, { nsim, seed: 5 });
  const fits = Array.from({ length: nsim }, (_, r) =>
    refit(model, values.subarray(r * n, (r + 1) * n)),
  );

  test('it is the share of rejections among fits to simulated responses', () => {
    const p = fits.map((fit) => contrastTest(fit, [0, 1, 0, 0], 'none').p);
    // A size of the test at which they divide.
    const alpha = [...p].sort((a, b) => a - b)[5] * 1.0001;
    const { points, ddf } = power(model, 'period2', { nsim, seed: 5, alpha });
    expect(ddf).toBe('none');
    expect(points[0]).toMatchObject({ copies: 1, nobs: 56, groups: { herd: 15 } });
    expect(points[0]).toMatchObject({ rejected: 6, tested: nsim, failed: 0, power: 0.5 });
  });

  test('of several effects at once', () => {
    const all = [
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ];
    const p = fits.map((fit) => contest(fit, all, { ddf: 'none' }).p);
    const alpha = [...p].sort((a, b) => a - b)[3] * 1.0001;
    const { points, effect } = power(model, ['period2', 'period3'], { nsim, seed: 5, alpha });
    expect(points[0].rejected).toBe(4);
    expect(effect).toBe('period2, period3');
  });

  test('what there is not', () => {
    expect(() => power(model, 'period2', { ddf: 'satterthwaite' })).toThrow('is for linear models');
    expect(() => power(loadModel(saveModel(model)), 'period2')).toThrow('need the rows');
    expect(() => power(model, 'period2', { onProgress: () => false })).toThrow('cancelled');
  });
});

test('responses of a design are those of a model with the same parameters', () => {
  const { design, trials = [] } = model;
  const beta = Object.fromEntries(
    model.fixed.names.map((name, j) => [name, model.fixed.estimates[j]]),
  );
  const drawn = simulateDesign('~ period + (1 | herd)', cbpp, {
    family: 'binomial',
    trials: 'size',
    beta,
    sd: { herd: model.random[0].template[0] },
    nsim: 3,
    seed: 9,
  });
  expect(trials).toHaveLength(design.n);
  expect(drawn.values).toEqual(simulate(model, { nsim: 3, seed: 9 }).values);
});

describe('of a planned study', () => {
  const rows = (copies: number) => {
    const study = { school: [] as string[], treated: [] as number[] };
    for (let c = 0; c < copies; c++) {
      for (let i = 0; i < 120; i++) {
        study.school.push(`${c}-${String(Math.floor(i / 10)).padStart(2, '0')}`);
        study.treated.push(Math.floor(i / 10) % 2);
      }
    }
    return study;
  };
  const truth = {
    formula: '~ treated + (1 | school)',
    family: 'binomial',
    beta: { '(Intercept)': -0.5, treated: 1.2 },
    sd: { school: 0.6 },
    nAGQ: 5,
  } as const;

  test('copies are rows with groups of their own', () => {
    const options = { nsim: 20, seed: 2 };
    const [, twice] = power({ ...truth, data: rows(1) }, 'treated', {
      ...options,
      copies: [1, 2],
    }).points;
    const [whole] = power({ ...truth, data: rows(2) }, 'treated', options).points;
    expect({ ...twice, copies: 1 }).toEqual(whole);
    expect(twice.nobs).toBe(240);
    expect(twice.groups).toEqual({ school: 24 });
  });

  test('without an effect a test rejects about as often as its size', () => {
    const data = rows(3);
    const none = { ...truth, data, beta: { '(Intercept)': -0.5 } };
    const { points } = power(none, 'treated', { nsim: 150, seed: 1, alpha: 0.1 });
    // 150 draws of chance 0.1: a number beyond these limits has a chance below 1e-4.
    expect(points[0].rejected).toBeGreaterThan(3);
    expect(points[0].rejected).toBeLessThan(33);
    const strong = power({ ...truth, data }, 'treated', { nsim: 50, seed: 1 });
    expect(strong.points[0].power).toBeGreaterThan(0.9);
  });

  test('other families, with what they need', () => {
    const counts = { ...truth, data: rows(1), beta: { '(Intercept)': 1, treated: 0.5 } };
    const options = { nsim: 5, seed: 1 };
    const negative = { ...counts, family: 'nbinom2', dispersion: 2 };
    expect(power(negative, 'treated', options).points[0].tested).toBe(5);
    expect(() => power({ ...counts, family: 'nbinom2' }, 'treated')).toThrow('needs dispersion');
    expect(() => power({ ...counts, family: 'poisson', dispersion: 2 }, 'treated')).toThrow(
      'has no dispersion',
    );
    expect(() => power({ ...counts, family: 'ordinal' }, 'treated')).toThrow('ordinal');
    expect(() => power({ ...truth, data: rows(1), trials: 0 }, 'treated')).toThrow('trials');
    const many = power({ ...truth, data: rows(1), trials: 20 }, 'treated', { nsim: 20, seed: 2 });
    const one = power({ ...truth, data: rows(1) }, 'treated', { nsim: 20, seed: 2 });
    expect(many.points[0].power).toBeGreaterThanOrEqual(one.points[0].power);
  });
});
