import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fiveNumbers } from '../../src/report/quantiles.ts';

/** By sorting, straight from the definition. */
function bySorting(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0, 0.25, 0.5, 0.75, 1].map((probability) => {
    const position = probability * (sorted.length - 1);
    const below = Math.floor(position);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  });
}

test('five numbers are those of the sorted values, ties and single values included', () => {
  const value = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ min: -10, max: 10, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), (values) => {
      const got = fiveNumbers(Float64Array.from(values));
      bySorting(values).forEach((expected, i) => {
        expect(got[i]).toBeCloseTo(expected, 12);
      });
    }),
  );
});

test('counts stand for repeated values; nothing gives NaN', () => {
  const values = Float64Array.of(3, 1, 2);
  const counts = Float64Array.of(1, 4, 2);
  expect(fiveNumbers(values, counts)).toEqual(fiveNumbers(Float64Array.of(1, 1, 1, 1, 2, 2, 3)));
  expect(fiveNumbers(new Float64Array(0))).toEqual([NaN, NaN, NaN, NaN, NaN]);
});
