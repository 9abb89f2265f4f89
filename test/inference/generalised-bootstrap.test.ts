import { describe, expect, test } from 'vitest';
import { standardErrors } from '../../src/effects/vcov.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import type { FittedGeneralisedModel } from '../../src/fit/generalised-model.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { refit } from '../../src/fit/refit.ts';
import { bootstrap, joinBootstraps } from '../../src/inference/bootstrap/bootstrap.ts';
import { bootstrapInterval } from '../../src/inference/bootstrap/bootstrap-interval.ts';
import { pbmodcomp } from '../../src/inference/bootstrap/pbmodcomp.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { simulate } from '../../src/predict/simulate.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';

const table = (name: string, factors: string[] = []) => readTable(dataPath(name), { factors });
const cbpp = glmer(
  'cbind(incidence, size - incidence) ~ period + (1 | herd)',
  table('cbpp.csv', ['period']),
  {
    family: 'binomial',
  },
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

/** A replicate is the fit, by glmer's own search, of the response that simulate draws. */
function checkReplicates(model: FittedGeneralisedModel, nsim = 3): void {
  const { replicates, names, failed } = bootstrap(model, { nsim, seed: 5 });
  expect(failed).toBe(0);
  const { values, n } = simulate(model, { nsim, seed: 5 });
  for (let r = 0; r < nsim; r++) {
    const own = refit(model, values.subarray(r * n, (r + 1) * n));
    const expected = bootstrap(own, { nsim: 1 }).original;
    const size = Array.from(bootstrap(model, { nsim: 1 }).original, Math.abs);
    names.forEach((name, j) => {
      const found = replicates[r * names.length + j];
      // The search ends at a decrement of 1e-10, which is 1e-5 standard errors.
      const difference = Math.abs(found - expected[j]);
      if (Number.isNaN(found)) expect(expected[j]).toBeNaN();
      else expect(difference / (1e-3 + size[j]), `${name} of ${r}`).toBeLessThan(2e-4);
    });
  }
}

describe('replicates', () => {
  test('are fits of simulated responses: trials, quadrature', () => checkReplicates(cbpp, 6));

  test('collapsed rows', () => {
    checkReplicates(
      glmer('use ~ urban + livch + (1 | district)', table('contraception.csv'), {
        family: 'binomial',
        nAGQ: 5,
      }),
    );
    checkReplicates(
      glmer('count ~ mined + (1 | site)', table('salamanders.csv'), { family: 'poisson', nAGQ: 7 }),
    );
  });

  test('a slope, Laplace', () => {
    checkReplicates(
      glmer('use ~ age + urban + (urban | district)', table('contraception.csv'), {
        family: 'binomial',
        nAGQ: 1,
      }),
    );
  });

  test('dispersions and thresholds', () => {
    checkReplicates(
      glmer('count ~ mined + (1 | site)', table('salamanders.csv'), {
        family: 'negative-binomial-1',
        nAGQ: 1,
      }),
    );
    checkReplicates(
      glmer('Reaction ~ Days + (Days | Subject)', table('sleepstudy.csv'), {
        family: 'gamma',
        link: 'log',
        nAGQ: 1,
      }),
    );
    checkReplicates(
      glmer('numpos ~ religion + year + (1 | respond)', table('socatt.csv', ['year']), {
        family: 'ordinal',
        nAGQ: 1,
      }),
      1,
    );
  });

  test('crossed factors', () => {
    checkReplicates(
      glmer(
        'TICKS ~ cHEIGHT + YEAR + (1 | BROOD) + (1 | LOCATION)',
        table('grouseticks.csv', ['YEAR', 'BROOD', 'LOCATION']),
        {
          family: 'poisson',
          nAGQ: 1,
        },
      ),
      2,
    );
  });

  test('are the same bits in any range', () => {
    const whole = bootstrap(cbpp, { nsim: 12, seed: 2 });
    const parts = [
      bootstrap(cbpp, { nsim: 5, first: 7, seed: 2 }),
      bootstrap(cbpp, { nsim: 7, first: 0, seed: 2 }),
    ];
    expect(joinBootstraps(parts)).toEqual(whole);
  });

  test('have objectives of their own response', () => {
    const statistic = ({ objective }: { objective: number }) => objective;
    const { replicates } = bootstrap(cbpp, { nsim: 2, seed: 5, statistic });
    const { values, n } = simulate(cbpp, { nsim: 2, seed: 5 });
    replicates.forEach((objective, r) => {
      expect(objective).toBeCloseTo(refit(cbpp, values.subarray(r * n, (r + 1) * n)).objective, 7);
    });
  });
});

describe('summaries', () => {
  test('standard errors are near those of Wald', () => {
    const { standardErrors: own, names, singular } = bootstrap(cbpp, { nsim: 400, seed: 1 });
    const wald = standardErrors(cbpp);
    cbpp.fixed.names.forEach((name, j) => {
      expect(own[names.indexOf(name)] / wald[j]).toBeGreaterThan(0.85);
      expect(own[names.indexOf(name)] / wald[j]).toBeLessThan(1.2);
    });
    expect(singular).toBeGreaterThan(0);
  });

  test('intervals by confint and by hand', () => {
    const { intervals, method } = confint(cbpp, {
      method: 'boot',
      parm: ['sd_(Intercept)|herd', 'period2', 'period3 - period2'],
      level: 0.9,
      boot: { nsim: 39, seed: 3 },
    });
    expect(method).toBe('boot');
    const found = bootstrapInterval(bootstrap(cbpp, { nsim: 39, seed: 3 }), { level: 0.9 });
    expect(intervals[0]).toMatchObject({ lower: found[0].lower, upper: found[0].upper });
    expect(intervals[1].lower).toBe(found[2].lower);
    const odds = confint(cbpp, {
      method: 'boot',
      parm: { name: 'ratio', value: ({ fixef }) => Math.exp(fixef.period2) },
      level: 0.9,
      boot: { nsim: 39, seed: 3 },
    });
    expect(odds.intervals[0].lower).toBeCloseTo(Math.exp(found[2].lower), 10);
  });

  test('progress, cancellation and what is refused', () => {
    const seen: number[] = [];
    bootstrap(cbpp, {
      nsim: 5,
      onProgress: (done) => {
        seen.push(done);
        return undefined;
      },
    });
    expect(seen.at(-1)).toBe(5);
    expect(codeOf(() => bootstrap(cbpp, { nsim: 5, onProgress: () => false }))).toBe('cancelled');
    expect(codeOf(() => bootstrap(cbpp, { method: 'REML' }))).toBe('option');
    expect(codeOf(() => bootstrap(cbpp, { nsim: 0 }))).toBe('option');
  });
});

describe('bootstrap test of two models', () => {
  const epil = table('salamanders.csv');
  const large = glmer('count ~ mined + cover + (1 | site)', epil, { family: 'poisson', nAGQ: 1 });
  const small = glmer('count ~ mined + (1 | site)', epil, { family: 'poisson', nAGQ: 1 });

  test('statistics are differences of refits to responses of the smaller model', () => {
    const { replicates, statistic, p, nsim, failed, df } = pbmodcomp(small, large, {
      nsim: 40,
      seed: 6,
    });
    expect(statistic).toBeCloseTo(small.objective - large.objective, 9);
    expect([df, failed, nsim]).toEqual([1, 0, 40]);
    const extreme = replicates.filter((x) => x >= statistic).length;
    expect(p).toBeCloseTo((1 + extreme) / 41, 12);
    const { values, n } = simulate(small, { nsim: 2, seed: 6 });
    for (let r = 0; r < 2; r++) {
      const y = values.subarray(r * n, (r + 1) * n);
      const expected = refit(small, y).objective - refit(large, y).objective;
      expect(replicates[r]).toBeCloseTo(Math.max(0, expected), 6);
    }
  });

  test('of families of counts, and refusals', () => {
    const negative = glmer('count ~ mined + (1 | site)', epil, {
      family: 'negative-binomial-2',
      nAGQ: 1,
    });
    const found = pbmodcomp(small, negative, { nsim: 19, seed: 2 });
    expect(found.small).toBe(small.formula);
    expect(found.p).toBeCloseTo(0.05, 10);
    expect(codeOf(() => pbmodcomp(small, small))).toBe('option');
    expect(codeOf(() => pbmodcomp(small, large, { onProgress: () => false }))).toBe('cancelled');
    const linear = lmer('count ~ cover + mined + (1 | site)', epil);
    expect(codeOf(() => pbmodcomp(small, linear))).toBe('input');
  });
});
