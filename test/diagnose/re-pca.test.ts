import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rePCA } from '../../src/diagnose/re-pca.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { formatRePCA } from '../../src/report/format-re-pca.ts';
import { readTable } from '../../src/table/read-file.ts';

const root = new URL('../../', import.meta.url).pathname;

interface Reference {
  data: string;
  formula: string;
  pca: Record<string, { sdev: number[]; rotation: number[] }>;
}
const file = new URL('../reference/re-pca.json', import.meta.url);
const references = JSON.parse(readFileSync(file, 'utf8')) as Reference[];

describe.each(references)('$formula', ({ data, formula, pca }) => {
  const components = rePCA(lmer(formula, readTable(root + data)));

  test('has the components of lme4', () => {
    expect(components.map(({ group }) => group).toSorted()).toEqual(Object.keys(pca).toSorted());
    for (const { group, names, sdev, proportions, rotation } of components) {
      const k = names.length;
      const expected = pca[group];
      sdev.forEach((value, j) => {
        expect(value / expected.sdev[j]).toBeCloseTo(1, 5);
        const inner = rotation
          .subarray(j * k, (j + 1) * k)
          .reduce((sum, x, r) => sum + x * expected.rotation[j * k + r], 0);
        expect(Math.abs(inner)).toBeCloseTo(1, 9);
      });
      expect(proportions.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 12);
    }
  });

  test('is T Tᵀ taken apart', () => {
    const model = lmer(formula, readTable(root + data));
    for (const { group, names, sdev, rotation } of components) {
      const terms = model.random.filter((term) => term.group === group);
      const k = names.length;
      const whole = new Float64Array(k * k);
      let offset = 0;
      for (const { names: own, covariance } of terms) {
        own.forEach((_, c) => {
          const column = covariance.subarray(c * own.length, (c + 1) * own.length);
          whole.set(column, (offset + c) * k + offset);
        });
        offset += own.length;
      }
      for (let r = 0; r < k; r++) {
        for (let c = 0; c < k; c++) {
          let sum = 0;
          for (let j = 0; j < k; j++) {
            sum += rotation[j * k + r] * sdev[j] ** 2 * rotation[j * k + c];
          }
          expect(sum * model.sigma ** 2).toBeCloseTo(whole[c * k + r], 9);
        }
      }
    }
  });
});

test('components as text', () => {
  const sleep = lmer(
    'Reaction ~ Days + (Days | Subject)',
    readTable(`${root}web-demo/data/sleepstudy.csv`),
  );
  expect(formatRePCA(rePCA(sleep))).toBe(`Random effects of Subject: importance of components
                      PC1    PC2
Standard deviation 0.9669 0.2309
Proportion         0.9461 0.0539
Cumulative         0.9461 1.0000
Directions:
               PC1     PC2
(Intercept) 0.9999 -0.0166
Days        0.0166  0.9999
`);
});

test('a direction without variance is a component of deviation 0', () => {
  const dyestuff2 = readTable(`${root}test/reference/data/dyestuff2.csv`);
  const [batch] = rePCA(lmer('Yield ~ 1 + (1 | Batch)', dyestuff2));
  expect(Array.from(batch.sdev)).toEqual([0]);
  expect(Array.from(batch.proportions)).toEqual([0]);
  expect(Array.from(batch.rotation)).toEqual([1]);
});
