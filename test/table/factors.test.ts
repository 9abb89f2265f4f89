import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asFactor } from '../../src/table/as-factor.ts';
import { interactionFactor } from '../../src/table/interaction-factor.ts';
import { formatGeneral, formatNumber } from '../../src/table/number-text.ts';
import { compareCodePoints } from '../../src/table/sort-levels.ts';
import type { FactorColumn } from '../../src/table/table.ts';

const reference = JSON.parse(
  readFileSync(new URL('../reference/bases.json', import.meta.url), 'utf8'),
);

function factor(codes: number[], levels: string[]): FactorColumn {
  return { kind: 'factor', codes: Int32Array.from(codes), levels };
}

describe('formatNumber', () => {
  it('writes numbers as R does', () => {
    const values = [
      1 / 3,
      0.1 + 0.2,
      1e-4,
      0.00012,
      1e15,
      123456.7,
      -1.5e-10,
      1e22,
      (2 / 3) * 1e6,
      1.5,
    ];
    expect(values.map(formatNumber)).toEqual(reference.labels.text);
    expect([100000, -3, 0, -0, Infinity, -Infinity, Number.NaN].map(formatNumber)).toEqual([
      '100000',
      '-3',
      '0',
      '0',
      'Inf',
      '-Inf',
      'NaN',
    ]);
  });

  it('gives back numbers of up to 15 digits', () => {
    const short = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .map((x) => Number(x.toPrecision(15)))
      .filter(Number.isFinite);
    fc.assert(
      fc.property(short, (x) => {
        expect(Number(formatNumber(x))).toBe(x + 0);
      }),
    );
  });

  it('has a general format with few digits', () => {
    expect([1234.5, 0.00001234, 2.34567, 100, 0.1, -2].map((x) => formatGeneral(x, 3))).toEqual([
      '1.23e+03',
      '1.23e-05',
      '2.35',
      '100',
      '0.1',
      '-2',
    ]);
  });
});

describe('asFactor', () => {
  it('orders numbers and merges those with one label', () => {
    const values = Float64Array.of(10, 2, 0.3, 0.1 + 0.2, Number.NaN, -1, 2);
    expect(asFactor({ kind: 'numeric', values })).toEqual(
      factor([3, 2, 1, 1, -1, 0, 2], ['-1', '0.3', '2', '10']),
    );
  });

  it('keeps factors and the truth values that occur', () => {
    const f = factor([0], ['a']);
    expect(asFactor(f)).toBe(f);
    expect(asFactor({ kind: 'logical', values: Int8Array.of(1, -1, 1) })).toEqual(
      factor([0, -1, 0], ['TRUE']),
    );
    expect(asFactor({ kind: 'logical', values: Int8Array.of(1, 0) })).toEqual(
      factor([1, 0], ['FALSE', 'TRUE']),
    );
  });
});

describe('interactionFactor', () => {
  it('has the pairs that occur, the first factor slowest', () => {
    const a = factor([1, 0, 1, 0, -1, 1], ['x', 'y', 'unused']);
    const b = factor([0, 2, 0, 0, 1, -1], ['p', 'q', 'r']);
    expect(interactionFactor(a, b)).toEqual(factor([2, 1, 2, 0, -1, -1], ['x:p', 'x:r', 'y:p']));
    expect(interactionFactor(a, b, '.').levels[0]).toBe('x.p');
  });

  it('agrees with the definition, few levels or many', () => {
    const codes = (size: number) =>
      fc.array(fc.integer({ min: -1, max: size - 1 }), { minLength: 20, maxLength: 20 });
    for (const size of [3, 2000]) {
      const levels = Array.from({ length: size }, (_, i) => `l${i}`);
      fc.assert(
        fc.property(codes(size), codes(size), (ca, cb) => {
          const f = interactionFactor(factor(ca, levels), factor(cb, levels));
          const labels = ca.map((a, i) => (a < 0 || cb[i] < 0 ? undefined : `l${a}:l${cb[i]}`));
          expect(Array.from(f.codes, (code) => f.levels[code])).toEqual(labels);
          const keys = f.levels.map((label) => label.slice(1).split(':l').map(Number));
          expect(keys).toEqual([...keys].sort((p, q) => p[0] - q[0] || p[1] - q[1]));
        }),
      );
    }
  });

  it('refuses unequal lengths', () => {
    expect(() => interactionFactor(factor([0], ['a']), factor([], []))).toThrow(/1 and 0 rows/);
  });
});

describe('compareCodePoints', () => {
  it('orders by code point', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const p = Array.from(a, (c) =>
          (c.codePointAt(0) as number).toString(16).padStart(6, '0'),
        ).join();
        const q = Array.from(b, (c) =>
          (c.codePointAt(0) as number).toString(16).padStart(6, '0'),
        ).join();
        expect(Math.sign(compareCodePoints(a, b))).toBe(p < q ? -1 : Number(p > q));
      }),
    );
  });
});
