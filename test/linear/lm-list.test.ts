import { describe, expect, test } from 'vitest';
import { lmList } from '../../src/linear/lm-list.ts';
import { formatLmList } from '../../src/report/format-lm-list.ts';
import { level2Reference } from '../level2-reference.ts';
import { referenceTable } from '../reference-cases.ts';

describe.each(level2Reference.lists)('lmList $formula', (reference) => {
  const list = lmList(reference.formula, referenceTable(reference.data));

  test('has the numbers of nlme', () => {
    expect(list.names).toEqual(reference.names);
    expect(list.sigma).toBeCloseTo(reference.sigma, 10);
    expect(list.dfResidual).toBe(reference.df);
    const place = new Map(list.fits.map(({ level }, l) => [level, l]));
    expect([...place.keys()].toSorted()).toEqual(reference.levels.toSorted());
    const p = reference.names.length;
    reference.levels.forEach((level, l) => {
      const { estimates, se } = list.fits[place.get(level) as number];
      estimates.forEach((value, j) => {
        expect(value).toBeCloseTo(reference.estimates[l][j] as number, 8);
        expect(se[j] / reference.se[l * p + j]).toBeCloseTo(1, 9);
      });
    });
  });
});

test('HSB: 160 fits', () => {
  const list = lmList('mathach ~ cses | school', referenceTable('hsb.csv'), { dataName: 'hsb' });
  expect(list.fits).toHaveLength(160);
  expect(list.means[0]).toBeCloseTo(12.6208, 4);
  expect(list.means[1]).toBeCloseTo(2.2016, 4);
  expect(list.sigma).toBeCloseTo(6.05972, 5);
  const text = formatLmList(list);
  expect(text).toMatch(
    /^Linear models by group, fit by least squares\nFormula: mathach ~ cses \| school\n {3}Data: hsb\n\nCoefficients:\n/,
  );
  expect(text).toMatch(/\n1224 +9.715447 +2.508581\d*\n/);
  expect(text).toMatch(
    /\nDegrees of freedom: 7185 total; 6865 residual\nResidual standard error: 6.059724\n$/,
  );
});

test('groups that do not determine a coefficient have none, and count as they can', () => {
  const { data, formula, levels, estimates, df } = level2Reference.incomplete;
  const list = lmList(formula, referenceTable(data));
  const missing: string[] = [];
  for (const { level, estimates: own, se } of list.fits) {
    const expected = estimates[levels.indexOf(level)];
    own.forEach((value, j) => {
      if (expected[j] === null) {
        expect(value).toBeNaN();
        expect(se[j]).toBeNaN();
        missing.push(level);
      } else expect(value).toBeCloseTo(expected[j], 8);
    });
  }
  expect(missing.length).toBeGreaterThan(3);
  expect(missing.length).toBeLessThan(list.fits.length);
  expect(list.dfResidual).toBe(df);
  expect(list.notices.at(-1)).toMatchObject({
    code: 'groups-incomplete',
    detail: { levels: missing },
  });
  expect(formatLmList(list)).toContain(' NA\n');
  const determined = list.fits.map(({ estimates: own }) => own[1]).filter((x) => !Number.isNaN(x));
  expect(list.means[1]).toBeCloseTo(determined.reduce((s, x) => s + x, 0) / determined.length, 12);
});

test('weights and offset', () => {
  const data = {
    g: ['a', 'a', 'a', 'b', 'b', 'b'],
    x: [1, 2, 3, 1, 2, 4],
    y: [2, 3, 7, 1, 1, 0],
    w: [1, 2, 1, 3, 1, 1],
  };
  const weighted = lmList('y ~ x | g', data, { precisionWeights: 'w', offset: 'x' });
  const plain = lmList('y ~ x | g', data, { precisionWeights: 'w' });
  weighted.fits.forEach(({ estimates }, l) => {
    expect(estimates[1]).toBeCloseTo(plain.fits[l].estimates[1] - 1, 12);
  });
  const repeated = lmList('y ~ x | g', data, { frequencyWeights: 'w' });
  expect(repeated.nobs).toBe(9);
  expect(repeated.fits[0].estimates[0]).toBeCloseTo(plain.fits[0].estimates[0], 12);
});

test.each([
  ['y ~ x', 'lmList needs a formula such as y ~ x | g'],
  ['y ~ x + (1 | g)', 'lmList needs a formula such as y ~ x | g'],
  ['y ~ x | g | h', 'lmList takes one "|"'],
  ['y ~ x | g/h', 'lmList takes one grouping factor'],
])('refuses %s', (formula, text) => {
  const data = { y: [1, 2, 3], x: [1, 2, 4], g: ['a', 'b', 'b'], h: ['u', 'u', 'v'] };
  expect(() => lmList(formula, data)).toThrow(text);
});
