import { describe, expect, test } from 'vitest';
import { simulatedResiduals } from '../../src/diagnose/simulated-residuals.ts';
import type { BlupError } from '../../src/errors/blup-error.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { refit } from '../../src/fit/refit.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';
import { simulate } from '../../src/predict/simulate.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';

const salamanders = readTable(dataPath('salamanders.csv'));
const formula = 'count ~ mined + spp + (1 | site)';
const poisson = glmer(formula, salamanders, { family: 'poisson', nAGQ: 1 });
const negative = glmer(formula, salamanders, { family: 'negative-binomial-2', nAGQ: 1 });
const cbpp = glmer(
  'cbind(incidence, size - incidence) ~ period + (1 | herd)',
  readTable(dataPath('cbpp.csv'), { factors: ['period'] }),
  { family: 'binomial', nAGQ: 1 },
);

describe('simulated residuals of generalised models', () => {
  test('tell a Poisson model of overdispersed counts with too many zeros from a right one', () => {
    const wrong = simulatedResiduals(poisson);
    // The spread of the groups hides that within them, unless they are given.
    const within = simulatedResiduals(poisson, { conditional: true });
    expect(within.dispersion.statistic).toBeGreaterThan(1.2);
    expect(within.dispersion.p).toBeLessThan(0.05);
    expect(within.uniformity.pSimulated).toBeLessThan(0.01);
    expect(wrong.zeros?.observed).toBe(poisson.design.y.filter((y) => y === 0).length);
    expect(wrong.zeros?.statistic).toBeGreaterThan(1.1);
    expect(wrong.zeros?.p).toBe(0);
    const right = simulatedResiduals(negative);
    expect(right.zeros?.p).toBeGreaterThan(0.05);
    expect(right.uniformity.p).toBeGreaterThan(0.01);
  });

  test('expected zeros are those of the distribution', () => {
    const { zeros } = simulatedResiduals(poisson, { nsim: 2000, conditional: true });
    const expected = poisson.fitted.reduce((sum, mu) => sum + Math.exp(-mu), 0);
    expect(zeros?.expected).toBeGreaterThan(expected - 1.5);
    expect(zeros?.expected).toBeLessThan(expected + 1.5);
  });

  test('are uniform when the model is right, however small the counts', () => {
    const { values, n } = simulate(cbpp, { nsim: 30, seed: 17 });
    const pooled: number[] = [];
    const p: number[] = [];
    for (let r = 0; r < 30; r++) {
      const model = { ...cbpp, design: { ...cbpp.design, y: values.slice(r * n, (r + 1) * n) } };
      const found = simulatedResiduals(model, { nsim: 99, seed: 100 + r });
      pooled.push(...found.residuals);
      p.push(found.uniformity.pSimulated);
    }
    const mean = pooled.reduce((sum, x) => sum + x, 0) / pooled.length;
    const square = pooled.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / pooled.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
    expect(Math.abs(square - 1 / 12)).toBeLessThan(0.01);
    expect(p.filter((x) => x < 0.05).length).toBeLessThan(7);
  });

  test('chance decides between equal responses, by the seed', () => {
    const a = simulatedResiduals(cbpp, { seed: 3, nsim: 50 });
    expect(simulatedResiduals(cbpp, { seed: 3, nsim: 50 })).toEqual(a);
    expect(simulatedResiduals(cbpp, { seed: 4, nsim: 50 }).residuals).not.toEqual(a.residuals);
    expect(a.zeros).toBeDefined();
  });

  test('of continuous and ordered responses', () => {
    const gamma = glmer(
      'Reaction ~ Days + (Days | Subject)',
      readTable(dataPath('sleepstudy.csv')),
      {
        family: 'gamma',
        link: 'log',
        nAGQ: 1,
      },
    );
    const found = simulatedResiduals(gamma, { nsim: 100 });
    expect(found.zeros).toBeUndefined();
    expect(found.dispersion.p).toBeGreaterThan(0.01);
    const wishes = glmer(
      'numpos ~ year + (1 | respond)',
      readTable(dataPath('socatt.csv'), { factors: ['year'] }),
      {
        family: 'ordinal',
        nAGQ: 1,
      },
    );
    const { residuals } = simulatedResiduals(wishes, { nsim: 40 });
    expect(Math.min(...residuals)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...residuals)).toBeLessThanOrEqual(1);
  });

  test('say when responses cannot be drawn', () => {
    const { uniform } = randomStream(5);
    const y = Float64Array.from({ length: 60 }, () => 0.2 + uniform() ** 3 * 40);
    const group = Array.from({ length: 60 }, (_, i) => `g${i % 6}`);
    const inverse = glmer('y ~ 1 + (1 | group)', { y, group }, { family: 'gamma', nAGQ: 1 });
    const wide = {
      ...inverse,
      random: [{ ...inverse.random[0], template: Float64Array.of(50) }],
    };
    let code: string | undefined;
    try {
      simulatedResiduals(wide);
    } catch (error) {
      code = (error as BlupError).code;
    }
    expect(code).toBe('not-fitted');
    expect(refit(inverse, y).objective).toBeCloseTo(inverse.objective, 7);
  });
});
