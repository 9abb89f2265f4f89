import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inverseDefinite, product, transpose } from '../../src/engine/small-matrix.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import { lmer } from '../../src/fit/lmer.ts';
import type { FittedModel } from '../../src/fit/model.ts';
import { robustContest } from '../../src/inference/robust/robust-contest.ts';
import { robustContrast, robustTests } from '../../src/inference/robust/robust-tests.ts';
import { robustVcov } from '../../src/inference/robust/robust-vcov.ts';
import { readTable } from '../../src/table/read-file.ts';
import type { Table } from '../../src/table/table.ts';
import { randomNumbers } from '../random-design.ts';

const root = new URL('../../', import.meta.url).pathname;
const types = ['CR0', 'CR1', 'CR2'] as const;

interface Reference {
  name: string;
  data: string;
  formula: string;
  factors: string[];
  cluster: string;
  head: number | null;
  reml: boolean;
  types: Record<(typeof types)[number], { vcov: number[]; df: number[] }>;
  contest: null | { rows: number[][]; Q: number; f: number; denDf: number; p: number };
}
const file = new URL('../reference/robust.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as Reference[];

type Columns = Record<string, number[] | string[]>;

/** Columns of a table as plain arrays, factors as texts. */
function columnsOf(table: Table, rows: readonly number[]): Columns {
  return Object.fromEntries(
    [...table.columns].map(([name, column]) => [
      name,
      column.kind === 'factor'
        ? rows.map((i) => column.levels[column.codes[i]])
        : rows.map((i) => Number(column.values[i])),
    ]),
  );
}

const closeTo = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) => {
  const scale = Math.max(...Array.from(expected, Math.abs));
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i] - expected[i]) / scale).toBeLessThan(tolerance);
  }
};

function fitOf(c: Reference): FittedModel {
  const table = readTable(root + c.data, { factors: c.factors });
  const all = Array.from({ length: c.head ?? table.nrow }, (_, i) => i);
  return lmer(c.formula, columnsOf(table, all), { method: c.reml ? 'REML' : 'ML' });
}

describe.each(references)('$name, as dense algebra has it', (c) => {
  const model = fitOf(c);
  const named = model.design.random.find(({ group }) => group === c.cluster);
  const table = readTable(root + c.data, { factors: c.factors });
  const cluster = named
    ? c.cluster
    : { name: c.cluster, values: columnsOf(table, [...model.rows])[c.cluster] };

  test.each(types)('%s', (type) => {
    const result = robustTests(model, { type, cluster });
    closeTo(result.vcov, c.types[type].vcov, 1e-6);
    closeTo(robustVcov(model, { type, cluster }).data, result.vcov, 1e-15);
    result.coefficients.forEach(({ df, se }, i) => {
      if (se === undefined) return;
      expect(df).toBeCloseTo(c.types[type].df[i], 4);
      expect(se ** 2).toBeCloseTo(result.vcov[i * (model.fixed.names.length + 1)], 12);
    });
  });

  test.runIf(c.contest !== null)('the test of several rows', () => {
    const { rows, f, denDf, p } = c.contest as NonNullable<typeof c.contest>;
    const result = robustContest(model, rows, { cluster });
    expect(result.numDf).toBe(rows.length);
    expect(result.f / f).toBeCloseTo(1, 5);
    expect(result.denDf / denDf).toBeCloseTo(1, 5);
    if (p > 1e-14) expect(result.p / p).toBeCloseTo(1, 4);
    // Rows mixed and repeated say the same.
    const mixed = [rows[1], rows[0].map((x, i) => 2 * x - 3 * rows[1][i]), rows[0], ...rows];
    const same = robustContest(model, mixed, { cluster });
    expect(same.f / result.f).toBeCloseTo(1, 9);
    expect(same.denDf / result.denDf).toBeCloseTo(1, 9);
  });
});

test('blocks as fixed effects: single clusters determine all but the slope', () => {
  const c = references.find(({ name }) => name === 'blocks as fixed effects') as Reference;
  const model = fitOf(c);
  const values = columnsOf(readTable(root + c.data), [...model.rows]).Block;
  const cluster = { name: 'Block', values };
  const { coefficients, notices } = robustTests(model, { cluster });
  expect(coefficients.filter(({ se }) => se !== undefined).map(({ name }) => name)).toEqual([
    'nitro',
  ]);
  expect(notices.map(({ code }) => code)).toEqual(['robust-undetermined', 'robust-few-clusters']);
  expect(notices[0].text).toContain('BlockVI have no robust standard errors: single clusters');
  const unit = [0, 0, 1, 0, 0, 0, 0];
  expect(robustContrast(model, unit, { cluster })).toEqual({
    name: 'contrast',
    estimate: model.fixed.estimates[2],
  });
  expect(() => robustContest(model, [unit], { cluster })).toThrow(/^single clusters/);
});

describe('hsb, cross-level', () => {
  const hsb = readTable(`${root}web-demo/data/hsb.csv`);
  const formula = 'mathach ~ meanses*cses + sector*cses + (cses | school)';
  const model = lmer(formula, hsb);

  test('as published', () => {
    const se = robustTests(model, { type: 'CR0' }).coefficients.map((c) => c.se as number);
    closeTo(se, [0.174099, 0.334526, 0.14765, 0.308459, 0.332804, 0.237406], 3e-6);
    const { coefficients, clusters, cluster } = robustTests(model);
    expect({ cluster, clusters }).toEqual({ cluster: 'school', clusters: 160 });
    expect(coefficients[4].name).toBe('meanses:cses');
    expect(coefficients[4].se).toBeCloseTo(0.339, 4);
    expect(coefficients[4].df).toBeCloseTo(56.6, 1);
    expect(coefficients[4].p).toBeCloseTo(0.00332, 4);
  });

  test('one row tested jointly is the t-test', () => {
    const unit = [0, 0, 0, 0, 1, 0];
    const t = robustContrast(model, unit);
    const f = robustContest(model, [unit]);
    expect(f.f).toBeCloseTo((t.statistic as number) ** 2, 9);
    expect(f.denDf).toBeCloseTo(t.df as number, 8);
    expect(f.p / (t.p as number)).toBeCloseTo(1, 8);
    expect(f.scaling).toBeCloseTo(1, 12);
  });

  test('other degrees of freedom', () => {
    const [byClusters] = robustTests(model, { ddf: 'clusters' }).coefficients;
    expect(byClusters.df).toBe(159);
    const [normal] = robustTests(model, { ddf: 'none' }).coefficients;
    expect(normal.df).toBe(Infinity);
    expect(normal.se).toBe(byClusters.se);
  });

  test('rows in another order, predictors in other units and origins, levels with other names', () => {
    const uniform = randomNumbers(3);
    const order = Array.from({ length: hsb.nrow }, (_, i) => i)
      .map((i) => ({ i, key: uniform() }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ i }) => i);
    const shuffled = columnsOf(hsb, order);
    const other = {
      ...shuffled,
      cses: (shuffled.cses as number[]).map((x) => 1000 + 10 * x),
      meanses: (shuffled.meanses as number[]).map((x) => 2 - 0.01 * x),
      school: (shuffled.school as number[]).map((x) => `s${(x * 7919) % 10007}`),
    };
    const moved = lmer(formula, other);
    const last = 4;
    for (const type of types) {
      const a = robustTests(model, { type }).coefficients[last];
      const b = robustTests(moved, { type }).coefficients[last];
      // meanses·cses has the units of −0.1 meanses·cses.
      expect(0.1 * (b.se as number)).toBeCloseTo(a.se as number, 8);
      expect((b.df as number) / (a.df as number)).toBeCloseTo(1, 7);
      expect((b.statistic as number) / (a.statistic as number)).toBeCloseTo(-1, 7);
    }
  });
});

test('CR0 is the sandwich of dense algebra', () => {
  const sleep = readTable(`${root}web-demo/data/sleepstudy.csv`);
  const model = lmer('Reaction ~ Days + (Days | Subject)', sleep);
  const { fixed, design, random, sigma } = model;
  const [{ covariance }] = random;
  const [{ codes, levels }] = design.random;
  const columns = design.fixed.columns;
  const bread = new Float64Array(4);
  const meat = new Float64Array(4);
  for (let j = 0; j < levels.length; j++) {
    const rows = Array.from(codes.keys()).filter((i) => codes[i] === j);
    const n = rows.length;
    const x = Float64Array.from(columns.flatMap((column) => rows.map((i) => column[i])));
    const v = product(product(x, covariance, n, 2, 2), transpose(x, n, 2), n, 2, n);
    for (let i = 0; i < n; i++) v[i * n + i] += sigma ** 2;
    const half = product(transpose(x, n, 2), inverseDefinite(v, n) as Float64Array, 2, n, n);
    const e = Float64Array.from(rows, (i) => {
      return (
        design.y[i] - columns.reduce((sum, column, c) => sum + column[i] * fixed.estimates[c], 0)
      );
    });
    const score = product(half, e, 2, n, 1);
    product(half, x, 2, n, 2).forEach((value, at) => {
      bread[at] += value;
      meat[at] += score[at % 2] * score[Math.floor(at / 2)];
    });
  }
  const m = inverseDefinite(bread, 2) as Float64Array;
  const sandwich = product(product(m, meat, 2, 2, 2), m, 2, 2, 2);
  closeTo(robustVcov(model, { type: 'CR0' }).data, sandwich, 1e-11);
});

describe('weights', () => {
  const uniform = randomNumbers(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const n = 120;
  const g = Array.from({ length: n }, (_, i) => `g${i % 12}`);
  const h = Array.from({ length: n }, (_, i) => `g${i % 12}h${Math.floor(i / 12) % 3}`);
  const effects = Array.from({ length: 12 }, normal);
  const x = Array.from({ length: n }, normal);
  const y = x.map((value, i) => 1 + 0.3 * value + effects[i % 12] + normal());
  const w = Array.from({ length: n }, () => 1 + Math.floor(3 * uniform()));

  test('frequency weights are repeated rows', () => {
    const weighted = lmer('y ~ x + (1 | g/h)', { y, x, g, h, w }, { frequencyWeights: 'w' });
    const rows = w.flatMap((count, i) => Array<number>(count).fill(i));
    const pick = <T>(values: readonly T[]) => rows.map((i) => values[i]);
    const repeated = lmer('y ~ x + (1 | g/h)', {
      y: pick(y),
      x: pick(x),
      g: pick(g),
      h: pick(h),
    });
    for (const type of types) {
      const [a, b] = [robustTests(weighted, { type }), robustTests(repeated, { type })];
      closeTo(a.vcov, b.vcov, 1e-8);
      closeTo(
        a.coefficients.map(({ df }) => df as number),
        b.coefficients.map(({ df }) => df as number),
        1e-8,
      );
    }
  });

  test('precision weights times a constant change nothing', () => {
    const data = { y, x, g, w, five: w.map((v) => 5 * v) };
    const a = robustTests(lmer('y ~ x + (x | g)', data, { precisionWeights: 'w' }));
    const b = robustTests(lmer('y ~ x + (x | g)', data, { precisionWeights: 'five' }));
    closeTo(a.vcov, b.vcov, 1e-8);
  });
});

describe('clusters', () => {
  const pastes = readTable(`${root}test/reference/data/pastes.csv`);
  const penicillin = readTable(`${root}web-demo/data/penicillin.csv`);
  const errorOf = (run: () => unknown): BlupError => {
    try {
      run();
    } catch (error) {
      if (error instanceof BlupError) return error;
      throw error;
    }
    throw new Error('no error');
  };

  test('the factor that contains all others', () => {
    const model = lmer('strength ~ 1 + (1 | batch/cask)', pastes);
    expect(robustVcov(model).cluster).toBe('batch');
    const finer = errorOf(() => robustVcov(model, { cluster: 'cask:batch' }));
    expect(finer.code).toBe('grouping-factor');
    expect(finer.message).toMatch(/^batch crosses cask:batch: its level "A" occurs in several/);
  });

  test('crossed factors have none', () => {
    const model = lmer('diameter ~ 1 + (1 | plate) + (1 | sample)', penicillin);
    const error = errorOf(() => robustTests(model));
    expect(error.code).toBe('grouping-factor');
    expect(error.message).toMatch(/^plate crosses sample, so the rows do not fall into/);
    expect(errorOf(() => robustTests(model, { cluster: 'plates' })).message).toBe(
      'no grouping factor of the model is named "plates"; did you mean "plate"?',
    );
    expect(
      errorOf(() => robustTests(model, { cluster: { name: 'day', values: ['a'] } })).message,
    ).toMatch(/^day has 1/);
    expect(errorOf(() => robustTests(model, { type: 'CR4' as 'CR2' })).code).toBe('option');
    expect(errorOf(() => robustTests(model, { ddf: 'kr' as 'none' })).code).toBe('option');
  });

  test('singletons', () => {
    const uniform = randomNumbers(5);
    const n = 60;
    const x = Array.from({ length: n }, uniform);
    const g = Array.from({ length: n }, (_, i) => `g${i < 20 ? i : i % 15}`);
    const y = x.map((value, i) => value + (i % 15 === 3 ? 2 : 0) + uniform());
    const { coefficients } = robustTests(lmer('y ~ x + (1 | g)', { y, x, g }));
    for (const { se, df } of coefficients) {
      expect(se).toBeGreaterThan(0);
      expect(df).toBeGreaterThan(1);
    }
  });
});
