import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { takeColumn } from '../../src/frame/keep-rows.ts';
import { levelText } from '../../src/inference/emmeans/contrast-labels.ts';
import { contrasts } from '../../src/inference/emmeans/contrasts.ts';
import { jointTests } from '../../src/inference/emmeans/joint-tests.ts';
import { formatContrasts, formatEmmeans } from '../../src/report/format-emmeans.ts';
import type { Table } from '../../src/table/table.ts';
import { answer, list, type Question, type ReferenceRows } from '../emmeans-reference.ts';
import { referenceTable } from '../reference-cases.ts';

const reference = JSON.parse(
  readFileSync(new URL('../reference/emmeans.json', import.meta.url), 'utf8'),
) as {
  data: string;
  factors: string[];
  omit?: Record<string, string | string[]>;
  formula: string;
  questions: Question[];
  joint?: { term: string[]; df1: number[]; df2: number[]; f: number[] };
}[];

type Numbers = Readonly<Record<'estimate' | 'se' | 'df' | 'lower' | 'upper', number>> & {
  readonly estimable: boolean;
};

/** What is printed, without remarks that R writes as messages. */
function lines(text: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('note: '));
}

const numbersIn = (line: string) => line.match(/-?\d+\.?\d*/g) ?? [];
const shape = (line: string) => line.replace(/\d/g, '#');

/**
 * Line by line the same layout, and the same numbers up to one unit of the last digit: R's df come from numerical
 * derivatives, and a number may lie on the edge between two roundings.
 */
function samePrint(text: string, expected: readonly string[]): void {
  const own = lines(text);
  expect(own.map(shape)).toEqual(expected.map(shape));
  own.forEach((line, i) => {
    const theirs = numbersIn(expected[i]);
    numbersIn(line).forEach((number, j) => {
      const unit = 10 ** -(theirs[j].split('.')[1]?.length ?? 0);
      expect(Math.abs(Number(number) - Number(theirs[j])), line).toBeLessThan(1.01 * unit);
    });
  });
  const different = own.filter((line, i) => line !== expected[i]).length;
  expect(different / own.length).toBeLessThan(0.5);
}

/** R takes df from numerical derivatives; an interval moves with them. */
function compare(rows: readonly Numbers[], expected: ReferenceRows): void {
  const estimates = list(expected.estimate);
  expect(rows.length).toBe(estimates.length);
  const size = Math.max(
    ...[...estimates, ...list(expected.se)].filter(Number.isFinite).map(Math.abs),
  );
  rows.forEach((row, i) => {
    // jsonlite writes NA as a text.
    expect(row.estimable, `estimable ${i}`).toBe(Number.isFinite(estimates[i]));
    if (!row.estimable) return;
    const se = list(expected.se)[i];
    expect(Math.abs(row.estimate - estimates[i]) / size, `estimate ${i}`).toBeLessThan(1e-6);
    expect(row.se / se, `se ${i}`).toBeCloseTo(1, 5.5);
    expect(row.df / list(expected.df)[i], `df ${i}`).toBeCloseTo(1, 2.5);
    const halves = [list(expected.lower)[i], list(expected.upper)[i]];
    expect(Math.abs(row.lower - halves[0]) / se, `lower ${i}`).toBeLessThan(1e-3);
    expect(Math.abs(row.upper - halves[1]) / se, `upper ${i}`).toBeLessThan(1e-3);
  });
}

function sameLabels(own: Record<string, string>[], labels: ReferenceRows['labels']): void {
  for (const [name, values] of Object.entries(labels)) {
    if (name === '1') continue;
    expect(own.map((row) => row[name])).toEqual(list(values));
  }
}

/** The table without the rows that have one of the given levels in every column named. */
function withoutCells(table: Table, omit: Record<string, string | string[]> = {}): Table {
  const names = Object.keys(omit);
  if (names.length === 0) return table;
  const kept = Int32Array.from({ length: table.nrow }, (_, row) => row).filter((row) =>
    names.some((name) => {
      const column = table.columns.get(name);
      return (
        column?.kind === 'factor' && !list(omit[name]).includes(column.levels[column.codes[row]])
      );
    }),
  );
  const columns = new Map(
    [...table.columns].map(([name, column]) => [name, takeColumn(column, kept)]),
  );
  return { ...table, nrow: kept.length, columns };
}

describe.each(reference)('$formula', ({ data, factors, omit, formula, questions, joint }) => {
  const model = lmer(formula, withoutCells(referenceTable(data, factors), omit));
  it.runIf(joint !== undefined && omit === undefined)('joint tests', () => {
    const rows = jointTests(model);
    expect(rows.map(({ term }) => term)).toEqual(joint?.term);
    rows.forEach((row, i) => {
      expect(row.numDf).toBe(joint?.df1[i]);
      // df2 and F are rounded in R's table.
      expect(row.denDf / (joint?.df2[i] ?? 0), row.term).toBeCloseTo(1, 2);
      expect(Math.abs(row.f - (joint?.f[i] ?? 0)), row.term).toBeLessThan(6e-4);
    });
  });

  it.each(questions)('$f $specs | $by $weights $type $ddf $method $adjust', (q) => {
    const means = answer(model, q);
    compare(means.rows, q.means);
    const named = (names: readonly string[], values: readonly Parameters<typeof levelText>[0][]) =>
      Object.fromEntries(names.map((name, v) => [name, levelText(values[v])]));
    sameLabels(
      means.rows.map(({ levels }) => named(means.variables, levels)),
      q.means.labels,
    );
    samePrint(formatEmmeans(means), q.printed);
    if (q.method === undefined || q.contrasts === undefined) return;
    const result = contrasts(means, q.method, {
      ...(q.adjust && { adjust: q.adjust }),
      ...(q.method === 'consec' && !q.adjust && { adjust: 'none' }),
      ...(q.by2 && { by: [q.by2] }),
      ...(q.ref && { ref: q.ref }),
    });
    compare(result.rows, q.contrasts);
    sameLabels(
      result.rows.map(({ contrast, levels }) => ({ contrast, ...named(result.by, levels) })),
      q.contrasts.labels,
    );
    if (q.method !== 'consec' || q.adjust) {
      samePrint(formatContrasts(result), q.printedContrasts as string[]);
    }
    const { t, p } = q.contrasts;
    result.rows.forEach((row, i) => {
      if (!row.estimable) return;
      expect(row.statistic).toBeCloseTo(list(t)[i], 4);
      expect(Math.abs(row.p - list(p)[i])).toBeLessThan(1e-4 * Math.max(1e-3, list(p)[i]) + 2e-6);
    });
  });
});
