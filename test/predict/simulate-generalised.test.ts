import { describe, expect, test } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { refit } from '../../src/fit/refit.ts';
import { populationMean } from '../../src/predict/population-mean.ts';
import { simulate } from '../../src/predict/simulate.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';

const cbpp = glmer(
  'cbind(incidence, size - incidence) ~ period + (1 | herd)',
  readTable(dataPath('cbpp.csv'), { factors: ['period'] }),
  { family: 'binomial' },
);
const wishes = glmer(
  'numpos ~ religion + year + (1 | respond)',
  readTable(dataPath('socatt.csv'), { factors: ['year'] }),
  { family: 'ordinal', nAGQ: 1 },
);

const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    if (error instanceof BlupError) return error.code;
    throw error;
  }
  return undefined;
};

describe('responses of a generalised model', () => {
  const nsim = 20_000;

  test('have the mean over the population, and rows of a group go together', () => {
    const { n, values } = simulate(cbpp, { nsim, seed: 4 });
    const codes = cbpp.design.random[0].codes;
    const trials = cbpp.trials ?? new Float64Array();
    const [sd] = cbpp.theta;
    const meanOf = (i: number): number => {
      let sum = 0;
      for (let s = 0; s < nsim; s++) sum += values[s * n + i];
      return sum / nsim;
    };
    for (const row of [0, 5, 20]) {
      let eta = 0;
      cbpp.fixed.estimates.forEach((b, j) => {
        eta += b * cbpp.design.fixed.columns[j][row];
      });
      const { mean } = populationMean('logit', eta, sd);
      expect(Math.abs(meanOf(row) - trials[row] * mean)).toBeLessThan(
        (5 * trials[row]) / 2 / Math.sqrt(nsim),
      );
    }
    const covariance = (i: number, j: number): number => {
      const [a, b] = [meanOf(i), meanOf(j)];
      let sum = 0;
      for (let s = 0; s < nsim; s++) sum += (values[s * n + i] - a) * (values[s * n + j] - b);
      return sum / nsim;
    };
    const mate = codes.lastIndexOf(codes[0]);
    const stranger = codes.findIndex((c) => c !== codes[0]);
    const noise = Math.sqrt(covariance(0, 0) / nsim);
    expect(covariance(0, mate)).toBeGreaterThan(5 * noise * Math.sqrt(covariance(mate, mate)));
    expect(Math.abs(covariance(0, stranger))).toBeLessThan(
      5 * noise * Math.sqrt(covariance(stranger, stranger)),
    );
  });

  test('given the random effects have the fitted means', () => {
    const { n, values } = simulate(cbpp, { nsim, seed: 4, conditional: true });
    for (const row of [0, 7, 40]) {
      let sum = 0;
      for (let s = 0; s < nsim; s++) sum += values[s * n + row];
      const size = cbpp.trials?.[row] ?? 1;
      const p = cbpp.fitted[row];
      const se = Math.sqrt((size * p * (1 - p)) / nsim);
      expect(Math.abs(sum / nsim - size * p)).toBeLessThan(5 * se);
    }
  });

  test('do not depend on how many are drawn, and seeds differ', () => {
    const many = simulate(cbpp, { nsim: 5, seed: 9 });
    const one = simulate(cbpp, { nsim: 1, seed: 9 });
    expect(many.values.subarray(0, many.n)).toEqual(one.values);
    expect(simulate(cbpp, { seed: 10 }).values).not.toEqual(one.values);
  });

  test('are categories of an ordinal model', () => {
    const { values, categories } = simulate(wishes, { seed: 2 });
    expect(categories).toEqual(wishes.categories);
    expect(new Set(values).size).toBeGreaterThan(5);
    expect(Math.max(...values)).toBeLessThan(categories?.length ?? 0);
  });

  test('for new data, with trials', () => {
    const newdata = { period: ['1', '2'], herd: ['1', 'new'], size: [1000, 1000] };
    const { values, n } = simulate(cbpp, { newdata, trials: 'size', seed: 3 });
    expect(n).toBe(2);
    expect(values[0]).toBeGreaterThan(1);
    expect(codeOf(() => simulate(cbpp, { newdata, conditional: true }))).toBe('input');
    expect(codeOf(() => simulate(cbpp, { newdata, trials: 'sizes' }))).toBe('unknown-column');
    expect(codeOf(() => simulate(cbpp, { newdata, trials: [1, 2.5] }))).toBe('option');
    expect(codeOf(() => simulate(cbpp, { trials: [1] }))).toBe('option');
    expect(codeOf(() => simulate(cbpp, { precisionWeights: 'size' }))).toBe('option');
    const known = simulate(cbpp, {
      newdata,
      trials: 'size',
      conditional: true,
      allowNewLevels: true,
    });
    expect(known.values.every(Number.isFinite)).toBe(true);
  });
});

describe('refit', () => {
  test('of the own response is the model', () => {
    const again = refit(cbpp, cbpp.design.y);
    expect(again.objective).toBeCloseTo(cbpp.objective, 8);
    expect(again.points).toBe(cbpp.points);
    const ordinal = refit(wishes, wishes.design.y);
    expect(ordinal.objective).toBeCloseTo(wishes.objective, 7);
    expect(ordinal.thresholds?.estimates[0]).toBeCloseTo(wishes.thresholds?.estimates[0] ?? 0, 5);
  });

  test('refuses what the family does not take', () => {
    const y = cbpp.design.y.slice();
    y[3] = 0.5;
    expect(codeOf(() => refit(cbpp, y))).toBe('response');
    y[3] = 1000;
    expect(codeOf(() => refit(cbpp, y))).toBe('response');
    expect(codeOf(() => refit(cbpp, [1]))).toBe('response');
    expect(
      codeOf(() =>
        refit(
          wishes,
          wishes.design.y.map((k) => k + 1),
        ),
      ),
    ).toBe('response');
  });
});
