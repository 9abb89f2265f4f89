import { describe, expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { refitML } from '../../src/fit/refit.ts';
import {
  type Bootstrap,
  bootstrap,
  joinBootstraps,
} from '../../src/inference/bootstrap/bootstrap.ts';
import { pbmodcomp } from '../../src/inference/bootstrap/pbmodcomp.ts';
import { asTable } from '../../src/table/as-table.ts';
import { readTable } from '../../src/table/read-file.ts';
import type { NumericColumn } from '../../src/table/table.ts';
import reference from '../reference/bootstrap.json' with { type: 'json' };

const folder = new URL('../reference/data/', import.meta.url).pathname;
const sleep = readTable(`${folder}sleepstudy.csv`);
const model = lmer('Reaction ~ Days + (Days | Subject)', sleep);
const pastes = lmer('strength ~ 1 + (1 | batch/cask)', readTable(`${folder}pastes.csv`));
const icc = ({ variance, sigma }: { variance: Readonly<Record<string, number>>; sigma: number }) =>
  variance['(Intercept)|Subject'] / (variance['(Intercept)|Subject'] + sigma ** 2);

function values({ names, replicates }: Bootstrap, name: string): Float64Array {
  return replicates.filter((_, at) => at % names.length === names.indexOf(name));
}

describe('bootstrap', () => {
  test('defaults: every parameter under the names of confint', () => {
    const boot = bootstrap(model, { nsim: 20 });
    expect(boot.singular).toBe(0);
    expect(boot.names).toEqual([
      'sd_(Intercept)|Subject',
      'cor_Days.(Intercept)|Subject',
      'sd_Days|Subject',
      'sigma',
      '(Intercept)',
      'Days',
    ]);
    const { covariance } = model.random[0];
    const expected = [
      Math.sqrt(covariance[0]),
      covariance[1] / Math.sqrt(covariance[0] * covariance[3]),
      Math.sqrt(covariance[3]),
      model.sigma,
      ...model.fixed.estimates,
    ];
    boot.original.forEach((x, j) => {
      expect(x).toBeCloseTo(expected[j], 9);
    });
    expect(boot.replicates.length).toBe(120);
    expect(structuredClone(boot)).toEqual(boot);
    expect(boot).toMatchObject({ nsim: 20, seed: 1, first: 0, failed: 0, method: 'REML' });
  });

  test('ranges in any order are the whole, bit for bit', () => {
    const whole = bootstrap(pastes, { nsim: 90, seed: 7 });
    expect(whole.singular).toBe(
      values(whole, 'sd_(Intercept)|batch').reduce((sum, x) => sum + (x === 0 ? 1 : 0), 0),
    );
    expect(whole.singular).toBeGreaterThan(5);
    const parts = [
      bootstrap(pastes, { first: 50, nsim: 40, seed: 7 }),
      bootstrap(pastes, { first: 0, nsim: 13, seed: 7 }),
      bootstrap(pastes, { first: 13, nsim: 37, seed: 7 }),
    ];
    expect(joinBootstraps(parts)).toEqual(whole);
    expect(bootstrap(pastes, { nsim: 90, seed: 8 }).replicates).not.toEqual(whole.replicates);
    expect(() => joinBootstraps(parts.slice(0, 2))).toThrow('replicate 13 is missing');
    expect(() => joinBootstraps([])).toThrow('no bootstraps');
    expect(() =>
      joinBootstraps([whole, bootstrap(pastes, { first: 90, nsim: 5, seed: 8 })]),
    ).toThrow('no ranges of one simulation');
  });

  test('statistics: a number, several, named', () => {
    const one = bootstrap(model, { statistic: icc, nsim: 30 });
    expect(one.names).toEqual(['statistic']);
    const two = bootstrap(model, { statistic: (e) => [icc(e), e.fixef.Days], nsim: 30 });
    expect(two.names).toEqual(['t1', 't2']);
    const named = bootstrap(model, {
      statistic: (e) => ({ icc: icc(e), slope: e.fixef.Days, reml: e.objective }),
      nsim: 30,
    });
    expect(named.names).toEqual(['icc', 'slope', 'reml']);
    expect(values(named, 'icc')).toEqual(one.replicates);
    expect(named.original[2]).toBe(model.objective);
    const slopes = Array.from(values(named, 'slope'));
    const mean = slopes.reduce((sum, x) => sum + x, 0) / 30;
    expect(named.bias[1]).toBeCloseTo(mean - model.fixed.estimates[1], 12);
    const squares = slopes.reduce((sum, x) => sum + (x - mean) ** 2, 0);
    expect(named.standardErrors[1]).toBeCloseTo(Math.sqrt(squares / 29), 12);
  });

  test('units and origins change no replicate', () => {
    const days = (sleep.columns.get('Days') as NumericColumn).values;
    const table = asTable({
      Reaction: (sleep.columns.get('Reaction') as NumericColumn).values.map((y) => 5000 + 100 * y),
      Days: days.map((x) => 1990 + x / 365),
      Subject: sleep.columns.get('Subject') as never,
    });
    const moved = bootstrap(lmer('Reaction ~ Days + (Days | Subject)', table), { nsim: 50 });
    const own = bootstrap(model, { nsim: 50 });
    for (const [name, factor] of [
      ['sigma', 100],
      ['sd_Days|Subject', 36500],
      ['Days', 36500],
    ] as const) {
      const there = values(moved, name);
      values(own, name).forEach((x, i) => {
        expect(Math.abs(there[i] / (factor * x) - 1)).toBeLessThan(1e-6);
      });
    }
  });

  test('the other method is that of the other fit', () => {
    const other = bootstrap(model, { method: 'ML', nsim: 25 });
    const own = bootstrap(refitML(model), { nsim: 25 });
    expect(other.method).toBe('ML');
    other.original.forEach((x, j) => {
      expect(Math.abs(x / own.original[j] - 1)).toBeLessThan(1e-6);
    });
    other.replicates.forEach((x, at) => {
      expect(Math.abs(x / own.replicates[at] - 1)).toBeLessThan(1e-4);
    });
  });

  test('progress and cancellation', () => {
    const seen: number[] = [];
    const onProgress = (done: number) => {
      seen.push(done);
      return true;
    };
    const nsim = 4000;
    const boot = bootstrap(model, { nsim, onProgress });
    expect(boot).toEqual(bootstrap(model, { nsim }));
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(nsim);
    // Stops long before the end: so many replicates would take seconds.
    const stop = (done: number) => done < 10;
    expect(() => bootstrap(model, { nsim: 2e5, onProgress: stop })).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
    expect(bootstrap(model, { nsim: 5, seed: 3 }).failed).toBe(0);
  });

  test('bad input', () => {
    const bad = (options: object) => () => bootstrap(model, options);
    expect(bad({ nsim: 0 })).toThrow('nsim must be a whole number of at least 1, not 0');
    expect(bad({ nsim: 2.5 })).toThrow('not 2.5');
    expect(bad({ first: -1 })).toThrow('first must be');
    expect(bad({ seed: 'a' })).toThrow('seed must be');
    expect(bad({ method: 'reml' })).toThrow("method must be 'REML' or 'ML'");
    expect(bad({ statistic: 'icc' })).toThrow('statistic must be a function');
    expect(bad({ statistic: () => 'x', nsim: 2 })).toThrow('the statistic must return');
    let calls = 0;
    expect(bad({ statistic: () => (calls++ === 0 ? [1] : [1, 2]), nsim: 2 })).toThrow(
      'as many for every fit',
    );
  });

  test('means and standard deviations of bootMer', () => {
    const boot = bootstrap(model, { nsim: 20000, seed: 2 });
    const { nsim, names, mean, sd } = reference.sleepstudy;
    names.forEach((name, j) => {
      const at = boot.names.indexOf(name);
      const error = sd[j] / Math.sqrt(nsim);
      // Four Monte-Carlo standard errors of the reference, ours being small beside it.
      expect(Math.abs(boot.original[at] + boot.bias[at] - mean[j])).toBeLessThan(4.2 * error);
      expect(Math.abs(boot.standardErrors[at] / sd[j] - 1)).toBeLessThan(4.2 / Math.sqrt(2 * nsim));
    });
  });
});

describe('pbmodcomp', () => {
  const large = lmer('Reaction ~ Days + I(Days^2) + (Days | Subject)', sleep);

  test('as PBmodcomp', () => {
    const { nsim, mean, statistic, p } = reference.quadratic;
    const test = pbmodcomp(large, model, { nsim: 4000, seed: 4 });
    expect(test.statistic).toBeCloseTo(statistic, 5);
    expect(test.df).toBe(1);
    const own = test.replicates.reduce((sum, x) => sum + x, 0) / 4000;
    const error = reference.quadratic.sd * Math.sqrt(1 / nsim + 1 / 4000);
    expect(Math.abs(own - mean)).toBeLessThan(4 * error);
    expect(Math.abs(test.p - p)).toBeLessThan(
      4 * Math.hypot(test.pError, Math.sqrt((p * (1 - p)) / nsim)),
    );
    expect(test.pChiSquared).toBeCloseTo(0.1979, 4);
  });

  test('order, ranges and cancellation', () => {
    const whole = pbmodcomp(large, model, { nsim: 40, seed: 4 });
    expect(pbmodcomp(model, large, { nsim: 40, seed: 4 })).toEqual(whole);
    const part = pbmodcomp(large, model, { first: 15, nsim: 25, seed: 4 });
    expect(part.replicates).toEqual(whole.replicates.slice(15));
    const onProgress = () => false;
    expect(() => pbmodcomp(large, model, { nsim: 200, onProgress })).toThrow(
      expect.objectContaining({ code: 'cancelled' }),
    );
  });

  test('bad input', () => {
    expect(() => pbmodcomp(model, model)).toThrow('same number of parameters');
    expect(() => pbmodcomp(model, pastes)).toThrow('different responses');
    expect(() => pbmodcomp(large, model, { nsim: -1 })).toThrow('nsim must be');
  });
});
