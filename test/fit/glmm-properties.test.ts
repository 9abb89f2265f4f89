import { describe, expect, test } from 'vitest';
import { coef } from '../../src/effects/coef.ts';
import { logLik } from '../../src/effects/log-lik.ts';
import { fitted, residuals } from '../../src/effects/residuals.ts';
import { varCorr } from '../../src/effects/var-corr.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { predict } from '../../src/predict/predict.ts';
import { readTable } from '../../src/table/read-file.ts';
import { fitGlmm, glmmCase } from '../glmm-reference.ts';
import { dataPath } from '../reference-cases.ts';

const cbpp = readTable(dataPath('cbpp.csv'), { factors: ['period'] });
const binomial = { family: 'binomial', nAGQ: 9 } as const;
const pair = glmer('cbind(incidence, size - incidence) ~ period + (1 | herd)', cbpp, binomial);

/** One row for each animal. */
function animals() {
  const [herd, incidence, size, period] = ['herd', 'incidence', 'size', 'period'].map((name) => {
    const column = cbpp.columns.get(name);
    if (column?.kind === 'factor') return Array.from(column.codes, (c) => column.levels[c]);
    return column?.kind === 'numeric' ? Array.from(column.values) : [];
  });
  const rows: { herd: string; period: string; sick: number }[] = [];
  size.forEach((n, i) => {
    for (let k = 0; k < Number(n); k++) {
      rows.push({
        herd: `h${herd[i]}`,
        period: `p${period[i]}`,
        sick: k < Number(incidence[i]) ? 1 : 0,
      });
    }
  });
  return rows;
}

describe('the same data in other words give the same model', () => {
  const same = (other: typeof pair) => {
    expect(other.objective).toBeCloseTo(pair.objective, 9);
    other.fixed.estimates.forEach((x, j) => {
      expect(x).toBeCloseTo(pair.fixed.estimates[j], 7);
    });
  };

  test('successes with trials', () => {
    same(glmer('incidence ~ period + (1 | herd)', cbpp, { ...binomial, trials: 'size' }));
  });

  test('shares with trials', () => {
    same(glmer('I(incidence/size) ~ period + (1 | herd)', cbpp, { ...binomial, trials: 'size' }));
  });

  test('single animals, up to the number of ways to choose the sick ones', () => {
    const single = glmer('sick ~ period + (1 | herd)', animals(), binomial);
    single.fixed.estimates.forEach((x, j) => {
      expect(x).toBeCloseTo(pair.fixed.estimates[j], 7);
    });
    expect(single.random[0].template[0]).toBeCloseTo(pair.random[0].template[0], 7);
    expect(single.nobs).toBe(842);
    const logical = glmer('sick == 1 ~ period + (1 | herd)', animals(), binomial);
    expect(logical.objective).toBeCloseTo(single.objective, 9);
  });

  test('rows with frequencies', () => {
    const twice = glmer('sick ~ period + (1 | herd)', [...animals(), ...animals()], binomial);
    const rows = animals().map((row) => ({ ...row, n: 2 }));
    const weighted = glmer('sick ~ period + (1 | herd)', rows, {
      ...binomial,
      frequencyWeights: 'n',
    });
    expect(weighted.objective).toBeCloseTo(twice.objective, 7);
    expect(weighted.nobs).toBe(twice.nobs);
  });

  test('counts with equal rows, collapsed or told apart by a column without effect', () => {
    const table = readTable(dataPath('salamanders.csv'));
    const options = { family: 'poisson', nAGQ: 1 } as const;
    const collapsed = glmer('count ~ mined + (1 | site)', table, options);
    const jitter = Float64Array.from({ length: table.nrow }, (_, i) => 1e-13 * i);
    const apart = glmer('count ~ mined + (1 | site)', table, { ...options, offset: jitter });
    expect(apart.objective).toBeCloseTo(collapsed.objective, 6);
    expect(collapsed.fitted.length).toBe(table.nrow);
  });

  test('predictors of another origin and unit', () => {
    const moved = fitGlmm(glmmCase('contraception'), {});
    const other = glmer(
      'use ~ urban + I(1000 * age + 5e5) + livch + (1 | district)',
      readTable(dataPath('contraception.csv')),
      { family: 'binomial', nAGQ: 1 },
    );
    expect(other.objective).toBeCloseTo(moved.objective, 8);
    expect(1000 * other.fixed.estimates[2]).toBeCloseTo(moved.fixed.estimates[2], 8);
  });
});

describe('columns that depend on others', () => {
  test('are left out, and predictions know what they are made of', () => {
    const table = readTable(dataPath('contraception.csv'));
    const options = { family: 'binomial', nAGQ: 1 } as const;
    const whole = glmer('use ~ urban + age + (1 | district)', table, options);
    const twice = glmer('use ~ urban + age + I(2 * age + 1) + (1 | district)', table, options);
    expect(twice.fixed.dropped).toEqual(['I(2 * age + 1)']);
    expect(twice.objective).toBeCloseTo(whole.objective, 9);
    expect(twice.fixed.aliases?.[0][0]).toBeCloseTo(1, 8);
    expect(twice.fixed.aliases?.[0][2]).toBeCloseTo(2, 8);
    const rows = [{ urban: 'Y', age: 3 }];
    const target = { target: 'typical' } as const;
    expect(predict(twice, rows, target).fit[0]).toBeCloseTo(predict(whole, rows, target).fit[0], 9);
  });
});

describe('questions to a generalised model', () => {
  test('extractors', () => {
    expect(varCorr(pair).map(({ group }) => group)).toEqual(['herd']);
    expect(logLik(pair)).toMatchObject({ df: 5, nobs: 56 });
    expect(fitted(pair)).toHaveLength(56);
    const [herds] = coef(pair);
    expect(herds.names).toEqual(['(Intercept)', 'period2', 'period3', 'period4']);
    expect(herds.values[0]).toBeCloseTo(pair.fixed.estimates[0] + pair.random[0].effects[0], 12);
    const y = residuals(pair).map((r, i) => r + pair.fitted[i]);
    expect(y[0]).toBeCloseTo(2 / 14, 12);
  });

  test('a model is plain data', () => {
    expect(structuredClone(pair)).toEqual(pair);
  });

  test('auto agrees with many points and says how many it took', () => {
    const auto = fitGlmm(glmmCase('nails 60'), { nAGQ: 'auto' });
    expect(Math.abs(auto.objective - glmmCase('nails 60').objective)).toBeLessThan(2e-4);
    expect(auto).toMatchObject({ method: 'AGQ', pointsBy: 'chosen' });
    expect(auto.points).toBeGreaterThan(5);
  });

  test('an ordinal response of two categories is a binomial one', () => {
    const table = readTable(dataPath('bacteria.csv'));
    const options = { nAGQ: 15 };
    const two = glmer('y ~ trt + week + (1 | ID)', table, { ...options, family: 'ordinal' });
    const one = glmer('y ~ trt + week + (1 | ID)', table, { ...options, family: 'binomial' });
    expect(two.objective).toBeCloseTo(one.objective, 7);
    expect(two.thresholds?.estimates[0]).toBeCloseTo(-one.fixed.estimates[0], 5);
    expect(two.thresholds?.names).toEqual(['n|y']);
    expect(two.fixed.names).toEqual(one.fixed.names.slice(1));
  });

  test('a gaussian response with log link of a narrow spread is nearly a linear model of logarithms', () => {
    const sleep = readTable(dataPath('sleepstudy.csv'));
    const log = glmer('Reaction ~ Days + (1 | Subject)', sleep, {
      family: 'gaussian',
      link: 'log',
      nAGQ: 1,
    });
    const linear = lmer('log(Reaction) ~ Days + (1 | Subject)', sleep, { method: 'ML' });
    expect(log.fixed.estimates[0]).toBeCloseTo(linear.fixed.estimates[0], 1);
    expect(log.sigma).toBeCloseTo(Math.sqrt(log.dispersion?.estimate ?? 0), 12);
  });
});

test('an ordinal model does not depend on the origin of a predictor, and says nothing of separation', () => {
  const data = readTable(dataPath('socatt.csv'));
  const options = { family: 'ordinal', nAGQ: 1 } as const;
  const [raw, centred] = ['year', 'I(year - 1984)'].map((x) =>
    glmer(`numpos ~ religion + ${x} + (1 | respond)`, data, options),
  );
  expect(raw.certificate.certified).toBe(true);
  expect(raw.notices).toEqual([]);
  expect(raw.objective).toBeCloseTo(centred.objective, 8);
  const year = raw.fixed.names.indexOf('year');
  expect(raw.fixed.estimates[year]).toBeCloseTo(centred.fixed.estimates[year], 6);
  raw.thresholds?.estimates.forEach((threshold, k) => {
    const moved = threshold - 1984 * raw.fixed.estimates[year];
    expect(moved).toBeCloseTo(centred.thresholds?.estimates[k] ?? Number.NaN, 5);
  });
});

test('an ordinal response that a predictor separates is named', () => {
  const x = Array.from({ length: 60 }, (_, i) => i % 20);
  const y = x.map((v) => (v < 7 ? 0 : v < 13 ? 1 : 2));
  const g = x.map((_, i) => `g${i % 6}`);
  const model = glmer('y ~ x + (1 | g)', { x, y, g }, { family: 'ordinal', nAGQ: 1 });
  expect(model.notices.map(({ code }) => code)).toContain('separation');
});
