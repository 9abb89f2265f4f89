import { describe, expect, test } from 'vitest';
import { lmer } from '../../src/fit/lmer.ts';
import { restrictRows } from '../../src/fit/restrict-rows.ts';
import { anova } from '../../src/inference/anova.ts';
import { readTable } from '../../src/table/read-file.ts';
import { dataPath } from '../reference-cases.ts';
import { storedTests } from '../tests-reference.ts';

const table = readTable(dataPath('sleepstudy.csv'));
const number = (name: string): number[] => {
  const column = table.columns.get(name);
  if (column?.kind !== 'numeric') throw new Error(name);
  return Array.from(column.values);
};
const missing = new Set(storedTests.common.missing);
const columns = {
  Reaction: number('Reaction'),
  Days: number('Days'),
  Subject: number('Subject').map(String),
  Extra: number('Days').map((_, i) =>
    missing.has(i + 1) ? Number.NaN : Math.round(1000 * Math.sin(i + 1)) / 1000,
  ),
};
const slope = lmer('Reaction ~ Days + (Days | Subject)', columns);
const extra = lmer('Reaction ~ Days + Extra + (Days | Subject)', columns);

describe('models fitted to different rows because of missing values', () => {
  test('are compared on the rows that they share, as R on those rows', () => {
    const { rows, notices } = anova(slope, extra);
    rows.forEach(({ deviance }, i) => {
      expect(deviance).toBeCloseTo(storedTests.common.deviances[i], 5);
    });
    expect(notices[0]).toEqual({
      code: 'rows-restricted',
      text:
        'the models were fitted to different rows, so all were compared on the 176 rows that they share; ' +
        'dropped: 4 from Reaction ~ Days + (Days | Subject)',
      detail: { rows: 176, dropped: [4, 0] },
    });
    expect(notices[1].code).toBe('refitted-by-ml');
  });

  test('each may miss what the other has', () => {
    const other = { ...columns, Other: columns.Days.map((x, i) => (i < 3 ? Number.NaN : x ** 2)) };
    const a = lmer('Reaction ~ Days + Extra + (1 | Subject)', other, { method: 'ML' });
    const b = lmer('Reaction ~ Days + Other + (Days | Subject)', other, { method: 'ML' });
    const { notices } = anova(a, b);
    expect(notices).toMatchObject([{ detail: { rows: 174, dropped: [2, 3] } }]);
  });

  test('levels without rows are left out', () => {
    const first = columns.Subject[0];
    const gone = columns.Subject.map((s, i) => (s === first ? Number.NaN : i % 7));
    const data = { ...columns, gone };
    const a = lmer('Reaction ~ Days + (Days | Subject)', data, { method: 'ML' });
    const b = lmer('Reaction ~ Days + gone + (Days | Subject)', data, { method: 'ML' });
    const keep = b.rows;
    const restricted = restrictRows(a, keep);
    expect(restricted.random[0].levels).toHaveLength(17);
    const direct = lmer(
      'Reaction ~ Days + (Days | Subject)',
      Object.fromEntries(
        Object.entries(columns).map(([name, values]) => [name, Array.from(keep, (i) => values[i])]),
      ),
      { method: 'ML' },
    );
    expect(restricted.objective).toBeCloseTo(direct.objective, 9);
    expect(anova(a, b).rows[0].deviance).toBeCloseTo(direct.objective, 9);
  });

  test('are refused when their rows hold different data, or none is common', () => {
    const scaled = { ...columns, Reaction: columns.Reaction.map((y) => 2 * y) };
    const other = lmer('Reaction ~ Days + Extra + (Days | Subject)', scaled);
    expect(() => anova(slope, other)).toThrow('fitted to different data, though both to 176 rows');
    const half = (from: number) => ({
      ...columns,
      half: columns.Days.map((x, i) => (i % 2 === from ? x : Number.NaN)),
    });
    const even = lmer('Reaction ~ Days + half + (1 | Subject)', half(0));
    const odd = lmer('Reaction ~ Days + half + (1 | Subject)', half(1));
    expect(() => anova(even, odd)).toThrow('fitted to different data');
  });
});
