import { expect, test } from 'vitest';
import { modelFrame } from '../../src/frame/model-frame.ts';
import { asTable } from '../../src/table/as-table.ts';

function momentsOf(values: Float64Array): { mean: number; sd: number } {
  const y = values.map((_, i) => i % 7);
  const g = Array.from(values, (_, i) => `g${i % 10}`);
  const { schema } = modelFrame('y ~ x + (1 | g)', asTable({ y, x: values, g }));
  const x = schema.predictors.find(({ name }) => name === 'x');
  if (x?.kind !== 'numeric') throw new Error('x is no number');
  return x;
}

/** Exact for whole numbers. */
function wholeMoments(values: Float64Array): { mean: number; sd: number } {
  const n = BigInt(values.length);
  let sum = 0n;
  let squares = 0n;
  for (const value of values) {
    sum += BigInt(value);
    squares += BigInt(value) ** 2n;
  }
  const rest = Number(squares * n - sum * sum) / Number(n);
  return { mean: Number(sum) / Number(n), sd: Math.sqrt(rest / (values.length - 1)) };
}

// Sums are taken about the first number: the farther it lies from the others, the more digits a single pass would lose.
test.each([
  ['like the others', 1],
  ['far from the others', 4e6],
  ['very far from the others', -3e14],
])('mean and deviation where the first number is %s', (_, first) => {
  const values = Float64Array.from({ length: 9000 }, (_, i) => (i === 0 ? first : (i * 37) % 11));
  const { mean, sd } = momentsOf(values);
  const exact = wholeMoments(values);
  expect(Math.abs(mean / exact.mean - 1)).toBeLessThan(1e-14);
  // The squares of 9,000 such numbers are added one after the other.
  expect(Math.abs(sd / exact.sd - 1)).toBeLessThan(1e-12);
});

test('a calendar year in seconds keeps its deviation', () => {
  const values = Float64Array.from({ length: 5000 }, (_, i) => 1.6e9 + ((i * 101) % 13));
  const { mean, sd } = momentsOf(values);
  const exact = wholeMoments(values);
  expect(Math.abs(mean / exact.mean - 1)).toBeLessThan(1e-15);
  expect(Math.abs(sd / exact.sd - 1)).toBeLessThan(1e-13);
});
