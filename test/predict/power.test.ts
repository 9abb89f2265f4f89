import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { refit } from '../../src/fit/refit.ts';
import { satterthwaite } from '../../src/inference/contrasts/satterthwaite.ts';
import { binomialInterval } from '../../src/predict/binomial-interval.ts';
import { power } from '../../src/predict/power.ts';
import type { PlannedStudy } from '../../src/predict/power-record.ts';
import { simulateDesign } from '../../src/predict/simulate-design.ts';

interface Trial {
  readonly J: number;
  readonly m: number;
  readonly tau: number;
  readonly sigma: number;
  readonly delta: number;
  readonly power: number;
}

const trials = JSON.parse(
  readFileSync(new URL('../reference/power.json', import.meta.url), 'utf8'),
) as Trial[];

function study({ J, m, tau, sigma, delta }: Trial): PlannedStudy {
  const n = J * m;
  return {
    formula: '~ treated + (1 | cluster)',
    data: {
      treated: Array.from({ length: n }, (_, i) => Math.floor(i / m) % 2),
      cluster: Array.from({ length: n }, (_, i) => `c${Math.floor(i / m)}`),
    },
    beta: { '(Intercept)': 5, treated: delta },
    sd: { cluster: tau },
    sigma,
  };
}

describe('power of a balanced cluster-randomised trial is that of the noncentral t distribution', () => {
  // 4 standard errors of the simulation: passed by chance once in 16,000 comparisons.
  const nsim = 2000;
  const band = (p: number) => 4 * Math.sqrt((p * (1 - p)) / nsim);

  it.each(trials)('$J clusters, effect $delta', (trial) => {
    const [point] = power(study(trial), 'treated', { nsim, seed: 3 }).points;
    expect(point.failed).toBe(0);
    expect(Math.abs(point.power - trial.power)).toBeLessThan(band(trial.power));
    expect(point.lower).toBeLessThan(point.power);
    expect(point.upper).toBeGreaterThan(point.power);
  });

  it('along copies of the groups', () => {
    const [ten, twenty, forty] = trials.filter(({ delta }) => delta === 1);
    const { points } = power(study(ten), 'treated', { nsim, seed: 5, copies: [1, 2, 4] });
    expect(points.map(({ groups, nobs }) => [groups.cluster, nobs])).toEqual([
      [10, 80],
      [20, 160],
      [40, 320],
    ]);
    [ten, twenty, forty].forEach((trial, i) => {
      expect(Math.abs(points[i].power - trial.power)).toBeLessThan(band(trial.power));
    });
  });
});

describe('power', () => {
  const trial = { J: 12, m: 6, tau: 1, sigma: 1, delta: 1, power: 0 };

  it('is the share of simulated rows that reject, within the error of both', () => {
    const { formula, data, ...parameters } = study(trial);
    const nsim = 400;
    const rows = simulateDesign(formula, data, { ...parameters, nsim, seed: 11 });
    const model = lmer(`y ${formula}`, { ...(data as object), y: rows.values.slice(0, rows.n) });
    let rejected = 0;
    for (let i = 0; i < nsim; i++) {
      const y = rows.values.subarray(i * rows.n, (i + 1) * rows.n);
      if (satterthwaite(refit(model, y), [0, 1]).p < 0.05) rejected++;
    }
    const [point] = power(study(trial), 'treated', { nsim: 4000, seed: 4 }).points;
    expect(Math.abs(point.power - rejected / nsim)).toBeLessThan((4 * 0.5) / Math.sqrt(nsim));
  });

  it('of a model takes its estimates as the truth', () => {
    const { formula, data, ...parameters } = study({ ...trial, J: 20 });
    const { values } = simulateDesign(formula, data, { ...parameters, seed: 2 });
    const model = lmer(`y ${formula}`, { ...(data as object), y: values });
    const [point] = power(model, 'treated', { nsim: 1000 }).points;
    const { fixed, random, sigma } = model;
    const given = {
      formula,
      data,
      beta: Object.fromEntries(fixed.names.map((name, j) => [name, fixed.estimates[j]])),
      covariance: { cluster: [[random[0].covariance[0]]] },
      sigma,
    };
    const [again] = power(given, 'treated', { nsim: 1000, seed: 9 }).points;
    expect(Math.abs(point.power - again.power)).toBeLessThan(4 * 0.5 * Math.sqrt(2 / 1000));
    // The same seed gives the same answer, an F-test of one row that of the t-test.
    expect(power(model, ['treated'], { nsim: 1000 }).points[0].rejected).toBe(point.rejected);
    expect(power(model, 'treated', { nsim: 1000 }).points[0]).toEqual(point);
    const value = `treated = ${fixed.estimates[1]}`;
    expect(power(model, value, { nsim: 1000 }).points[0].power).toBeLessThan(0.08);
    const rogers = power(model, 'treated', { nsim: 200, ddf: 'kenward-roger' }).points[0];
    expect(rogers.failed).toBe(0);
  });

  it('has an exact interval', () => {
    // R: binom.test(17, 40)$conf.int, binom.test(0, 20), binom.test(20, 20)
    expect(binomialInterval(17, 40)).toEqual([
      expect.closeTo(0.2704290313, 9),
      expect.closeTo(0.5910994196, 9),
    ]);
    expect(binomialInterval(0, 20)).toEqual([0, expect.closeTo(0.168433471, 9)]);
    expect(binomialInterval(20, 20)).toEqual([expect.closeTo(0.831566529, 9), 1]);
  });

  it.each([
    [{}, 'treatd', {}, '"treatd" is no coefficient; did you mean "treated"?'],
    [{ beta: { treatment: 1 } }, 'treated', {}, 'beta: "treatment" is unknown'],
    [{ sd: {} }, 'treated', {}, 'sd of "(Intercept)|cluster" is missing'],
    [{ sd: { cluster: -1 } }, 'treated', {}, 'must be 0 or more, not -1'],
    [{ sigma: 0 }, 'treated', {}, 'sigma must be positive'],
    [{}, 'treated', { nsim: 0 }, 'nsim must be a whole number'],
    [{}, 'treated', { copies: [0] }, 'copies must be whole numbers'],
    [{}, 'treated', { alpha: 5 }, 'alpha must lie between 0 and 1'],
    [{}, 'treated', { onProgress: () => false }, 'cancelled'],
  ])('%j %s %j is refused', (change, effect, options, message) => {
    expect(() => power({ ...study(trial), ...change }, effect, options)).toThrow(message);
  });
});
