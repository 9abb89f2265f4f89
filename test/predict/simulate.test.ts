import { describe, expect, it } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';
import { simulate } from '../../src/predict/simulate.ts';
import { simulateDesign } from '../../src/predict/simulate-design.ts';
import { readTable } from '../../src/table/read-file.ts';

const data = readTable(new URL('../reference/data/sleepstudy.csv', import.meta.url).pathname);
const model = lmer('Reaction ~ Days + (Days | Subject)', data);

/** Mean over responses of each row, and the covariance of two rows. */
function moments(values: Float64Array, n: number) {
  const count = values.length / n;
  const mean = (i: number) => {
    let sum = 0;
    for (let s = 0; s < count; s++) sum += values[s * n + i];
    return sum / count;
  };
  const covariance = (i: number, j: number) => {
    const [a, b] = [mean(i), mean(j)];
    let sum = 0;
    for (let s = 0; s < count; s++) sum += (values[s * n + i] - a) * (values[s * n + j] - b);
    return sum / (count - 1);
  };
  return { mean, covariance };
}

describe('simulate', () => {
  const nsim = 20000;
  const [v0, c, , v1] = model.random[0].covariance;
  const [intercept, slope] = model.fixed.estimates;
  const variance = (a: number, b: number) => v0 + c * (a + b) + v1 * a * b;

  it('has the mean and the covariances of the model', () => {
    const { values, n } = simulate(model, { nsim, seed: 3 });
    const { mean, covariance } = moments(values, n);
    const total = Math.sqrt(variance(9, 9) + model.sigma ** 2);
    // Rows 0 and 9 are days 0 and 9 of one subject, row 10 is another's. Five standard errors.
    expect(Math.abs(mean(9) - intercept - 9 * slope)).toBeLessThan((5 * total) / Math.sqrt(nsim));
    const near = (i: number, j: number, expected: number) => {
      const size = Math.sqrt((expected ** 2 + total ** 4) / nsim);
      expect(Math.abs(covariance(i, j) - expected)).toBeLessThan(5 * size);
    };
    near(9, 9, variance(9, 9) + model.sigma ** 2);
    near(0, 9, variance(0, 9));
    near(9, 10, 0);
  });

  it('keeps the predicted effects when they are given', () => {
    const { values, n } = simulate(model, { nsim, seed: 3, conditional: true });
    const { mean, covariance } = moments(values, n);
    expect(Math.abs(mean(9) - model.fitted[9])).toBeLessThan((5 * model.sigma) / Math.sqrt(nsim));
    expect(Math.abs(covariance(9, 9) / model.sigma ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / nsim));
  });

  it('draws the effects first, then the rows, of stream i of the seed', () => {
    const { values, n } = simulate(model, { nsim: 3, seed: 12, conditional: true });
    const { normal } = randomStream(12, 2);
    const all = Array.from({ length: 36 + n }, normal);
    expect(values[2 * n + 5]).toBeCloseTo(model.fitted[5] + model.sigma * all[36 + 5], 9);
    expect(simulate(model, { nsim: 2, seed: 12, conditional: true }).values).toEqual(
      values.slice(0, 2 * n),
    );
  });

  it('takes new data', () => {
    const newdata = { Days: [1, 2, null], Subject: ['x', '308', '308'] };
    const { values } = simulate(model, { newdata });
    expect([...values].map(Number.isNaN)).toEqual([false, false, true]);
    expect(() => simulate(model, { newdata, conditional: true })).toThrow(
      'grouping factor Subject has the level "x" in row 1',
    );
    expect(simulate(model, { newdata, conditional: true, allowNewLevels: true }).n).toBe(3);
  });

  it('of a design with the parameters of the model is that of the model', () => {
    const parameters = {
      beta: { '(Intercept)': intercept, Days: slope },
      sd: { '(Intercept)|Subject': Math.sqrt(v0), 'Days|Subject': Math.sqrt(v1) },
      cor: { 'Days.(Intercept)|Subject': c / Math.sqrt(v0 * v1) },
      sigma: model.sigma,
    };
    const own = simulate(model, { nsim: 2, seed: 7 }).values;
    const formula = 'Reaction ~ Days + (Days | Subject)';
    const planned = { ...data, names: ['Days', 'Subject'], columns: new Map(data.columns) };
    planned.columns.delete('Reaction');
    const { values, responseName } = simulateDesign(formula, planned, {
      ...parameters,
      nsim: 2,
      seed: 7,
    });
    expect(responseName).toBe('Reaction');
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(own[i], 7);
    });
    const { covariance } = {
      covariance: {
        Subject: [
          [v0, c],
          [c, v1],
        ],
      },
    };
    const matrix = { beta: parameters.beta, covariance, sigma: model.sigma, seed: 7 };
    expect(simulateDesign(formula, planned, matrix).values[3]).toBeCloseTo(own[3], 7);
    const bad = { ...parameters, cor: { 'Days.(Intercept)|Subject': 1.5 } };
    expect(() => simulateDesign(formula, planned, bad)).toThrow('no covariance matrix');
  });

  it('refuses what is no count or seed', () => {
    expect(() => simulate(model, { nsim: 0 })).toThrow('nsim must be a whole number');
    expect(() => simulate(model, { seed: -1 })).toThrow('seed must be a whole number');
    const weighted = lmer('Reaction ~ Days + (1 | Subject)', data, {
      frequencyWeights: new Array(180).fill(2),
    });
    expect(() => simulate(weighted)).toThrow('frequency weights');
  });
});
