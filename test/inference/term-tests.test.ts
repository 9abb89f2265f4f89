import { describe, expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { anova } from '../../src/inference/anova.ts';
import { contest } from '../../src/inference/contrasts/contest.ts';
import type { TermTest } from '../../src/inference/terms/term-tests.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';
import { fitStored, storedTests } from '../tests-reference.ts';

/** Relative difference. */
function off(a: number | undefined, b: number | null): number {
  return Math.abs((a ?? Number.NaN) / (b ?? Number.NaN) - 1);
}

const anovas = storedTests.anovas.map((stored) => ({
  ...stored,
  model: fitStored(stored, stored.factors, stored.contrasts),
}));

describe('tables of F-tests are those of lmerTest', () => {
  for (const { name, model, anovas: tables } of anovas) {
    for (const { type, ddf, terms, rows } of tables) {
      test(`${name}, type ${type}, ${ddf}`, () => {
        const found = anova(model, { type, ddf });
        expect(found.rows.map(({ term }) => term)).toEqual(terms);
        found.rows.forEach((row, i) => {
          const [sumSq, meanSq, numDf, denDf, f, p] = rows[i];
          expect(row.numDf).toBe(numDf);
          // R stops its optimisers where the criterion is flat to 1e-12, so θ is good to 1e-6.
          expect(off(row.f, f)).toBeLessThan(2e-5);
          expect(off(row.sumSq, sumSq)).toBeLessThan(2e-5);
          expect(off(row.meanSq, meanSq)).toBeLessThan(2e-5);
          // lmerTest differentiates numerically.
          expect(off(row.denDf, denDf)).toBeLessThan(1e-5);
          expect(off(row.p, p)).toBeLessThan(2e-2);
          if ((p ?? 0) > 1e-3) expect(off(row.p, p)).toBeLessThan(1e-3);
        });
      });
    }
  }
});

function numbers({ rows }: { rows: readonly TermTest[] }): number[] {
  return rows.flatMap(({ numDf, f = 0, denDf = 0 }) => [numDf, f, denDf]);
}

function expectClose(a: readonly number[], b: readonly number[], relative: number): void {
  expect(a.length).toBe(b.length);
  a.forEach((x, i) => {
    expect(Math.abs(x - b[i])).toBeLessThanOrEqual(relative * Math.abs(b[i]));
  });
}

describe('type III', () => {
  const formula = 'liking ~ product * info * sweet + product:site + (1 | taster)';
  const data = readTable(dataPath('tasting.csv'));
  const codings = [
    { product: 'sum', info: 'sum', site: 'sum' },
    { product: 'helmert', info: { base: 'yes' }, site: 'poly' },
    { product: 'SAS', info: 'poly', site: 'treatment' },
  ] as const;

  test('does not depend on the coding', () => {
    const expected = numbers(anova(lmer(formula, data)));
    for (const contrasts of codings) {
      expectClose(numbers(anova(lmer(formula, data, { contrasts }))), expected, 1e-6);
    }
  });

  test('does not depend on the order of terms, rows, or units of covariates', () => {
    const tests = anova(lmer('liking ~ product * info + sweet + (1 | taster)', data));
    const other = anova(
      lmer('liking ~ sweet + info * product + (1 | taster)', data, { contrasts: {} }),
      { type: 3 },
    );
    const f = new Map(other.rows.map((row) => [row.term, row.f ?? 0]));
    for (const { term, f: own = 0 } of tests.rows) {
      const name = term === 'product:info' ? 'info:product' : term;
      expectClose([own], [f.get(name) ?? 0], 1e-7);
    }
  });

  test('is the t-test of every coefficient where all variables are numeric', () => {
    const model = lmer('liking ~ sweet * I(sweet^2) + (1 | taster)', data);
    const { rows } = anova(model);
    rows.forEach(({ f = 0 }, j) => {
      const l = model.fixed.names.map((_, i) => Number(i === j + 1));
      expectClose([f], [contest(model, [l]).f], 1e-9);
    });
  });

  test('of a full factorial compares unweighted means of cells', () => {
    const model = lmer('liking ~ product * info + (1 | taster)', data);
    const info = anova(model).rows[1];
    // The effect of info averaged over the four products, in treatment coding.
    const l = model.fixed.names.map((name) =>
      name === 'infoyes' ? 1 : /^product.:infoyes$/.test(name) ? 0.25 : 0,
    );
    expectClose(
      [info.f ?? 0, info.denDf ?? 0],
      [contest(model, [l]).f, contest(model, [l]).denDf],
      1e-7,
    );
  });

  test('says where cells are empty', () => {
    const model = lmer('liking ~ product * site + (1 | taster)', data);
    expect(anova(model).notices).toMatchObject([
      { code: 'empty-cells', detail: { cells: ['productd:siteC'] } },
    ]);
    expect(anova(model, { type: 2 }).notices).toEqual([]);
    expect(anova(lmer('liking ~ product + site + (1 | taster)', data)).notices).toEqual([]);
  });

  test('finds coordinates from few of many rows', () => {
    const names = ['taster', 'product', 'info', 'sweet', 'liking'];
    const columns = Object.fromEntries(
      names.map((name) => {
        const column = data.columns.get(name);
        if (column === undefined) throw new Error(name);
        const values: (string | number)[] =
          column.kind === 'factor'
            ? Array.from(column.codes, (code) => column.levels[code])
            : Array.from(column.values);
        return [name, Array.from({ length: 20 }, () => values).flat()];
      }),
    );
    const contrasts = { product: 'sum' } as const;
    const whole = 'liking ~ product * info * sweet + (1 | taster)';
    const many = lmer(whole, columns, { contrasts });
    const weighted = lmer(whole, columns);
    expectClose(numbers(anova(many)), numbers(anova(weighted)), 1e-6);
  });
});

describe('marginality', () => {
  const data = readTable(dataPath('tasting.csv'));
  test('a factor is contained in its interaction though the other factor has no term of its own', () => {
    const model = lmer('liking ~ product + product:info + (1 | taster)', data);
    const sum = lmer('liking ~ product + product:info + (1 | taster)', data, {
      contrasts: { product: 'sum', info: 'sum' },
    });
    expectClose(numbers(anova(model)), numbers(anova(sum)), 1e-6);
    // The nested coding is the factorial one: the same test of the product.
    const crossed = anova(lmer('liking ~ product * info + (1 | taster)', data)).rows[0];
    expectClose([anova(model).rows[0].f ?? 0], [crossed.f ?? 0], 1e-7);
  });
  test('type II of the last term is type I of it, and equals type III of what nothing contains', () => {
    const model = lmer('liking ~ product * info + sweet + (1 | taster)', data);
    const last = (type: 1 | 2 | 3) => anova(model, { type }).rows[3].f ?? 0;
    expectClose([last(2), last(3)], [last(1), last(1)], 1e-9);
  });
});

describe('what cannot be tested', () => {
  const table = readTable(dataPath('sleepextra.csv'));
  test('a term without a column of its own has an empty row', () => {
    const { rows } = anova(lmer('Reaction ~ Days + hours + (Days | Subject)', table));
    expect(rows).toEqual([
      expect.objectContaining({ term: 'Days', numDf: 1 }),
      { term: 'hours', numDf: 0 },
    ]);
  });
  test('a model without terms has no rows', () => {
    expect(anova(lmer('Reaction ~ 1 + (1 | Subject)', table)).rows).toEqual([]);
  });
  test('precision weights do not enter what is sequential', () => {
    const options = { precisionWeights: 'w' } as const;
    const a = anova(lmer('Reaction ~ Days + w + (1 | Subject)', table, options), { type: 1 });
    const b = anova(lmer('Reaction ~ w + Days + (1 | Subject)', table, options), { type: 2 });
    expectClose([a.rows[1].f ?? 0], [b.rows[0].f ?? 0], 1e-8);
  });
  test('wrong options and designs made by hand', () => {
    const model = lmer('Reaction ~ Days + (1 | Subject)', table);
    expect(() => anova(model, { type: 4 as 3 })).toThrow('type is 4; use 1, 2 or 3');
    expect(() => anova(model, { ddf: 'sas' as 'none' })).toThrow('ddf is "sas"');
    const { frame: _, ...design } = model.design;
    expect(() => anova({ ...model, design })).toThrow('a design without a frame');
    expect(anova({ ...model, design }, { type: 1 }).rows).toHaveLength(1);
  });
  test('a copy of a model gives the same table', () => {
    const model = lmer('Reaction ~ Days * w + (1 | Subject)', table);
    expect(anova(structuredClone(model))).toEqual(anova(model));
  });
  test('no degrees of freedom: no p-value', () => {
    const [row] = anova(lmer('Reaction ~ Days + (1 | Subject)', table), { ddf: 'none' }).rows;
    expect(row.f).toBeGreaterThan(0);
    expect(row).not.toHaveProperty('denDf');
    expect(row).not.toHaveProperty('p');
  });
});
