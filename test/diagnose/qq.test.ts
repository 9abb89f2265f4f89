import { describe, expect, test } from 'vitest';
import { normalBand } from '../../src/diagnose/normal-band.ts';
import { qqRanef, qqResiduals } from '../../src/diagnose/qq.ts';
import { normalTail } from '../../src/inference/distributions/normal.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';
import { fitCase, reference } from './diagnose-cases.ts';

describe('bands', () => {
  test('of the least of n numbers in closed form', () => {
    for (const n of [1, 7, 400, 20_000]) {
      const { lower, upper } = normalBand(n, { nsim: 20 });
      const least = (z: number) => -Math.expm1(n * Math.log1p(-normalTail(-z)));
      expect(least(lower[0])).toBeCloseTo(0.025, 8);
      expect(least(upper[0])).toBeCloseTo(0.975, 8);
    }
  });

  test('hold with the probability that they claim', () => {
    for (const n of [30, 400]) {
      const band = normalBand(n, { level: 0.9 });
      const position = (i: number) =>
        band.theoretical.reduce(
          (best, z, k) => (Math.abs(z - band.theoretical[best]) > Math.abs(z - i) ? k : best),
          0,
        );
      const draws = 600;
      let inside = 0;
      let pointwise = 0;
      const middle = position(0.7);
      for (let s = 0; s < draws; s++) {
        const { normal } = randomStream(99, s);
        const z = Float64Array.from({ length: n }, normal).sort();
        const at = Array.from(band.theoretical, (t) =>
          Math.round(n * (1 - normalTail(t)) + 0.5 - 1),
        );
        if (
          at.every((i, k) => z[i] >= band.simultaneousLower[k] && z[i] <= band.simultaneousUpper[k])
        ) {
          inside++;
        }
        const value = z[at[middle]];
        if (value >= band.lower[middle] && value <= band.upper[middle]) pointwise++;
      }
      // Standard error 0.012 of either share, and as much again of the calibration.
      expect(Math.abs(inside / draws - 0.9)).toBeLessThan(0.04);
      expect(Math.abs(pointwise / draws - 0.9)).toBeLessThan(0.03);
    }
  });

  test('bad options', () => {
    expect(() => normalBand(10, { level: 2 })).toThrow('level is 2');
    expect(() => normalBand(10, { nsim: 3 })).toThrow('nsim must be');
  });
});

describe('quantile–quantile plots', () => {
  const model = fitCase(reference.cases[0]);

  test('of residuals', () => {
    const qq = qqResiduals(model);
    expect(qq.sample.length).toBe(180);
    expect(Array.from(qq.sample)).toEqual(Array.from(qq.sample).toSorted((a, b) => a - b));
    // Subject 332 on day 6 is the known outlier of sleepstudy.
    expect(model.rows[qq.index[179]] + 1).toBe(57);
    expect(qq.outside).toBeGreaterThan(0);
    expect(structuredClone(qq)).toEqual(qq);
  });

  test('of random effects, each in units of its own deviation', () => {
    const [intercept, slope] = qqRanef(model);
    expect([intercept.name, slope.name]).toEqual(['(Intercept)', 'Days']);
    const { covariance, effects, prediction } = model.random[0];
    const level = slope.index[17];
    expect(slope.sample[17]).toBeCloseTo(
      effects[2 * level + 1] / Math.sqrt(covariance[3] - prediction[4 * level + 3]),
      10,
    );
    expect(slope.outside).toBe(0);
  });
});
