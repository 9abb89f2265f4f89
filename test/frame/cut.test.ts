import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type CutOptions, evaluateCut, fitCut } from '../../src/frame/basis/cut.ts';

interface Case {
  name: string[];
  levels: string[];
  /** jsonlite writes a missing integer as the text NA. */
  codes: (number | 'NA')[];
}

const reference = JSON.parse(
  readFileSync(new URL('../reference/bases.json', import.meta.url), 'utf8'),
);
const x = Float64Array.from(reference.x as number[]);
const calls: Record<string, [number | number[], CutOptions, number]> = {
  breaks: [[0, 3.1, 7.5, 12], {}, 1],
  left: [[0, 3.1, 7.5, 12], { right: false }, 1],
  lowest: [[0.3, 3.1, 13.6], { includeLowest: true }, 1],
  leftLowest: [[0.3, 3.1, 13.6], { includeLowest: true, right: false }, 1],
  number: [4, {}, 1],
  infinite: [[-Infinity, 5, Infinity], {}, 1],
  close: [[0, 3.10001, 3.10002, 14], {}, 1],
  large: [[0, 1234.5, 5000, 123456], {}, 1000],
  small: [[0, 2e-6, 1e-4], {}, 1e-6],
};

function expectCut(c: Case, values: Float64Array, breaks: number | number[], options = {}): void {
  const basis = fitCut(values, breaks, options);
  const found = evaluateCut(basis, values);
  const codes = c.codes.map((code) => (code === 'NA' ? -1 : code - 1));
  expect(found).toEqual({ kind: 'factor', codes: Int32Array.from(codes), levels: c.levels });
}

describe('cut', () => {
  it.each(reference.cut as Case[])('agrees with R: $name', (c) => {
    const [breaks, options, unit] = calls[c.name[0]];
    const values = unit < 1 ? x.map((v) => v / 1e6) : x.map((v) => v * unit);
    expectCut(c, values, breaks, options);
  });

  it('cuts a constant', () => {
    expectCut(reference.cutConstant, Float64Array.of(5, 5, 5, 5), 3);
  });

  it('takes labels, gives numbers without, and marks order', () => {
    const values = Float64Array.of(1, 5, Number.NaN, 99);
    const named = fitCut(values, [0, 2, 9], { labels: ['low', 'high'], ordered: true });
    expect(evaluateCut(named, values)).toEqual({
      kind: 'factor',
      codes: Int32Array.of(0, 1, -1, -1),
      levels: ['low', 'high'],
      ordered: true,
    });
    const plain = fitCut(values, [9, 0, 2], { labels: false });
    expect(evaluateCut(plain, values)).toEqual({
      kind: 'numeric',
      values: Float64Array.of(1, 2, Number.NaN, Number.NaN),
    });
    expect(fitCut(x, [0, 2.123456, 9], { digLab: 5 }).labels).toEqual(['(0,2.1235]', '(2.1235,9]']);
  });

  it('refuses what it cannot do', () => {
    expect(() => fitCut(x, [1, 2, 2])).toThrow(/2 is not or occurs twice/);
    expect(() => fitCut(x, [])).toThrow(/at least two breaks/);
    expect(() => fitCut(x, 1)).toThrow(/at least 2, not 1/);
    expect(() => fitCut(Float64Array.of(0, 0), 3)).toThrow(/cut/);
    expect(() => fitCut(x, [1, Number.NaN])).toThrow(/NaN/);
    expect(() => fitCut(Float64Array.of(1, Number.NaN), 3)).toThrow(/finite/);
    expect(() => fitCut(x, [0, 5, 9], { labels: ['a'] })).toThrow(/2 intervals but has 1 labels/);
    expect(() => fitCut(x, [0, 5, 9], { labels: ['a', 'a'] })).toThrow(/"a" occurs twice/);
  });
});
