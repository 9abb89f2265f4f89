import { describe, expect, test } from 'vitest';
import { binomialTest } from '../../src/diagnose/binomial-test.ts';
import { kolmogorovTail } from '../../src/diagnose/kolmogorov.ts';
import { simulatedResiduals } from '../../src/diagnose/simulated-residuals.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { normalTail } from '../../src/inference/distributions/normal.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';
import { distance, fitCase, reference } from './diagnose-cases.ts';

test('binomial test as binom.test', () => {
  for (const [count, trials, p, expected] of reference.binomial) {
    expect(binomialTest(count, trials, p) / expected).toBeCloseTo(1, 9);
  }
});

test('Kolmogorov distribution as ks.test', () => {
  for (const [x, expected] of reference.kolmogorov) {
    // R breaks its series off at 1e-6, and below 1 after the first term, which is good to 1e-5.
    expect(Math.abs(kolmogorovTail(x) - expected)).toBeLessThan(x < 1 ? 2e-5 : 2e-6);
  }
  // Either side of 1 has a series of its own.
  expect(Math.abs(kolmogorovTail(1 - 1e-12) - kolmogorovTail(1))).toBeLessThan(1e-11);
  expect(kolmogorovTail(0.2)).toBeCloseTo(1, 10);
});

describe('simulated residuals', () => {
  const model = fitCase(reference.cases[1]);

  test('are the probabilities of the model, but for the simulation', () => {
    const { design, fitted, sigma, random } = model;
    const weights = design.precisionWeights ?? [];
    const nsim = 4000;
    const kept = simulatedResiduals(model, { nsim, conditional: true }).residuals;
    const conditional = kept.map((_, i) =>
      normalTail((-(design.y[i] - fitted[i]) * Math.sqrt(weights[i])) / sigma),
    );
    // Four standard errors of a share.
    expect(distance(kept, conditional, 1)).toBeLessThan(4 * Math.sqrt(0.25 / nsim));
    const drawn = simulatedResiduals(model, { nsim }).residuals;
    const { effects, covariance } = random[0];
    const { codes, columns } = design.random[0];
    const marginal = drawn.map((_, i) => {
      const z = columns.map((column) => column[i]);
      const b = [effects[2 * codes[i]], effects[2 * codes[i] + 1]];
      const mean = fitted[i] - z[0] * b[0] - z[1] * b[1];
      const variance =
        covariance[0] * z[0] ** 2 +
        2 * covariance[1] * z[0] * z[1] +
        covariance[3] * z[1] ** 2 +
        sigma ** 2 / weights[i];
      return normalTail(-(design.y[i] - mean) / Math.sqrt(variance));
    });
    expect(distance(drawn, marginal, 1)).toBeLessThan(4 * Math.sqrt(0.25 / nsim));
  });

  test('the same seed gives the same, another does not', () => {
    const options = { nsim: 50, seed: 7 };
    expect(simulatedResiduals(model, options)).toEqual(simulatedResiduals(model, options));
    expect(simulatedResiduals(model, { nsim: 50, seed: 8 })).not.toEqual(
      simulatedResiduals(model, options),
    );
  });

  test('p-values of data from the model are as they should be, also where rows share effects', () => {
    // Ten large groups: rows are far from independent, so that the usual p-value is often small.
    let small = 0;
    let usual = 0;
    const trials = 60;
    for (let r = 0; r < trials; r++) {
      const { normal } = randomStream(400, r);
      const effect = Array.from({ length: 10 }, () => 2 * normal());
      const rows = Array.from({ length: 300 }, (_, i) => ({
        g: `g${i % 10}`,
        y: effect[i % 10] + normal(),
      }));
      const { uniformity } = simulatedResiduals(lmer('y ~ 1 + (1 | g)', rows), { nsim: 60 });
      if (uniformity.pSimulated < 0.1) small++;
      if (uniformity.p < 0.1) usual++;
    }
    expect(small / trials).toBeLessThan(0.2);
    expect(usual / trials).toBeGreaterThan(0.3);
  });

  test('bad options', () => {
    expect(() => simulatedResiduals(model, { nsim: 1.5 })).toThrow('nsim must be');
    expect(() => simulatedResiduals(model, { seed: -1 })).toThrow('seed must be');
  });
});
