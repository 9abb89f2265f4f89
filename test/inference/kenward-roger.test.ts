import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { product, transpose } from '../../src/engine/small-matrix.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { contest } from '../../src/inference/contrasts/contest.ts';
import { contrastTest } from '../../src/inference/contrasts/contrast-test.ts';
import { kenwardRoger, kenwardRogerAt } from '../../src/inference/contrasts/kenward-roger.ts';
import { fitCase, inFormulaOrder, referenceCase } from '../reference-cases.ts';

interface ReferenceTest {
  rows: number[][];
  numDf: number;
  denDf: number;
  f: number;
  scaling: number;
  satterthwaite: { numDf: number; denDf: number; f: number };
}

interface Reference {
  name: string;
  theta: number[];
  sigma: number;
  vcov: number[][];
  tests: ReferenceTest[];
}

const references = JSON.parse(
  readFileSync(new URL('../reference/kenward-roger.json', import.meta.url), 'utf8'),
) as Reference[];

describe.each(references)('$name', ({ name, theta, sigma, vcov, tests }) => {
  const c = referenceCase(name);
  const model = fitCase(c);

  test('adjusted covariance at the same θ', () => {
    const kr = kenwardRogerAt(model.crossProducts, inFormulaOrder(c, theta), sigma);
    const p = vcov.length;
    vcov.forEach((row, i) => {
      row.forEach((value, j) => {
        const scale = Math.sqrt(vcov[i][i] * vcov[j][j]);
        expect(Math.abs(kr.vcov[j * p + i] - value) / scale).toBeLessThan(1e-8);
      });
    });
  });

  test('tests by Kenward and Roger', () => {
    for (const { rows, numDf, denDf, f, scaling } of tests) {
      const found = contest(model, rows, { ddf: 'kenward-roger' });
      expect(found.numDf).toBe(numDf);
      expect([rows, found.denDf / denDf]).toEqual([rows, expect.closeTo(1, 3)]);
      expect([rows, found.f / f]).toEqual([rows, expect.closeTo(1, 4)]);
      expect([rows, found.scaling]).toEqual([rows, expect.closeTo(scaling, 4)]);
    }
  });

  test('tests by Satterthwaite', () => {
    for (const { rows, satterthwaite } of tests) {
      const found = contest(model, rows);
      expect(found.numDf).toBe(satterthwaite.numDf);
      expect([rows, found.denDf / satterthwaite.denDf]).toEqual([rows, expect.closeTo(1, 3)]);
      expect([rows, found.f / satterthwaite.f]).toEqual([rows, expect.closeTo(1, 4)]);
    }
  });
});

const slope = fitCase(referenceCase('sleepstudy slope REML'));
const hsb = fitCase(referenceCase('hsb cross-level REML'));

test('sleepstudy: F 45.853 on 1 and 17 degrees of freedom', () => {
  const { f, denDf, scaling } = contest(slope, [[0, 1]], { ddf: 'kenward-roger' });
  expect(f).toBeCloseTo(45.853, 3);
  expect(denDf).toBeCloseTo(17, 6);
  expect(scaling).toBe(1);
});

test('a model fitted by ML is refitted by REML', () => {
  const ml = fitCase(referenceCase('orthodont ML'));
  const reml = fitCase(referenceCase('orthodont REML'));
  const rows = [
    [0, 1, 0, 0],
    [0, 0, 1, 1],
  ];
  const one = contest(ml, rows, { ddf: 'kenward-roger' });
  const other = contest(reml, rows, { ddf: 'kenward-roger' });
  expect(one.f / other.f).toBeCloseTo(1, 9);
  expect(one.denDf / other.denDf).toBeCloseTo(1, 9);
  const l = [1, 2, 0, -1];
  expect(contrastTest(ml, l, 'kenward-roger').estimate).toBeCloseTo(
    contrastTest(reml, l, 'kenward-roger').estimate,
    8,
  );
});

test('the answer is remembered, and the same for a copy', () => {
  const kr = kenwardRoger(slope);
  expect(kenwardRoger(slope)).toBe(kr);
  const copy = kenwardRoger(structuredClone(slope));
  expect(copy).not.toBe(kr);
  expect(copy).toEqual(kr);
});

test('the adjusted covariance is B(I + …)Bᵀ, and B Bᵀ the covariance of the model', () => {
  const { root, names } = { ...kenwardRoger(hsb), names: hsb.fixed.names };
  const p = names.length;
  const before = product(root, transpose(root, p, p), p, p, p);
  before.forEach((value, at) => {
    const scale = Math.sqrt(before[(at % p) * (p + 1)] * before[Math.floor(at / p) * (p + 1)]);
    expect(Math.abs(value - hsb.fixed.vcov[at]) / scale).toBeLessThan(1e-9);
  });
});

describe('origin and unit of a predictor, order of rows', () => {
  const { y, fixed, random } = fitCase(referenceCase('egsingle growth ML')).design;
  const year = Array.from(fixed.columns[1]);
  const group = (t: number) => Array.from(random[t].codes, (code) => random[t].levels[code]);
  const [child, school, math] = [group(0), group(1), Array.from(y)];
  const formula = 'math ~ year + (year | child) + (year | school)';
  const base = lmer(formula, { math, year, child, school });
  const expected = contest(base, [[0, 1]], { ddf: 'kenward-roger' });

  test.each([
    [1995.5, 1],
    [0, 1e6],
    [-3e4, 1e-3],
  ])('shift %d, scale %d', (shift, scale) => {
    const moved = year.map((x) => (x + shift) * scale);
    const model = lmer(formula, { math, year: moved, child, school });
    const found = contest(model, [[0, 1]], { ddf: 'kenward-roger' });
    // Optima of the same criterion, certified to 1e-8: df follow θ̂.
    expect(found.denDf / expected.denDf).toBeCloseTo(1, 6);
    expect(found.f / expected.f).toBeCloseTo(1, 6);
  });

  test('turned round', () => {
    const turned = Object.fromEntries(
      Object.entries({ math, year, child, school }).map(([name, all]) => [name, all.toReversed()]),
    );
    const found = contest(lmer(formula, turned), [[0, 1]], { ddf: 'kenward-roger' });
    expect(found.denDf / expected.denDf).toBeCloseTo(1, 6);
  });
});

test('frequency weights are repeated rows', () => {
  const { y, fixed, random } = slope.design;
  const rows = Array.from(y, (value, i) => ({
    y: value,
    x: fixed.columns[1][i],
    g: random[0].levels[random[0].codes[i]],
    w: 1 + (i % 3),
  }));
  const repeated = rows.flatMap((row) => Array.from({ length: row.w }, () => row));
  const formula = 'y ~ x + (x | g)';
  const weighted = kenwardRoger(lmer(formula, rows, { frequencyWeights: 'w' }));
  const plain = kenwardRoger(lmer(formula, repeated));
  weighted.vcov.forEach((value, at) => {
    expect(value / plain.vcov[at]).toBeCloseTo(1, 6);
  });
});

test('no standard error without an optimum', () => {
  const certificate = { ...slope.certificate, certified: false, missing: 'no optimum' };
  expect(() => kenwardRoger({ ...slope, certificate })).toThrow('the fit is not certified');
});
