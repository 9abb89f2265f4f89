import { describe, expect, test } from 'vitest';
import {
  binomial,
  poisson,
  type ResponseDistribution,
  responseDrawer,
} from '../../src/inference/distributions/draw-family.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';

const COUNT = 40_000;

/** Mean and variance within five standard errors of what they should be; the fourth moment is the sample's own. */
function checkMoments(draw: () => number, mean: number, variance: number): void {
  const values = Float64Array.from({ length: COUNT }, draw);
  const average = values.reduce((sum, x) => sum + x, 0) / COUNT;
  const squares = values.map((x) => (x - mean) ** 2);
  const spread = squares.reduce((sum, x) => sum + x, 0) / COUNT;
  const fourth = squares.reduce((sum, x) => sum + (x - spread) ** 2, 0) / COUNT;
  expect(Math.abs(average - mean)).toBeLessThan(5 * Math.sqrt(variance / COUNT));
  expect(Math.abs(spread - variance)).toBeLessThan(5 * Math.sqrt(fourth / COUNT) + 1e-12);
}

describe('numbers', () => {
  test.each([
    [1, 0.3],
    [12, 0.7],
    [13, 0.02],
    [200, 0.5],
    [10_000, 0.001],
  ])('binomial %d, %d', (n, p) => {
    const stream = randomStream(11);
    checkMoments(() => binomial(stream, n, p), n * p, n * p * (1 - p));
  });

  test.each([0.05, 3, 11.9, 30, 1000])('Poisson %d', (mean) => {
    const stream = randomStream(12);
    checkMoments(() => poisson(stream, mean), mean, mean);
  });

  test('have the right frequencies', () => {
    const stream = randomStream(13);
    const n = 30;
    const counts = new Float64Array(n + 1);
    for (let i = 0; i < COUNT; i++) counts[binomial(stream, n, 0.4)]++;
    let chance = 0.6 ** n;
    let chi = 0;
    let cells = 0;
    for (let k = 0; k <= n; k++) {
      if (COUNT * chance > 5) {
        chi += (counts[k] - COUNT * chance) ** 2 / (COUNT * chance);
        cells++;
      }
      chance *= ((n - k) / (k + 1)) * (0.4 / 0.6);
    }
    // Five standard deviations of χ².
    expect(chi).toBeLessThan(cells + 5 * Math.sqrt(2 * cells));
    expect(binomial(stream, 50, 0)).toBe(0);
    expect(binomial(stream, 50, 1)).toBe(50);
    expect(poisson(stream, 0)).toBe(0);
  });
});

describe('families', () => {
  const check = (
    distribution: ResponseDistribution,
    eta: number,
    mean: number,
    variance: number,
    trials = 1,
  ) => {
    const draw = responseDrawer(distribution);
    const stream = randomStream(21);
    checkMoments(() => draw(stream, eta, trials), mean, variance);
  };
  const mu = Math.exp(1.2);

  test('binomial of several trials', () => {
    const p = 1 / (1 + Math.exp(-0.4));
    check({ family: 'binomial', link: 'logit' }, 0.4, 7 * p, 7 * p * (1 - p), 7);
  });

  test('negative binomial, both variances', () => {
    check({ family: 'negative-binomial-1', link: 'log', dispersion: 1.7 }, 1.2, mu, mu * 2.7);
    check(
      { family: 'negative-binomial-2', link: 'log', dispersion: 1.7 },
      1.2,
      mu,
      mu * (1 + mu / 1.7),
    );
  });

  test('gamma, inverse Gaussian, beta, Gaussian', () => {
    check({ family: 'gamma', link: 'log', dispersion: 0.4 }, 1.2, mu, 0.4 * mu ** 2);
    check({ family: 'gamma', link: 'inverse', dispersion: 2.5 }, 0.5, 2, 2.5 * 4);
    check({ family: 'inverse-gaussian', link: 'log', dispersion: 0.1 }, 1.2, mu, 0.1 * mu ** 3);
    const p = 1 / (1 + Math.exp(0.4));
    check({ family: 'beta', link: 'logit', dispersion: 3 }, -0.4, p, (p * (1 - p)) / 4);
    check({ family: 'gaussian', link: 'log', dispersion: 0.9 }, 1.2, mu, 0.9);
  });

  test('categories', () => {
    const draw = responseDrawer({ family: 'ordinal', link: 'logit', thresholds: [-1, 0.5, 2] });
    const stream = randomStream(22);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < COUNT; i++) counts[draw(stream, 0.3, 1)]++;
    const below = [-1, 0.5, 2].map((t) => 1 / (1 + Math.exp(0.3 - t)));
    const chances = [below[0], below[1] - below[0], below[2] - below[1], 1 - below[2]];
    counts.forEach((count, k) => {
      const se = Math.sqrt(COUNT * chances[k] * (1 - chances[k]));
      expect(Math.abs(count - COUNT * chances[k])).toBeLessThan(5 * se);
    });
  });

  test('no mean, no number', () => {
    const stream = randomStream(23);
    expect(responseDrawer({ family: 'gamma', link: 'inverse' })(stream, -1, 1)).toBeNaN();
    expect(responseDrawer({ family: 'poisson', link: 'log' })(stream, Number.NaN, 1)).toBeNaN();
    expect(responseDrawer({ family: 'poisson', link: 'log' })(stream, 800, 1)).toBeNaN();
    expect(responseDrawer({ family: 'binomial', link: 'log' })(stream, 0.1, 1)).toBeNaN();
    expect(
      responseDrawer({ family: 'beta', link: 'logit', dispersion: 1e-3 })(stream, 9, 1),
    ).toBeLessThan(1);
  });
});
