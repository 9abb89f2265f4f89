import { describe, expect, it } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import type { Model } from '../../src/fit/model.ts';
import { satterthwaite } from '../../src/inference/contrasts/satterthwaite.ts';
import type { Column, NumericColumn, Table } from '../../src/table/table.ts';
import { randomNumbers } from '../random-design.ts';
import { referenceTable } from '../reference-cases.ts';

const table = referenceTable('egsingle.csv');
const formula = 'math ~ year + (year | childid) + (year | schoolid)';
const base = lmer(formula, table);

function withColumn(name: string, make: (x: number, row: number) => number): Table {
  const { values } = table.columns.get(name) as NumericColumn;
  const columns = new Map(table.columns);
  columns.set(name, { kind: 'numeric', values: values.map(make) });
  return { ...table, columns };
}

function slopeTest(model: Model) {
  return satterthwaite(model, [0, 1]);
}

function expectSame(model: Model, scale = 1): void {
  const close = (a: number, b: number, tolerance = 1e-9) =>
    expect(Math.abs(a / b - 1)).toBeLessThan(tolerance);
  // The REML criterion contains log|XᵀX| in the user's columns, here as in lme4.
  close(model.objective - 2 * Math.log(Math.abs(scale)), base.objective);
  close(model.sigma, base.sigma);
  const spread = Math.max(...base.fitted.map(Math.abs));
  const worst = model.fitted.reduce((w, x, i) => Math.max(w, Math.abs(x - base.fitted[i])), 0);
  expect(worst / spread).toBeLessThan(1e-9);
  const ours = slopeTest(model);
  const theirs = slopeTest(base);
  close(ours.estimate * scale, theirs.estimate);
  close(ours.se * Math.abs(scale), theirs.se);
  close(ours.df, theirs.df, 1e-8);
  close(ours.p, theirs.p, 1e-6); // p is e^-900: its relative error is that of t times t²
  expect(model.certificate.certified).toBe(true);
}

describe('no unit, origin or coding of a predictor changes an answer', () => {
  it('is the reference value', () => {
    expect(Math.abs(base.objective - 16336.739402)).toBeLessThan(1e-6);
  });

  it('year + 1995.5', () => {
    expectSame(
      lmer(
        formula,
        withColumn('year', (x) => x + 1995.5),
      ),
    );
  });

  it('1000 · year: REML grows by 2 log 1000 with log|XᵀX|, all else stays', () => {
    expectSame(
      lmer(
        formula,
        withColumn('year', (x) => 1000 * x),
      ),
      1000,
    );
  });

  it('−year', () => {
    expectSame(
      lmer(
        formula,
        withColumn('year', (x) => -x),
      ),
      -1,
    );
  });

  it('extreme units: 1e-130 · year', () => {
    expectSame(
      lmer(
        formula,
        withColumn('year', (x) => 1e-130 * x),
      ),
      1e-130,
    );
  });

  it('the order of grouping factors in the formula', () => {
    expectSame(lmer('math ~ year + (year | schoolid) + (year | childid)', table));
  });

  it('the order of the rows', () => {
    const uniform = randomNumbers(7);
    const order = Array.from({ length: table.nrow }, (_, i) => i);
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(uniform() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    const columns = new Map<string, Column>();
    for (const [name, column] of table.columns) {
      if (column.kind === 'factor') {
        const { codes } = column;
        columns.set(name, { ...column, codes: codes.map((_, i) => codes[order[i]]) });
      } else if (column.kind === 'numeric') {
        const { values } = column;
        columns.set(name, { ...column, values: values.map((_, i) => values[order[i]]) });
      }
    }
    const model = lmer(formula, { ...table, columns });
    const fitted = model.fitted.slice();
    for (let i = 0; i < order.length; i++) fitted[order[i]] = model.fitted[i];
    expectSame({ ...model, fitted });
  });

  it('the labels of the levels', () => {
    const relabelled = withColumn('childid', (x) => -7 * x + 3);
    expectSame(lmer(formula, relabelled));
  });
});

describe('other exact identities', () => {
  const sleep = referenceTable('sleepstudy.csv');
  const plain = lmer('Reaction ~ Days + (Days | Subject)', sleep, { method: 'ML' });

  it('frequency weights of 2 are the rows twice', () => {
    const twice = (column: NumericColumn) => ({
      kind: 'numeric' as const,
      values: Float64Array.from([...column.values, ...column.values]),
    });
    const columns = new Map(
      [...sleep.columns].map(([name, column]) => [name, twice(column as NumericColumn)]),
    );
    const doubled = lmer(
      'Reaction ~ Days + (Days | Subject)',
      { ...sleep, nrow: 2 * sleep.nrow, columns },
      { method: 'ML' },
    );
    const weighted = lmer('Reaction ~ Days + (Days | Subject)', sleep, {
      method: 'ML',
      frequencyWeights: new Float64Array(sleep.nrow).fill(2),
    });
    expect(weighted.nobs).toBe(360);
    expect(Math.abs(weighted.objective - doubled.objective)).toBeLessThan(1e-8);
    expect(Math.abs(weighted.fixed.vcov[3] / doubled.fixed.vcov[3] - 1)).toBeLessThan(1e-9);
  });

  it('equal precision weights scale σ and nothing else', () => {
    const weighted = lmer('Reaction ~ Days + (Days | Subject)', sleep, {
      method: 'ML',
      precisionWeights: new Float64Array(sleep.nrow).fill(4),
    });
    expect(Math.abs(weighted.objective - plain.objective)).toBeLessThan(1e-8);
    expect(Math.abs(weighted.sigma / (2 * plain.sigma) - 1)).toBeLessThan(1e-9);
    expect(Math.abs(weighted.fixed.vcov[3] / plain.fixed.vcov[3] - 1)).toBeLessThan(1e-9);
  });

  it('an offset is a part of the response', () => {
    const shifted = lmer('Reaction ~ Days + (Days | Subject)', sleep, {
      method: 'ML',
      offset: new Float64Array(sleep.nrow).fill(1e6),
    });
    expect(Math.abs(shifted.fixed.estimates[0] + 1e6 - plain.fixed.estimates[0])).toBeLessThan(
      1e-6,
    );
    expect(Math.abs(shifted.objective - plain.objective)).toBeLessThan(1e-7);
  });

  it('the same call gives the same bytes', () => {
    const again = lmer('Reaction ~ Days + (Days | Subject)', sleep, { method: 'ML' });
    expect(again.theta).toEqual(plain.theta);
    expect(again.fixed.vcov).toEqual(plain.fixed.vcov);
    expect(again.fitted).toEqual(plain.fitted);
  });
});
