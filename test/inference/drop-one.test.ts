import { describe, expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { anova } from '../../src/inference/anova.ts';
import { dropOne } from '../../src/inference/terms/drop-one.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';
import { fitStored, storedTests } from '../tests-reference.ts';

function off(a: number | undefined, b: number | null): number {
  return Math.abs((a ?? Number.NaN) / (b ?? Number.NaN) - 1);
}

describe('F-tests are those of lmerTest', () => {
  // Without an intercept lmerTest tests all coefficients of a factor; here the smaller formula decides, as in lme4.
  const cases = storedTests.anovas.filter(({ name }) => name !== 'no intercept');
  for (const stored of cases) {
    const model = fitStored(stored, stored.factors, stored.contrasts);
    for (const { ddf, terms, rows } of stored.drops) {
      test(`${stored.name}, ${ddf}`, () => {
        const found = dropOne(model, { ddf });
        expect(found.rows.map(({ term }) => term)).toEqual(terms);
        found.rows.forEach((row, i) => {
          const [sumSq, meanSq, numDf, denDf, f] = rows[i];
          expect(row.numDf).toBe(numDf);
          expect(off(row.f, f)).toBeLessThan(2e-5);
          expect(off(row.sumSq, sumSq)).toBeLessThan(2e-5);
          expect(off(row.meanSq, meanSq)).toBeLessThan(2e-5);
          expect(off(row.denDf, denDf)).toBeLessThan(1e-5);
        });
      });
    }
  }
});

describe('likelihood ratios are those of R fitted tightly', () => {
  for (const stored of storedTests.dropChisq) {
    test(stored.formula, () => {
      const model = fitStored(stored);
      const [whole, ...rows] = dropOne(model, { test: 'Chisq' }).rows;
      expect(-2 * whole.logLik).toBeCloseTo(stored.whole, 5);
      expect(rows.map(({ term }) => term)).toEqual(stored.terms);
      rows.forEach((row, i) => {
        expect(-2 * row.logLik).toBeCloseTo(stored.reduced[i], 5);
        expect(row.lrt).toBeCloseTo(stored.reduced[i] - stored.whole, 5);
        expect(row.npar).toBe(stored.npar[i]);
      });
    });
  }

  test('and those of a fit of the smaller formula here, in any coding and crossed', () => {
    const data = readTable(dataPath('tasting.csv'));
    for (const contrasts of [{}, { product: 'sum', site: 'helmert' }] as const) {
      const model = lmer('liking ~ product * site + sweet + (sweet | taster) + (1 | info)', data, {
        contrasts,
        precisionWeights: Float64Array.from({ length: data.nrow }, (_, i) => 1 + (i % 3)),
      });
      const { rows } = dropOne(model, { test: 'Chisq' });
      expect(rows.map(({ term }) => term)).toEqual([undefined, 'sweet', 'product:site']);
      const smaller = lmer(
        'liking ~ product + site + sweet + (sweet | taster) + (1 | info)',
        data,
        {
          method: 'ML',
          precisionWeights: Float64Array.from({ length: data.nrow }, (_, i) => 1 + (i % 3)),
        },
      );
      expect(rows[2].logLik).toBeCloseTo(-smaller.objective / 2, 6);
      // One combination has no rows.
      expect(rows[2].npar).toBe(5);
    }
  });

  test('with an offset and a predictor like a calendar year', () => {
    const table = readTable(dataPath('egsingle.csv'));
    const columns = new Map(table.columns);
    const year = columns.get('year');
    if (year?.kind !== 'numeric') throw new Error('year');
    columns.set('year', { kind: 'numeric', values: year.values.map((x) => 1995.5 + x) });
    const shifted = { ...table, columns };
    const chisq = (data: typeof table) =>
      dropOne(lmer('math ~ year + female + (year | childid)', data, { offset: 'lowinc' }), {
        test: 'Chisq',
      }).rows.map(({ lrt = 0 }) => lrt);
    const before = chisq(table);
    chisq(shifted).forEach((value, i) => {
      expect(value).toBeCloseTo(before[i], 5);
    });
  });
});

describe('what is dropped', () => {
  const data = readTable(dataPath('tasting.csv'));
  test('F and likelihood ratio have the same degrees of freedom without an intercept', () => {
    const model = lmer('liking ~ 0 + product + info + (1 | taster)', data);
    const f = dropOne(model).rows;
    const chisq = dropOne(model, { test: 'Chisq' }).rows.slice(1);
    expect(f.map(({ numDf }) => numDf)).toEqual([3, 1]);
    expect(chisq.map(({ npar }) => npar)).toEqual([3, 1]);
    const crossed = dropOne(lmer('liking ~ product + info + (1 | taster)', data)).rows;
    expect(f[0].f).toBeCloseTo(crossed[0].f ?? 0, 7);
  });
  test('what nothing contains is type III', () => {
    const model = lmer('liking ~ product * info + sweet + (1 | taster)', data);
    const { rows } = dropOne(model);
    const three = anova(model).rows.slice(2);
    rows.forEach((row, i) => {
      expect(row.f).toBeCloseTo(three[i].f ?? 0, 9);
    });
  });
  test('the only term of a model without intercept', () => {
    const model = lmer('liking ~ 0 + product + (1 | taster)', data);
    const [, row] = dropOne(model, { test: 'Chisq' }).rows;
    const nothing = lmer('liking ~ 0 + (1 | taster)', data, { method: 'ML' });
    expect(row.npar).toBe(4);
    expect(row.logLik).toBeCloseTo(-nothing.objective / 2, 7);
  });
  test('a term without a column of its own changes nothing', () => {
    const extra = readTable(dataPath('sleepextra.csv'));
    const model = lmer('Reaction ~ Days + hours + (1 | Subject)', extra);
    expect(dropOne(model).rows).toEqual([
      { term: 'Days', numDf: 0 },
      { term: 'hours', numDf: 0 },
    ]);
    const [whole, row] = dropOne(model, { test: 'Chisq' }).rows;
    expect(row).toEqual({ ...whole, term: 'Days', npar: 0 });
  });
  test('wrong options', () => {
    const model = lmer('liking ~ product + (1 | taster)', data);
    expect(() => dropOne(model, { test: 'LRT' as 'F' })).toThrow(
      'test is "LRT"; use "F" or "Chisq"',
    );
    expect(() => dropOne(model, { ddf: 'x' as 'none' })).toThrow('ddf is "x"');
  });
});
