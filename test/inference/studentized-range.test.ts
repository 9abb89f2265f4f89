import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tTwoSided } from '../../src/inference/distributions/student-t.ts';
import {
  studentizedRangeQuantile,
  studentizedRangeTail,
} from '../../src/inference/distributions/studentized-range.ts';

type Cell = number | 'Inf';
type Columns<K extends string> = Readonly<Record<K, Cell[]>>;

const reference = JSON.parse(
  readFileSync(new URL('../reference/studentized-range.json', import.meta.url), 'utf8'),
) as {
  tail: Columns<'q' | 'k' | 'df' | 'p'>;
  exact: Columns<'q' | 'k' | 'df' | 'p'>;
  quantiles: Columns<'p' | 'k' | 'df' | 'q'>;
};

function rows<K extends string>(columns: Columns<K>): Record<K, number>[] {
  const names = Object.keys(columns) as K[];
  return columns[names[0]].map((_, i) => {
    const entries = names.map((name) => [
      name,
      Number(String(columns[name][i]).replace('Inf', 'Infinity')),
    ]);
    return Object.fromEntries(entries) as Record<K, number>;
  });
}

test('tails are those of nested adaptive integration, relative to the tail', () => {
  for (const { q, k, df, p } of rows(reference.exact)) {
    expect(studentizedRangeTail(q, k, df) / p, `${q} ${k} ${df}`).toBeCloseTo(1, 10);
  }
});

test('of two means it is Student’s t', () => {
  for (const df of [1, 2, 3.7, 12.5, 80, 4000, Infinity]) {
    for (const t of [0.1, 0.9, 2.3, 5, 9]) {
      const p = tTwoSided(t, df);
      expect(studentizedRangeTail(Math.SQRT2 * t, 2, df) / p, `${t} ${df}`).toBeCloseTo(1, 9);
    }
  }
});

test('tails are those of R’s ptukey', () => {
  // ptukey is off by up to 2e-4 at df = 2, 2e-5 at df = 4.3 and less beyond: ours is the integral, see above.
  for (const { q, k, df, p } of rows(reference.tail)) {
    const tolerance = df === 2 ? 2e-4 : df < 5 ? 2e-5 : 1e-6;
    expect(Math.abs(studentizedRangeTail(q, k, df) - p), `${q} ${k} ${df}`).toBeLessThan(tolerance);
  }
});

test('quantiles are the inverse, and near R’s qtukey', () => {
  for (const { p, k, df, q } of rows(reference.quantiles)) {
    const own = studentizedRangeQuantile(p, k, df);
    expect(studentizedRangeTail(own, k, df) / p).toBeCloseTo(1, 9);
    // qtukey iterates to 1e-4.
    expect(Math.abs(own - q) / q, `${p} ${k} ${df}`).toBeLessThan(2e-3);
  }
  expect(() => studentizedRangeQuantile(0, 3, 10)).toThrow('0 < p < 1');
});

test('ends', () => {
  expect(studentizedRangeTail(0, 3, 10)).toBe(1);
  expect(studentizedRangeTail(Infinity, 3, 10)).toBe(0);
  expect(studentizedRangeTail(Number.NaN, 3, 10)).toBeNaN();
  expect(studentizedRangeTail(30, 3, Infinity)).toBeGreaterThan(0);
  expect(studentizedRangeTail(1000, 3, 3)).toBeGreaterThan(0);
});
