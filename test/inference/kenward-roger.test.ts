import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contest } from '../../src/inference/contest.ts';
import { kenwardRogerAt } from '../../src/inference/kenward-roger.ts';
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
