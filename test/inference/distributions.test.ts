import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  chiSquaredLower,
  chiSquaredTail,
  mixedChiSquaredTail,
} from '../../src/inference/distributions/chi-squared.ts';
import { fTail } from '../../src/inference/distributions/f-distribution.ts';
import { normalTail } from '../../src/inference/distributions/normal.ts';
import { tQuantile, tTail, tTwoSided } from '../../src/inference/distributions/student-t.ts';

const file = new URL('../reference/distributions.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Record<string, (number | string)[][]>;

/** Largest relative error of `f` over rows of arguments that end with R's answer. */
function worst(rows: (number | string)[][], f: (...args: number[]) => number): number {
  let most = 0;
  for (const row of rows) {
    const numbers = row.map(Number);
    const want = numbers[numbers.length - 1];
    const got = f(...numbers.slice(0, -1));
    const error = want === got ? 0 : Math.abs(got / want - 1);
    if (!(error <= most)) most = error;
  }
  return most;
}

describe('tail probabilities agree with R to 1e-12 relative', () => {
  test('Student t', () => {
    expect(worst(reference.t, (df, t) => tTail(t, df))).toBeLessThan(1e-12);
  });
  test('chi-squared', () => {
    expect(worst(reference.chiSquared, (df, x) => chiSquaredTail(x, df))).toBeLessThan(1e-12);
  });
  test('F with denominator degrees of freedom up to 10,000', () => {
    const rows = reference.f.filter(([, d2]) => Number(d2) <= 1e4);
    expect(worst(rows, (d1, d2, x) => fTail(x, d1, d2))).toBeLessThan(1e-12);
  });
  test('normal', () => {
    expect(worst(reference.normal, normalTail)).toBeLessThan(1e-12);
  });
});

test('F with very many denominator degrees of freedom agrees to 1e-8', () => {
  expect(worst(reference.f, (d1, d2, x) => fTail(x, d1, d2))).toBeLessThan(1e-8);
});

test('quantiles of t agree with R to 1e-12', () => {
  const rows = reference.tQuantile.filter(
    // Next to the median R itself keeps eleven digits.
    ([df, p]) => Number(df) >= 1 && Number(p) >= 1e-12 && p !== 0.49999,
  );
  expect(worst(rows, (df, p) => tQuantile(p, df))).toBeLessThan(1e-12);
});

test('the quantile of t next to the median is that of the closed form for one degree of freedom', () => {
  const p = 0.49999;
  expect(Math.abs(tQuantile(p, 1) / Math.tan(Math.PI * (0.5 - p)) - 1)).toBeLessThan(1e-14);
});

test('arguments at the edges', () => {
  expect(tTail(0, 3)).toBe(0.5);
  expect(tTail(-2, 5) + tTail(2, 5)).toBe(1);
  expect(tTwoSided(-2, 5)).toBe(2 * tTail(2, 5));
  expect(tTail(Infinity, 5)).toBe(0);
  expect(tTail(Number.NaN, 5)).toBeNaN();
  expect(fTail(-1, 2, 3)).toBe(1);
  expect(fTail(4, 1, Infinity)).toBe(chiSquaredTail(4, 1));
  expect(chiSquaredTail(0, 0)).toBe(0);
  expect(normalTail(-1) + normalTail(1)).toBe(1);
  expect(() => tQuantile(0, 5)).toThrow('a tail probability must lie between 0 and 1: 0');
  expect(() => tQuantile(0.1, 0)).toThrow('degrees of freedom must be positive: 0');
});

test('the boundary mixture halves the p-value of one variance', () => {
  expect(mixedChiSquaredTail(3.84, 0)).toBe(chiSquaredTail(3.84, 1) / 2);
  expect(mixedChiSquaredTail(0, 0)).toBe(1);
  const two = (chiSquaredTail(42.139, 1) + chiSquaredTail(42.139, 2)) / 2;
  expect(mixedChiSquaredTail(42.139, 1)).toBe(two);
});

describe('χ² with many degrees of freedom', () => {
  // pchisq of R 4.2.2: at the mean from below, and three standard deviations above it.
  test.each([
    [2000, 0.504205244180216, 0.00174724550146514],
    [11_000, 0.501793114014339, 0.00151362999325274],
    [1_000_000, 0.500188063196605, 0.00136666026385773],
    [100_000_000, 0.500018806319454, 0.00135156987376777],
  ])('%i', (df, lower, tail) => {
    expect(chiSquaredLower(df, df) / lower - 1).toBeCloseTo(0, 12);
    expect(chiSquaredTail(df + 3 * Math.sqrt(2 * df), df) / tail - 1).toBeCloseTo(0, 11);
  });

  test('joins what is used below 1,000', () => {
    const below = chiSquaredTail(1050, 1000);
    const above = chiSquaredTail(1050, 1000.000001);
    expect(above / below - 1).toBeLessThan(1e-7);
    expect(above / below - 1).toBeGreaterThan(0);
  });
});
