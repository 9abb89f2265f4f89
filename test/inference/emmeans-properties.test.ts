import { describe, expect, it, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { contrast } from '../../src/inference/contrasts/contrast.ts';
import { adjustPValues } from '../../src/inference/emmeans/adjust.ts';
import { contrastsOf } from '../../src/inference/emmeans/contrast-methods.ts';
import { contrasts } from '../../src/inference/emmeans/contrasts.ts';
import { emmeans } from '../../src/inference/emmeans/emmeans.ts';
import { emtrends } from '../../src/inference/emmeans/emtrends.ts';
import { readSpecs } from '../../src/inference/emmeans/specs.ts';
import { referenceTable } from '../reference-cases.ts';

const cake = referenceTable('cake.csv');
const model = lmer('angle ~ recipe * temp + (1 | recipe:replicate)', cake);
const hsb = referenceTable('hsb.csv', ['sector']);

describe('what must hold exactly', () => {
  it('a mean is the linear combination of coefficients that it is', () => {
    const [, b] = emmeans(model, 'recipe', { at: { temp: 180 } }).rows;
    const c = contrast(model, '(Intercept) + recipeB + 180*temp + 180*recipeB:temp');
    for (const key of ['estimate', 'se', 'df', 'lower', 'upper'] as const) {
      expect(b[key] / c[key], key).toBeCloseTo(1, 12);
    }
  });

  it('coding does not matter', () => {
    const own = contrasts(emmeans(model, 'recipe'));
    for (const coding of ['sum', 'helmert'] as const) {
      const other = lmer('angle ~ recipe * temp + (1 | recipe:replicate)', cake, {
        contrasts: { recipe: coding },
      });
      contrasts(emmeans(other, 'recipe')).rows.forEach((row, i) => {
        expect(row.estimate).toBeCloseTo(own.rows[i].estimate, 8);
        expect(row.se).toBeCloseTo(own.rows[i].se, 8);
      });
    }
  });

  it('a slope is the coefficient, exactly', () => {
    const { rows } = emtrends(model, 'recipe', 'temp');
    expect(rows[1].estimate).toBeCloseTo(contrast(model, 'temp + recipeB:temp').estimate, 11);
    expect(rows[1].se).toBeCloseTo(contrast(model, 'temp + recipeB:temp').se, 11);
  });

  it('a slope goes through functions and bases', () => {
    const curved = lmer('angle ~ log(temp) + (1 | recipe:replicate)', cake);
    const [{ estimate }] = emtrends(curved, '1', 'temp', { at: { temp: 190 } }).rows;
    expect(estimate).toBeCloseTo(contrast(curved, 'log(temp)').estimate / 190, 10);
    const raw = lmer('angle ~ temp + I(temp^2) + (1 | recipe:replicate)', cake);
    const poly = lmer('angle ~ poly(temp, 2) + (1 | recipe:replicate)', cake);
    const [direct] = emtrends(poly, '1', 'temp', { at: { temp: 210 } }).rows;
    const c = contrast(raw, 'temp + 420*I(temp^2)');
    expect(direct.estimate).toBeCloseTo(c.estimate, 9);
    expect(direct.se).toBeCloseTo(c.se, 9);
  });

  it('group means in the formula are covariates', () => {
    const m = lmer(
      'mathach ~ gmean(ses, school) + sector + gcenter(ses, school) + (1 | school)',
      hsb,
    );
    const column = lmer('mathach ~ meanses + sector + cses + (1 | school)', hsb);
    const own = emmeans(m, 'sector').rows;
    emmeans(column, 'sector').rows.forEach((row, i) => {
      expect(own[i].estimate).toBeCloseTo(row.estimate, 9);
    });
    const at = { 'gmean(ses, school)': [-0.5, 0.5] };
    expect(emmeans(m, '~ gmean(ses, school)', { at }).rows).toHaveLength(2);
  });

  it('a model is asked after structured clone as before', () => {
    const clone = structuredClone(model);
    expect(emmeans(clone, 'recipe').rows).toEqual(emmeans(model, 'recipe').rows);
  });

  it('is not estimable where covariates contradict each other', () => {
    const table = {
      ...Object.fromEntries([...cake.columns].map(([name, column]) => [name, column])),
    };
    const columns = new Map(cake.columns);
    const temp = table.temp;
    if (temp.kind !== 'numeric') throw new Error('temp holds numbers');
    columns.set('double', { kind: 'numeric', values: temp.values.map((x) => 2 * x) });
    const m = lmer('angle ~ recipe + temp + double + (1 | recipe:replicate)', {
      ...cake,
      names: [...columns.keys()],
      columns,
    });
    const estimable = (at: Record<string, number>) =>
      emmeans(m, 'recipe', { at }).rows.map((row) => row.estimable);
    expect(estimable({})).toEqual([true, true, true]);
    expect(estimable({ temp: 190 })).toEqual([false, false, false]);
    expect(estimable({ temp: 190, double: 380 })).toEqual([true, true, true]);
    const pairs = contrasts(emmeans(m, 'recipe', { at: { temp: 190 } })).rows;
    expect(pairs.map((row) => row.estimable)).toEqual([true, true, true]);
  });
});

test('contrast sets', () => {
  const weights = (method: Parameters<typeof contrastsOf>[0], k: number) =>
    contrastsOf(
      method,
      Array.from({ length: k }, (_, i) => `m${i}`),
    ).map((c) => c.weights);
  expect(weights('poly', 3)).toEqual([
    [-1, 0, 1],
    [1, -2, 1],
  ]);
  // emmeans: poly.emmc(1:7)
  expect(weights('poly', 7)).toEqual([
    [-3, -2, -1, 0, 1, 2, 3],
    [5, 0, -3, -4, -3, 0, 5],
    [-1, 1, 1, 0, -1, -1, 1],
    [3, -7, 1, 6, 1, -7, 3],
    [-1, 4, -5, 0, 5, -4, 1],
    [1, -6, 15, -20, 15, -6, 1],
  ]);
  for (const method of [
    'pairwise',
    'revpairwise',
    'trt.vs.ctrl',
    'eff',
    'consec',
    'poly',
  ] as const) {
    for (const row of weights(method, 9)) {
      expect(Math.abs(row.reduce((a, b) => a + b, 0))).toBeLessThan(1e-12);
    }
  }
});

test('adjusted p-values', () => {
  const t = [3, 2.5, 2, 0.5];
  const df = [10, 10, 10, 10];
  const raw = adjustPValues(t, df, 'none', 4);
  // R: p.adjust(2*pt(-c(3, 2.5, 2, 0.5), 10), "holm") and "BH"
  const holm = [4, 3, 2, 1].map((factor, i) => Math.min(1, factor * raw[i]));
  adjustPValues(t, df, 'holm', 4).forEach((p, i) => {
    expect(p).toBeCloseTo(holm[i], 14);
  });
  const fdr = [4, 2, 4 / 3, 1].map((factor, i) => factor * raw[i]);
  const monotone = fdr.map((_, i) => Math.min(...fdr.slice(i)));
  adjustPValues(t, df, 'fdr', 4).forEach((p, i) => {
    expect(p).toBeCloseTo(monotone[i], 14);
  });
  for (const adjust of ['tukey', 'sidak', 'bonferroni', 'holm', 'fdr', 'dunnettx'] as const) {
    adjustPValues(t, df, adjust, 4).forEach((p, i) => {
      expect(p).toBeGreaterThanOrEqual(raw[i]);
    });
  }
});

test('variables asked for', () => {
  expect(readSpecs('a')).toEqual({ specs: ['a'], by: [] });
  expect(readSpecs('~ a * b | c')).toEqual({ specs: ['a', 'b'], by: ['c'] });
  expect(readSpecs('`a b` + c', 'd')).toEqual({ specs: ['a b', 'c'], by: ['d'] });
  expect(readSpecs('1')).toEqual({ specs: [], by: [] });
  expect(readSpecs('gmean(ses, school) | g')).toEqual({ specs: ['gmean(ses, school)'], by: ['g'] });
  expect(() => readSpecs('a | a')).toThrow('"a" is asked for twice');
});

describe('wrong questions', () => {
  it.each<[() => unknown, string]>([
    [
      () => emmeans(model, 'recipes'),
      '"recipes" is no predictor of the fixed effects; did you mean "recipe"?',
    ],
    [
      () => emmeans(model, 'recipe', { at: { tmp: 1 } }),
      'at: "tmp" is no predictor of the fixed effects; did you mean "temp"?',
    ],
    [() => emmeans(model, 'recipe', { at: { recipe: 'D' } }), 'at: "D" is no level of recipe'],
    [
      () => emmeans(model, 'recipe', { at: { temp: 'hot' } }),
      'at: temp needs finite numbers, not "hot"',
    ],
    [() => emmeans(model, 'recipe', { at: { temp: [] } }), 'at: temp has no values'],
    [() => emmeans(model, 'recipe', { level: 95 }), 'level is 95; a confidence level'],
    [
      () => emmeans(model, 'recipe', { weights: 'cells' as never }),
      'use "equal" or "proportional"',
    ],
    [() => emmeans(model, 'recipe', { tipe: 'response' } as never), 'did you mean "type"?'],
    [() => emtrends(model, 'recipe', 'recipe'), 'recipe is a factor and has no slope'],
    [
      () => contrasts(emmeans(model, 'recipe'), 'pairs' as never),
      'contrasts "pairs" are not known',
    ],
    [
      () => contrasts(emmeans(model, 'recipe'), { a: [1, -1] }),
      'contrast "a" needs 3 finite numbers',
    ],
    [
      () => contrasts(emmeans(model, 'recipe'), 'pairwise', { adjust: 'turkey' as never }),
      'did you mean "tukey"?',
    ],
    [
      () => contrasts(emmeans(model, 'recipe'), 'trt.vs.ctrl', { ref: 'Z' }),
      'ref "Z" is none of the 3 means',
    ],
    [
      () => contrasts(emmeans(model, 'recipe'), 'pairwise', { by: ['temp'] }),
      'by: "temp" is no variable of the means',
    ],
  ])('%#', (ask, message) => {
    expect(ask).toThrow(message);
  });
});

test('one mean has no contrasts, and none are shown', () => {
  expect(contrasts(emmeans(model, '1')).rows).toEqual([]);
});
