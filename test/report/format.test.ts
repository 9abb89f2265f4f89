import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { abbreviate } from '../../src/report/abbreviate.ts';
import { formatCommon } from '../../src/report/format-number.ts';
import { formatPValues } from '../../src/report/format-p-value.ts';
import { fiveNumbers } from '../../src/report/quantiles.ts';
import { roundTo } from '../../src/report/round.ts';

/** What R's own functions answer: test/reference/report-format.R. */
interface Reference {
  vectors: { x: string[]; formatted: string[][] }[];
  rounded: { x: string; digits: number; value: string }[];
  abbreviated: { words: string[]; to6: string[]; to11: string[] }[];
  pValues: { x: string[]; to3: string[]; to4: string[] }[];
  quantiles: { x: string[]; at: string[] }[];
}

const file = new URL('../reference/report-format.json', import.meta.url);
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const number = (text: string) => Number(text.replace('Inf', 'Infinity'));

test('vectors are formatted as by format()', () => {
  for (const { x, formatted } of reference.vectors) {
    const ours = [1, 3, 4, 5, 7].map((digits) => formatCommon(x.map(number), digits));
    expect(ours, x.join(' ')).toEqual(formatted);
  }
});

test('numbers are rounded as by round()', () => {
  for (const { x, digits, value } of reference.rounded) {
    expect(roundTo(Number(x), digits) + 0, `${x} to ${digits}`).toBe(Number(value) + 0);
  }
});

test('names are abbreviated as by abbreviate()', () => {
  for (const { words, to6, to11 } of reference.abbreviated) {
    expect(abbreviate(words, 6)).toEqual(to6);
    expect(abbreviate(words, 11)).toEqual(to11);
  }
});

test('p-values are formatted as by format.pval()', () => {
  for (const { x, to3, to4 } of reference.pValues) {
    expect(formatPValues(x.map(Number), 3), x.join(' ')).toEqual(to3);
    expect(formatPValues(x.map(Number), 4), x.join(' ')).toEqual(to4);
  }
});

test('quartiles are those of quantile()', () => {
  for (const { x, at } of reference.quantiles) {
    const ours = fiveNumbers(Float64Array.from(x, Number));
    at.forEach((value, i) => {
      expect(ours[i]).toBeCloseTo(Number(value), 14);
    });
  }
});

test('quartiles with counts are those of the rows written out', () => {
  const values = Float64Array.of(3, 1, 2, 5);
  const written = Float64Array.of(3, 3, 1, 5, 5, 5, 5);
  expect(fiveNumbers(values, Float64Array.of(2, 1, 0, 4))).toEqual(fiveNumbers(written));
});
