import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateBs, fitBs } from '../../src/frame/basis/bs.ts';
import { evaluateNs, fitNs } from '../../src/frame/basis/ns.ts';
import { evaluatePoly, fitPoly } from '../../src/frame/basis/poly.ts';
import { evaluateScale, fitScale } from '../../src/frame/basis/scale.ts';

interface Case {
  options: { [name: string]: number[] | boolean[] };
  fitted: number[][];
  predicted: number[][];
}

// jsonlite writes 15 significant digits, hence no tolerance below 5e-15.
const reference = JSON.parse(
  readFileSync(new URL('../reference/bases.json', import.meta.url), 'utf8'),
);
const x = Float64Array.from(reference.x as number[]);
const fresh = Float64Array.from(reference.new as number[]);

function expectColumns(
  found: readonly Float64Array[],
  wanted: number[][],
  tolerance: number,
): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((column, j) => {
    const size = Math.max(...column.map(Math.abs));
    column.forEach((v, i) => {
      expect(Math.abs(found[j][i] - v)).toBeLessThanOrEqual(tolerance * Math.max(size, 1e-300));
    });
  });
}

/** R's vectors of length one stand for scalars, except knots. */
function optionsOf(c: Case): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(c.options ?? {}).map(([name, value]) => {
      return [name, /knots/i.test(name) ? value : value[0]];
    }),
  );
}

describe('poly', () => {
  it.each(reference.poly as Case[])('agrees with R at $options.degree', (c) => {
    const basis = fitPoly(x, c.options.degree[0] as number);
    expectColumns(evaluatePoly(basis, x), c.fitted, 1e-12);
    expectColumns(evaluatePoly(basis, fresh), c.predicted, 1e-11);
  });

  it('gives plain powers when raw', () => {
    expectColumns(evaluatePoly(fitPoly(x, 3, true), x), reference.polyRaw, 1e-15);
  });

  it('does not lose digits to the origin', () => {
    const shifted = x.map((v) => v + 2 ** 20);
    // 2^20 + v rounds v to 2^-32; compare with the values that are left.
    const rounded = shifted.map((v) => v - 2 ** 20);
    const near = evaluatePoly(fitPoly(rounded, 3), rounded).map((c) => [...c]);
    expectColumns(evaluatePoly(fitPoly(shifted, 3), shifted), near, 1e-13);
    expectColumns(
      evaluatePoly(
        fitPoly(
          x.map((v) => v + 1e6),
          3,
        ),
        x.map((v) => v + 1e6),
      ),
      reference.polyShifted,
      1e-8,
    );
  });

  it('survives JSON, units and NaN in new values', () => {
    const basis = fitPoly(
      x.map((v) => v * 1e200),
      4,
    );
    const back = JSON.parse(JSON.stringify(basis));
    const columns = evaluatePoly(back, Float64Array.of(Number.NaN, x[3] * 1e200));
    expect(columns[3][0]).toBeNaN();
    expect(columns[1][1]).toBeCloseTo(evaluatePoly(fitPoly(x, 4), x)[1][3], 12);
  });

  it('is orthonormal to rounding at high degree', () => {
    const grid = Float64Array.from({ length: 40 }, (_, i) => i);
    const columns = evaluatePoly(fitPoly(grid, 20), grid);
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((s, v, i) => s + v * b[i], 0);
    columns.forEach((a, i) => {
      columns.forEach((b, j) => {
        expect(Math.abs(dot(a, b) - (i === j ? 1 : 0))).toBeLessThan(1e-8);
      });
    });
  });

  it('refuses what it cannot do', () => {
    expect(() => fitPoly(Float64Array.of(1, 1, 2, 2), 2)).toThrow(
      /more than 2 distinct values, there are 2/,
    );
    expect(() => fitPoly(Float64Array.of(3, 3, 3), 1)).toThrow(/distinct/);
    expect(() => fitPoly(x, 0)).toThrow(/whole number of at least 1, not 0/);
    expect(() => fitPoly(x, 1.5)).toThrow(/whole number/);
    expect(() => fitPoly(Float64Array.of(1, Number.NaN, 3), 1)).toThrow(/value 2 is NaN/);
    expect(() => fitPoly(new Float64Array(0), 1)).toThrow(/needs values/);
  });
});

describe('natural splines', () => {
  it.each(reference.ns as Case[])('agree with R at $options', (c) => {
    const basis = JSON.parse(JSON.stringify(fitNs(x, optionsOf(c))));
    expectColumns(evaluateNs(basis, x), c.fitted, 1e-13);
    expectColumns(evaluateNs(basis, fresh), c.predicted, 1e-12);
  });

  it('are linear outside and keep NaN', () => {
    const [a] = evaluateNs(fitNs(x, { df: 3 }), Float64Array.of(20, 30, 40, Number.NaN));
    expect(a[2] - a[1]).toBeCloseTo(a[1] - a[0], 12);
    expect(a[3]).toBeNaN();
  });

  it('refuse what they cannot do', () => {
    expect(() => fitNs(x, { df: 0 })).toThrow(/at least 1, not 0/);
    expect(() => fitNs(Float64Array.of(2, 2, 2))).toThrow(
      /at least two distinct values, all are 2/,
    );
    expect(() => fitNs(Float64Array.of(0, 0, 0, 0, 1, 2), { df: 4 })).toThrow(
      /knot 0 is not inside/,
    );
    expect(() => fitNs(x, { knots: [99] })).toThrow(/knot 99 is not inside/);
    expect(() => fitNs(x, { boundaryKnots: [1, 1] })).toThrow(/two different finite numbers/);
    expect(() => fitNs(x, { df: 3, boundaryKnots: [100, 200] })).toThrow(/no value lies between/);
  });
});

describe('B-splines', () => {
  it.each(reference.bs as Case[])('agree with R at $options', (c) => {
    const basis = JSON.parse(JSON.stringify(fitBs(x, optionsOf(c))));
    expectColumns(evaluateBs(basis, x), c.fitted, 1e-13);
    expectColumns(evaluateBs(basis, fresh), c.predicted, 1e-11);
  });

  it('sum to one with the intercept, and keep NaN', () => {
    const columns = evaluateBs(
      fitBs(x, { df: 7, intercept: true }),
      Float64Array.of(1, 5, 13.6, Number.NaN),
    );
    for (let i = 0; i < 3; i++) {
      expect(columns.reduce((s, c) => s + c[i], 0)).toBeCloseTo(1, 14);
    }
    expect(columns.every((c) => Number.isNaN(c[3]))).toBe(true);
  });

  it('refuse what they cannot do', () => {
    expect(() => fitBs(x, { df: 2 })).toThrow(
      /df of bs\(\) must be a whole number of at least 3, not 2/,
    );
    expect(() => fitBs(x, { degree: 0 })).toThrow(/degree of bs/);
    expect(() => fitBs(Float64Array.of(1, Infinity))).toThrow(/finite/);
  });
});

describe('scale', () => {
  it('agrees with R', () => {
    const { both, centerOnly, scaleOnly, numbers, centerGiven } = reference.scale;
    const scaled = (options = {}) => evaluateScale(fitScale(x, options), x);
    expectColumns(scaled(), [both], 1e-14);
    expectColumns(scaled({ scale: false }), [centerOnly], 1e-14);
    expectColumns(scaled({ center: false }), [scaleOnly], 1e-14);
    expectColumns(scaled({ center: 3, scale: 2 }), [numbers], 1e-14);
    expectColumns(scaled({ center: 3 }), [centerGiven], 1e-14);
  });

  it('refuses a constant', () => {
    expect(() => fitScale(Float64Array.of(4, 4))).toThrow(/do not vary/);
    expect(() => fitScale(x, { scale: 0 })).toThrow(/cannot divide by 0/);
    expect(() => fitScale(Float64Array.of(4, Number.NaN))).toThrow(/value 2 is NaN/);
  });
});
