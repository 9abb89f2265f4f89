import { describe, expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { confint } from '../../src/inference/intervals/confint.ts';
import { augment } from '../../src/report/augment.ts';
import { glance } from '../../src/report/glance.ts';
import { tidy } from '../../src/report/tidy.ts';
import { dataFile, fitCase, tablesCases } from '../tables-reference.ts';

/** Variance parameters of both programs agree to this share; correlations to as much of 1. */
const CLOSE = 2e-6;
const list = (x: number | number[]) => (Array.isArray(x) ? x : [x]);
const near = (mine: number | undefined, theirs: number, tolerance = CLOSE) => {
  expect(Math.abs((mine as number) - theirs)).toBeLessThan(
    tolerance * Math.max(1e-3, Math.abs(theirs)),
  );
};

describe.each(tablesCases)('$formula on $data, REML: $reml, weights: $weights', (reference) => {
  const model = fitCase(reference);

  test('ran_pars are the rows of as.data.frame(VarCorr(m), order = "lower.tri")', () => {
    const { grp, var1, var2, vcov, sdcor } = reference.ranPars;
    const theirs = grp.map((group, i) => {
      const own = var2[i] === null;
      const name = group === 'Residual' ? 'Observation' : own ? var1[i] : `${var1[i]}.${var2[i]}`;
      return { group, own, name, vcov: vcov[i], sdcor: sdcor[i] };
    });
    for (const scales of ['sdcor', 'vcov'] as const) {
      const mine = tidy(model, { effects: ['ran_pars'], scales });
      expect(mine).toHaveLength(theirs.length);
      for (const { group, own, name, ...values } of theirs) {
        const prefix = scales === 'sdcor' ? (own ? 'sd' : 'cor') : own ? 'var' : 'cov';
        const row = mine.find((one) => one.group === group && one.term === `${prefix}__${name}`);
        expect(Object.keys(row ?? {})).toEqual(['effect', 'group', 'term', 'estimate']);
        near(row?.estimate, values[scales], 2e-5);
      }
    }
  });

  test('fixed effects have the limits of their t-distributions', () => {
    const { term, estimate, se, df, low, high } = reference.fixed;
    const mine = tidy(model, { effects: ['fixed'], confInt: true });
    expect(mine.map((row) => row.term)).toEqual([term].flat());
    mine.forEach((row, i) => {
      near(row.estimate, list(estimate)[i], 1e-5);
      near(row['std.error'], list(se)[i], 1e-5);
      near(row.df, list(df)[i], 1e-3);
      near(row['conf.low'], list(low)[i], 1e-4);
      near(row['conf.high'], list(high)[i], 1e-4);
      expect(row.statistic).toBe(row.estimate / (row['std.error'] as number));
    });
  });

  test('glance', () => {
    const mine = glance(model);
    const { nobs, sigma, logLik, AIC, BIC, dfResidual, criterion } = reference.glance;
    expect(mine.nobs).toBe(nobs);
    expect(mine['df.residual']).toBe(dfResidual);
    near(mine.sigma, sigma);
    near(mine.logLik, logLik, 1e-9);
    near(mine.AIC, AIC, 1e-9);
    near(mine.BIC, BIC, 1e-9);
    near(reference.reml ? mine.REMLcrit : mine.deviance, criterion, 1e-9);
    expect(Object.keys(mine)).toEqual([
      'nobs',
      'sigma',
      'logLik',
      'AIC',
      'BIC',
      reference.reml ? 'REMLcrit' : 'deviance',
      'df.residual',
    ]);
  });

  test('ran_vals', () => {
    const mine = tidy(model, { effects: ['ran_vals'], confInt: true });
    reference.ranVals.grp.forEach((level, i) => {
      const { grpvar, term, condval, condsd } = reference.ranVals;
      const row = mine.find(
        (one) => one.group === grpvar[i] && one.level === level && one.term === term[i],
      );
      near(row?.estimate, condval[i], 1e-4);
      near(row?.['std.error'], condsd[i], 1e-5);
      near(row?.['conf.low'], condval[i] - 1.959963984540054 * condsd[i], 1e-4);
    });
  });

  test('augment', () => {
    const rows = augment(model).slice(0, 5);
    rows.forEach((row, i) => {
      for (const name of ['fitted', 'resid', 'fixed', 'mu', 'offset', 'wtres'] as const) {
        const mine = row[`.${name}`];
        expect(Math.abs((mine ?? Number.NaN) - reference.augment[name][i])).toBeLessThan(
          1e-5 * model.sigma,
        );
      }
    });
  });
});

const sleep = dataFile('sleepstudy.csv');
const slope = lmer('Reaction ~ Days + (Days | Subject)', sleep);

test('rows have the columns of broom.mixed, in its order', () => {
  const rows = tidy(slope, { confInt: true });
  expect(rows.map(({ effect, group, term }) => [effect, group, term])).toEqual([
    ['fixed', undefined, '(Intercept)'],
    ['fixed', undefined, 'Days'],
    ['ran_pars', 'Subject', 'sd__(Intercept)'],
    ['ran_pars', 'Subject', 'cor__(Intercept).Days'],
    ['ran_pars', 'Subject', 'sd__Days'],
    ['ran_pars', 'Residual', 'sd__Observation'],
  ]);
  expect(Object.keys(rows[0])).toEqual([
    'effect',
    'term',
    'estimate',
    'std.error',
    'statistic',
    'df',
    'p.value',
    'conf.low',
    'conf.high',
  ]);
  expect(structuredClone(rows)).toEqual(rows);
});

test('the limits of confint go to the parameters that they name', () => {
  const limits = confint(slope);
  const rows = tidy(slope, { confInt: limits });
  const order = [
    '(Intercept)',
    'Days',
    'sd_(Intercept)|Subject',
    'cor_Days.(Intercept)|Subject',
    'sd_Days|Subject',
    'sigma',
  ];
  rows.forEach((row, i) => {
    const interval = limits.intervals.find(({ name }) => name === order[i]);
    expect([row['conf.low'], row['conf.high']]).toEqual([interval?.lower, interval?.upper]);
  });
});

test('without degrees of freedom there are no p-values, and limits are normal', () => {
  const [row] = tidy(slope, { ddf: 'none', confInt: true, level: 0.9 });
  expect(row).not.toHaveProperty('df');
  expect(row).not.toHaveProperty('p.value');
  const half = 1.6448536269514722 * (row['std.error'] as number);
  expect(row['conf.high']).toBeCloseTo(row.estimate + half, 10);
});

test('augment gives the columns of the data back, rows left out aside', () => {
  const rows = [
    { y: 1, x: 'a', g: 'u', ['__proto__']: 1, flag: true },
    { y: null, x: 'b', g: 'u', ['__proto__']: 2, flag: false },
    { y: 3, x: 'b', g: 'v', ['__proto__']: 3, flag: null },
    { y: 2, x: 'a', g: 'v', ['__proto__']: null, flag: false },
    { y: 2.5, x: 'a', g: 'u', ['__proto__']: 5, flag: false },
    { y: 4, x: 'b', g: 'u', ['__proto__']: 6, flag: true },
  ];
  const model = lmer('y ~ x + (1 | g)', rows);
  const found = augment(model, rows);
  expect(found).toHaveLength(5);
  expect(Object.keys(found[1])).toEqual([
    'y',
    'x',
    'g',
    '__proto__',
    'flag',
    '.fitted',
    '.resid',
    '.fixed',
    '.mu',
    '.offset',
    '.wtres',
  ]);
  expect(found[1]).toMatchObject({ y: 3, x: 'b', g: 'v', flag: null });
  expect(found.map((row) => Object.entries(row)[3][1])).toEqual([1, 3, null, 5, 6]);
  expect(Object.keys(augment(model)[0]).slice(0, 2)).toEqual(['y', 'g']);
  expect(() => augment(model, rows.slice(0, 3))).toThrow(
    'the data have 3 rows, but the model was fitted to row 6; give the data of the fit',
  );
});

test('what is not known is refused', () => {
  expect(() => tidy(slope, { level: 1 })).toThrow('level is 1');
  expect(() => tidy(slope, { scales: 'sd' as 'vcov' })).toThrow('scales is "sd"; use');
  expect(() => tidy(slope, { effects: ['random' as 'fixed'] })).toThrow(
    'effect "random" is unknown; use "fixed", "ran_pars" or "ran_vals"',
  );
});
