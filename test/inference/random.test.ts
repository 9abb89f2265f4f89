import { describe, expect, test } from 'vitest';
import { chiSquaredLower } from '../../src/inference/distributions/chi-squared.ts';
import { normalTail } from '../../src/inference/distributions/normal.ts';
import { normalQuantile } from '../../src/inference/distributions/normal-quantile.ts';
import { philox, randomStream } from '../../src/inference/distributions/random.ts';
import { exponential, logarithm } from '../../src/number/elementary.ts';

const draws = (count: number, next: () => number): number[] => Array.from({ length: count }, next);

/** Kolmogorov–Smirnov distance times √n; 1.63 is exceeded with probability 0.01. */
function ks(values: readonly number[], cdf: (x: number) => number): number {
  const n = values.length;
  let largest = 0;
  values
    .toSorted((a, b) => a - b)
    .forEach((x, i) => {
      const f = cdf(x);
      largest = Math.max(largest, f - i / n, (i + 1) / n - f);
    });
  return largest * Math.sqrt(n);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

describe('philox', () => {
  // Published with the generator: Random123, kat_vectors.
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8'],
    ],
    [
      [-1, -1, -1, -1],
      [-1, -1],
      ['408f276d', '41c83b0e', 'a20bc7c6', '6d5451fd'],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      ['d16cfe09', '94fdcceb', '5001e420', '24126ea1'],
    ],
  ])('known answers', (counter, key, words) => {
    const block = Int32Array.from(counter, (x) => x | 0);
    philox(block, key[0], key[1]);
    expect(Array.from(block, (x) => (x >>> 0).toString(16))).toEqual(words);
  });
});

describe('elementary functions', () => {
  test('logarithm and exponential agree with the engine', () => {
    const { uniform } = randomStream(1);
    for (let i = 0; i < 20000; i++) {
      const x = 10 ** (600 * uniform() - 300);
      expect(Math.abs(logarithm(x) / Math.log(x) - 1)).toBeLessThan(1e-15);
      const y = 1400 * (uniform() - 0.5);
      expect(Math.abs(exponential(y) / Math.exp(y) - 1)).toBeLessThan(1e-15);
    }
    expect(logarithm(1)).toBe(0);
    expect(exponential(0)).toBe(1);
    expect(logarithm(5e-324)).toBeCloseTo(Math.log(5e-324), 12);
  });

  // R's qnorm.
  test.each([
    [1e-300, -37.047096299361201],
    [1e-20, -9.2623400897984052],
    [1e-3, -3.0902323061678132],
    [0.075, -1.4395314709384557],
    [0.2, -0.84162123357291418],
    [0.5, 0],
    [0.93, 1.4757910281791708],
    [1 - 1e-10, 6.3613408896974208],
  ])('normalQuantile(%d)', (p, z) => {
    expect(Math.abs(normalQuantile(p) - z)).toBeLessThanOrEqual(4e-16 * Math.abs(z));
  });

  test('normalQuantile at and beyond the ends', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(Number.NaN)).toBeNaN();
  });
});

describe('randomStream', () => {
  test('the same bits whatever the engine and the order of use', () => {
    const a = randomStream(20261121, 7);
    const first = draws(5, a.normal);
    const other = randomStream(20261121, 8);
    draws(100, other.uniform);
    expect(draws(5, randomStream(20261121, 7).normal)).toEqual(first);
    expect(draws(5, randomStream(20261121, 8).normal)).not.toEqual(first);
    expect(draws(5, randomStream(20261122, 7).normal)).not.toEqual(first);
    expect(draws(3, randomStream(1).uniform)).toMatchInlineSnapshot(`
      [
        0.8902591749233709,
        0.5857259588132512,
        0.6719982754306782,
      ]
    `);
    expect(draws(3, randomStream(1, 2 ** 40).normal)).toMatchInlineSnapshot(`
      [
        0.1788423041339326,
        -0.7762556937221361,
        -1.5396762312043462,
      ]
    `);
    expect(draws(3, () => randomStream(2).chiSquared(0.5))).toMatchInlineSnapshot(`
      [
        0.00004438946413471709,
        0.00004438946413471709,
        0.00004438946413471709,
      ]
    `);
    expect(draws(2, () => randomStream(3).chiSquared(170))).toMatchInlineSnapshot(`
      [
        186.49461609024397,
        186.49461609024397,
      ]
    `);
  });

  test('uniform numbers', () => {
    const { uniform } = randomStream(42);
    const values = draws(50000, uniform);
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThan(0);
    expect(ks(values, (x) => x)).toBeLessThan(1.63);
    const lagged = values.slice(1).map((x, i) => 12 * (x - 0.5) * (values[i] - 0.5));
    expect(Math.abs(mean(lagged))).toBeLessThan(4 / Math.sqrt(values.length));
  });

  test('streams are uncorrelated', () => {
    const values = Array.from({ length: 20000 }, (_, r) => randomStream(5, r).normal());
    expect(ks(values, (x) => 1 - normalTail(x))).toBeLessThan(1.63);
    expect(Math.abs(mean(values.slice(1).map((x, i) => x * values[i])))).toBeLessThan(0.03);
  });

  test('normal numbers: distribution and moments', () => {
    const values = draws(50000, randomStream(43).normal);
    expect(ks(values, (x) => 1 - normalTail(x))).toBeLessThan(1.63);
    // Four standard errors of each moment.
    const unit = 4 / Math.sqrt(values.length);
    expect(Math.abs(mean(values))).toBeLessThan(unit);
    expect(Math.abs(mean(values.map((x) => x ** 2)) - 1)).toBeLessThan(unit * Math.sqrt(2));
    expect(Math.abs(mean(values.map((x) => x ** 3)))).toBeLessThan(unit * Math.sqrt(15));
    expect(Math.abs(mean(values.map((x) => x ** 4)) - 3)).toBeLessThan(unit * Math.sqrt(96));
  });

  test.each([0.3, 1, 2, 3, 17.5, 144])('χ² with %d degrees of freedom', (df) => {
    const { chiSquared } = randomStream(44, Math.round(10 * df));
    const values = draws(20000, () => chiSquared(df));
    expect(ks(values, (x) => chiSquaredLower(x, df))).toBeLessThan(1.63);
    const unit = 4 / Math.sqrt(values.length);
    expect(Math.abs(mean(values) / df - 1)).toBeLessThan(unit * Math.sqrt(2 / df));
  });

  test('bad seeds, streams and degrees of freedom', () => {
    expect(() => randomStream(-1)).toThrow('seed must be a whole number from 0');
    expect(() => randomStream(1.5)).toThrow('not 1.5');
    expect(() => randomStream(1, Number.NaN)).toThrow('stream must be a whole number');
    expect(() => randomStream(1).chiSquared(0)).toThrow('degrees of freedom must be positive');
  });
});

test('logarithm and exponential at the ends of the line', () => {
  expect([0, -1, Number.NaN, Infinity].map(logarithm)).toEqual([
    -Infinity,
    Number.NaN,
    Number.NaN,
    Infinity,
  ]);
  expect([-Infinity, Infinity, Number.NaN].map(exponential)).toEqual([0, Infinity, Number.NaN]);
});
