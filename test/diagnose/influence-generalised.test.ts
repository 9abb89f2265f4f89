import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { influence } from '../../src/diagnose/influence.ts';
import { hatValues } from '../../src/diagnose/leverage.ts';
import { cooksDistance, standardizedResiduals } from '../../src/diagnose/standardized-residuals.ts';
import type { FittedGeneralisedModel } from '../../src/fit/generalised-model.ts';
import { type GlmerOptions, glmer } from '../../src/fit/glmer.ts';
import { formatInfluence } from '../../src/report/format-influence.ts';
import { readTable } from '../../src/table/read-file.ts';
import type { Column, Table } from '../../src/table/table.ts';
import { dataPath } from '../reference-cases.ts';

interface Case {
  name: string;
  data: string;
  formula: string;
  family: string;
  factors: string[];
  objective: number;
  hat: number[];
  cook: number[];
}

/** By dense algebra at the optimum of lme4: test/reference/glmm-leverage.R. */
const cases = JSON.parse(
  readFileSync(new URL('../reference/glmm-leverage.json', import.meta.url), 'utf8'),
) as Case[];

function close(found: ArrayLike<number>, wanted: ArrayLike<number>, relative: number): void {
  for (let i = 0; i < wanted.length; i++) {
    expect(Math.abs(found[i] - wanted[i])).toBeLessThan(relative * Math.abs(wanted[i]) + 1e-12);
  }
}

describe.each(cases)('leverages of $name as by dense algebra', (given) => {
  const { data, formula, family, factors, hat, cook } = given;
  const model = glmer(formula, readTable(dataPath(data), { factors }), { family, nAGQ: 1 });

  test('rows', () => {
    // lme4 stops its optimisers where the criterion moves by 1e-6 and less.
    expect(Math.abs(model.objective - given.objective)).toBeLessThan(1e-4);
    close(hatValues(model).subarray(0, hat.length), hat, 2e-3);
    close(cooksDistance(model).subarray(0, cook.length), cook, 1e-2);
    const h = hatValues(model);
    close(
      standardizedResiduals(model),
      model.pearson.map((r, i) => r / Math.sqrt(1 - h[i])),
      1e-12,
    );
  });
});

/** The rows that are kept. */
function some(table: Table, keep: readonly number[]): Table {
  const columns = new Map<string, Column>();
  for (const [name, column] of table.columns) {
    if (column.kind === 'factor') {
      columns.set(name, { ...column, codes: Int32Array.from(keep, (i) => column.codes[i]) });
    } else if (column.kind === 'numeric') {
      columns.set(name, { ...column, values: Float64Array.from(keep, (i) => column.values[i]) });
    }
  }
  return { ...table, nrow: keep.length, columns };
}

/** Entry of a small inverse quadratic form, by elimination. */
function cook(d: Float64Array, v: Float64Array): number {
  const p = d.length;
  const a = Array.from({ length: p }, (_, i) => [
    ...Array.from({ length: p }, (_, j) => v[j * p + i]),
    d[i],
  ]);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < p; i++) {
      if (i === j) continue;
      const f = a[i][j] / a[j][j];
      for (let c = j; c <= p; c++) a[i][c] -= f * a[j][c];
    }
  }
  return a.reduce((sum, row, i) => sum + (d[i] * row[p]) / row[i], 0) / p;
}

const cbpp = readTable(dataPath('cbpp.csv'), { factors: ['period', 'herd'] });
const herds = 'cbind(incidence, size - incidence) ~ period + (1 | herd)';

const models: [string, Table, string, GlmerOptions, string][] = [
  ['binomial', cbpp, herds, { family: 'binomial', nAGQ: 5 }, 'herd'],
  [
    'negative binomial',
    readTable(dataPath('salamanders.csv')),
    'count ~ mined + (1 | site)',
    { family: 'nbinom2', nAGQ: 1 },
    'site',
  ],
  [
    'ordinal',
    readTable(dataPath('wine.csv'), { factors: ['judge'] }),
    'ordered(rating) ~ temp + contact + (1 | judge)',
    { family: 'ordinal', nAGQ: 1 },
    'judge',
  ],
];

describe.each(models)('deletion of groups, %s', (_, table, formula, options, by) => {
  const model: FittedGeneralisedModel = glmer(formula, table, options);
  const found = influence(model, { by });
  const group = model.design.random[0];

  test('is the fit to the other rows', () => {
    expect(found.undetermined).toEqual([]);
    expect(found.deletions.map(({ label }) => label)).toEqual(group.levels);
    for (const level of [0, 3]) {
      const keep = [...group.codes.keys()].filter((i) => group.codes[i] !== level);
      const rest = glmer(formula, some(table, keep), options);
      const {
        estimates,
        dfbeta,
        dfbetas,
        cooksDistance: distance,
        ...own
      } = found.deletions[level];
      const { vcov } = rest.fixed;
      const p = estimates.length;
      // Two searches end within 1e-6 standard errors of each other.
      close(estimates, rest.fixed.estimates, 1e-5);
      close(
        own.variances,
        [rest.random[0].covariance[0], ...(rest.dispersion ? [rest.dispersion.estimate] : [])],
        1e-4,
      );
      const d = estimates.map((x, j) => x - model.fixed.estimates[j]);
      close(dfbeta, d, 1e-9);
      close(
        dfbetas,
        d.map((x, j) => x / Math.sqrt(vcov[j * (p + 1)])),
        1e-4,
      );
      expect(distance).toBeCloseTo(cook(d, model.fixed.vcov), 9);
      expect(own.mdffits).toBeCloseTo(cook(d, vcov), 4);
      expect(own.rows).toBe(group.codes.length - keep.length);
      expect(own.covRatio).toBeGreaterThan(0);
    }
  });

  test('prints', () => {
    expect(formatInfluence(found, { limit: 2 })).toContain(`deletion of the levels of ${by}`);
  });
});

describe('deletion of rows', () => {
  const model = glmer(herds, cbpp, { family: 'binomial', nAGQ: 1 });

  test('one step is near the fit where variances hardly change', () => {
    const exact = influence(model, { by: 'row' });
    const quick = influence(model, { by: 'row', refit: false });
    expect(quick.deletions).toHaveLength(56);
    const one = exact.deletions.map((x) => x.cooksDistance);
    const other = quick.deletions.map((x) => x.cooksDistance);
    const order = (values: number[]) =>
      values.map((_, i) => i).sort((a, b) => values[b] - values[a]);
    expect(order(other)[0]).toBe(order(one)[0]);
    const mean = (v: number[]) => v.reduce((s, x) => s + x, 0) / v.length;
    const [a, b] = [mean(one), mean(other)];
    const cov = one.reduce((s, x, i) => s + (x - a) * (other[i] - b), 0);
    const size = (v: number[], m: number) => Math.hypot(...v.map((x) => x - m));
    expect(cov / (size(one, a) * size(other, b))).toBeGreaterThan(0.9);
  });

  test('what there is not', () => {
    expect(() => influence(model, { by: 'herd', refit: false })).toThrow('groups are refitted');
    const wine = readTable(dataPath('wine.csv'), { factors: ['judge'] });
    const ordinal = glmer('ordered(rating) ~ temp + (1 | judge)', wine, {
      family: 'ordinal',
      nAGQ: 1,
    });
    expect(() => hatValues(ordinal)).toThrow('no variance function');
    expect(() => standardizedResiduals(model, { type: 'marginal' })).toThrow('takes linear models');
    expect(() => influence(model, { onProgress: () => false })).toThrow('cancelled');
  });
});
