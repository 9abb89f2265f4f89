import { describe, expect, it } from 'vitest';
import { groupCenter, groupMean } from '../../src/table/group-mean.ts';

const NA = Number.NaN;

describe('groupMean and groupCenter', () => {
  it('work by row', () => {
    const x = [1, 3, 10, null, NA, 7];
    const g = ['a', 'a', 'b', 'b', 'c', null];
    expect(groupMean(x, g)).toEqual(Float64Array.of(2, 2, 10, 10, NA, NA));
    expect(groupCenter(x, g)).toEqual(Float64Array.of(-1, 1, 0, NA, NA, NA));
  });

  it('take factors and typed arrays', () => {
    const g = { kind: 'factor', codes: Int32Array.of(1, 1, -1), levels: ['unused', 'b'] } as const;
    expect(groupMean(Float32Array.of(1, 2, 3), g)).toEqual(Float64Array.of(1.5, 1.5, NA));
    expect(groupMean([1, 2, 4], Int32Array.of(5, 5, 6))).toEqual(Float64Array.of(1.5, 1.5, 4));
  });

  it('do not mind the origin', () => {
    const n = 100001;
    const x = Float64Array.from({ length: n }, (_, i) => 1e9 + (i % 2 === 0 ? 0.25 : -0.25));
    const mean = groupMean(x, new Uint8Array(n))[0];
    expect(Math.abs(mean - (1e9 + 0.25 / n))).toBeLessThan(2e-7);
    expect(groupMean([Infinity, 1], ['a', 'a'])).toEqual(Float64Array.of(Infinity, Infinity));
  });

  it('refuse what does not fit', () => {
    expect(() => groupMean([1, 2], ['a'])).toThrow(/2 values but 1 group labels/);
    expect(() => groupMean(['1' as never], ['a'])).toThrow(/row 1 holds 1/);
  });
});
