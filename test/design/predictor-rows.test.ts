import { describe, expect, it } from 'vitest';
import { fixedDesign } from '../../src/design/design-matrices.ts';
import { predictorRows } from '../../src/design/predictor-rows.ts';
import type { FrameOptions } from '../../src/frame/frame-options.ts';
import { takeColumn } from '../../src/frame/keep-rows.ts';
import { modelFrame } from '../../src/frame/model-frame.ts';
import type { Schema } from '../../src/frame/schema.ts';
import { asTable } from '../../src/table/as-table.ts';
import type { Table } from '../../src/table/table.ts';
import { reference, referenceTable } from './reference-table.ts';

function takeTable(table: Table, rows: Int32Array): Table {
  const columns = new Map(
    [...table.columns].map(([name, column]) => [name, takeColumn(column, rows)]),
  );
  return { ...table, nrow: rows.length, columns };
}

/** The schema as a saved model has it. */
function saved(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema)) as Schema;
}

function check(formula: string, table: Table, options: FrameOptions = {}): void {
  const frame = modelFrame(formula, table, options);
  const fixed = fixedDesign(frame);
  const whole = predictorRows(saved(frame.schema), takeTable(table, frame.rows));
  expect(whole.names).toEqual(fixed.names);
  expect(whole.columns).toEqual(fixed.columns);
  expect(whole.offset).toEqual(frame.offset);
  // A single row has the same numbers as among the others: nothing is taken from the new data.
  for (const row of [0, frame.nrow - 1]) {
    const one = predictorRows(
      saved(frame.schema),
      takeTable(table, frame.rows.slice(row, row + 1)),
    );
    expect(one.columns.map(([x]) => x)).toEqual(fixed.columns.map((column) => column[row]));
  }
}

describe('rows for the data of the fit are its model matrix, bit by bit', () => {
  it.each(reference.cases)('$data: $formula', ({ data, formula }) => {
    check(formula, referenceTable(data));
  });

  it.each(reference.contrasts)('$formula $contrasts', ({ data, formula, contrasts }) => {
    check(formula, referenceTable(data), { contrasts });
  });

  it.each([
    'y ~ ns(z, 3) * a + (1 | g)',
    'y ~ bs(x, df = 5) + offset(log(z + 1)) + offset(x) + (1 | g)',
    'y ~ center(x) + scale(z):b + (1 | g)',
    'y ~ gmean(x, g) + gcenter(x, g):a + I(gmean(x, g)^2) + (1 | g)',
    'y ~ cut(z, 3) + cut(x, c(-2, 0, 2), labels = FALSE) + (1 | g)',
    'y ~ factor(z, levels = c(0, 1, 2, 3, 4)) + as.numeric(factor(b)) + (1 | g)',
    'y ~ (a == "a2") * (z > 2) + I(b %in% c("b1", "b3")) + on + (1 | g)',
    'y ~ poly(x, 3):ordered(b) + relevel(factor(c), "c2") + (1 | g)',
    'y ~ . + (1 | g)',
    'y ~ 0 + a:b + I(x * pi) + (1 | g)',
  ])('%s', (formula) => {
    check(formula, referenceTable('tiny'));
  });

  it('with an offset column', () => {
    check('y ~ a + offset(z) + (1 | g)', referenceTable('tiny'), { offset: 'x' });
  });
});

describe('other data', () => {
  const table = asTable({
    y: [1, 2, 4, 3, 6, 5],
    x: [1, 2, 3, 4, 5, 6],
    f: ['b', 'a', 'c', 'b', 'a', 'c'],
    on: [true, false, true, true, false, false],
    g: ['p', 'p', 'q', 'q', 'r', 'r'],
  });
  const { schema } = modelFrame('y ~ log(x) * f + on + gmean(x, g) + (1 | g)', table);
  const row = { x: [2], f: ['c'], on: [true], g: ['q'] };
  const values = (data: Record<string, unknown[]>) =>
    predictorRows(schema, asTable(data as Parameters<typeof asTable>[0])).columns.map(([x]) => x);
  const expected = [1, Math.log(2), 0, 1, 1, 3.5, 0, Math.log(2)];

  it('needs neither response nor other levels', () => {
    expect(values(row)).toEqual(expected);
  });

  it('takes a column for a group mean', () => {
    expect(values({ x: [2], f: ['c'], on: [true], 'gmean(x, g)': [3.5] })).toEqual(expected);
  });

  it('reads truth values written as text, and numbers as levels', () => {
    expect(values({ ...row, on: ['TRUE'] })).toEqual(expected);
    const numbered = modelFrame(
      'y ~ f + (1 | g)',
      asTable({
        ...Object.fromEntries(['y', 'g'].map((name) => [name, [1, 2, 1, 2, 1, 3]])),
        f: ['1', '2', '3', '1', '2', 'x'],
      } as never),
    );
    const { columns } = predictorRows(numbered.schema, asTable({ f: [2, 3] }));
    expect(columns.map((column) => [...column])).toEqual([
      [1, 1],
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
  });

  it('keeps rows with missing cells', () => {
    const { columns } = predictorRows(
      schema,
      asTable({ x: [2, null], f: [null, 'a'], on: [true, null], g: ['zzz', 'p'] }),
    );
    expect(columns.map((column) => [...column])).toEqual([
      [1, 1],
      [Math.log(2), Number.NaN],
      [Number.NaN, 0],
      [Number.NaN, 0],
      [1, Number.NaN],
      [Number.NaN, 1.5],
      [Number.NaN, Number.NaN],
      [Number.NaN, Number.NaN],
    ]);
  });

  it('refuses what the fit did not know', () => {
    expect(() => values({ ...row, f: ['cc'] })).toThrow(
      'factor f has the level "cc" in row 1, which the data of the fit did not have; did you mean "c"?',
    );
    expect(() => values({ x: [1], on: [true], g: ['p'] })).toThrow('column "f" is not in the data');
    expect(() => values({ ...row, x: ['low'] })).toThrow(
      'column "x" must hold numbers, as in the data of the fit',
    );
    expect(() => values({ ...row, on: ['perhaps'] })).toThrow(
      'column "on" must hold truth values, as in the data of the fit',
    );
    const made = modelFrame('y ~ factor(x) + (1 | g)', table).schema;
    expect(() => predictorRows(made, asTable({ x: [7] }))).toThrow(
      'factor factor(x) has the level "7" in row 1',
    );
  });
});
