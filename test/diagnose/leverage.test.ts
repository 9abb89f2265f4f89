import { describe, expect, test } from 'vitest';
import { hatValues } from '../../src/diagnose/leverage.ts';
import { cooksDistance, standardizedResiduals } from '../../src/diagnose/standardized-residuals.ts';
import { inverseDefinite } from '../../src/engine/small-matrix.ts';
import { BlupError } from '../../src/errors/blup-error.ts';
import { type LmerOptions, lmer } from '../../src/fit/lmer.ts';
import type { FittedModel } from '../../src/fit/model.ts';
import { distance, fitCase, makeRows, reference } from './diagnose-cases.ts';

const sample = { seed: 5, n: 140, groups: 8, noise: 1 };

/** Diagonal of √W[ZΛ X]([ZΛ X]ᵀW[ZΛ X] + I_q)⁻¹[ZΛ X]ᵀ√W, dense. */
function denseHat({ design, random, crossProducts }: FittedModel): number[] {
  const { n, precisionWeights, frequencyWeights } = design;
  const columns: number[][] = [];
  design.random.forEach(({ codes, levels, columns: own }, t) => {
    const k = own.length;
    levels.forEach((_, l) => {
      for (let c = 0; c < k; c++) {
        columns.push(
          Array.from({ length: n }, (__, i) =>
            codes[i] === l
              ? own.reduce((sum, x, r) => sum + x[i] * random[t].template[c * k + r], 0)
              : 0,
          ),
        );
      }
    });
  });
  const q = columns.length;
  for (const j of crossProducts.kept) columns.push(Array.from(design.fixed.columns[j]));
  const all = columns.length;
  const w = (i: number) => (precisionWeights?.[i] ?? 1) * (frequencyWeights?.[i] ?? 1);
  const a = new Float64Array(all * all);
  for (let c = 0; c < all; c++) {
    for (let r = 0; r < all; r++) {
      let sum = r === c && r < q ? 1 : 0;
      for (let i = 0; i < n; i++) sum += w(i) * columns[r][i] * columns[c][i];
      a[c * all + r] = sum;
    }
  }
  const inverse = inverseDefinite(a, all) as Float64Array;
  return Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < all; c++) {
      for (let r = 0; r < all; r++) sum += columns[r][i] * inverse[c * all + r] * columns[c][i];
    }
    return (precisionWeights?.[i] ?? 1) * sum;
  });
}

describe('leverages', () => {
  test.each(reference.cases.map((one) => [one.name, one] as const))('as lme4: %s', (_, one) => {
    const model = fitCase(one);
    const some = (values: Float64Array) => values.filter((__, i) => i % one.every === 0);
    const hat = hatValues(model);
    expect(distance(some(hat), one.hat, 1)).toBeLessThan(2e-6);
    expect(distance([hat.reduce((sum, h) => sum + h, 0)], [one.hatSum])).toBeLessThan(1e-5);
    expect(distance(some(cooksDistance(model)), one.cooks)).toBeLessThan(2e-5);
    expect(distance(some(standardizedResiduals(model)), one.rstudent)).toBeLessThan(1e-5);
  });

  const cases: [name: string, crossed: boolean, formula: string, options: LmerOptions][] = [
    ['intercepts', false, 'y ~ x + (1 | g)', {}],
    ['slopes, weighted', false, 'y ~ x + (x | g)', { precisionWeights: 'w' }],
    ['slopes apart, ML', false, 'y ~ x + (x || g)', { method: 'ML' }],
    ['nested', false, 'y ~ x + (x | g) + (1 | a)', { frequencyWeights: 'f' }],
    ['crossed', true, 'y ~ x + (x | g) + (1 | a)', { precisionWeights: 'w' }],
    ['crossed slopes', true, 'y ~ x + (x | g) + (x | a)', {}],
    ['without fixed effects', true, 'y ~ 0 + (1 | g) + (1 | a)', {}],
    ['columns dropped', true, 'y ~ x + I(2 * x) + (1 | g)', {}],
  ];
  test.each(cases)('as by dense algebra: %s', (_, crossed, formula, options) => {
    const model = lmer(formula, makeRows(crossed, sample), options);
    expect(distance(hatValues(model), denseHat(model), 1)).toBeLessThan(1e-9);
  });

  test('a shifted predictor changes nothing', () => {
    const rows = makeRows(true, sample);
    const shifted = rows.map((row) => ({ ...row, x: Number(row.x) + 2000 }));
    const formula = 'y ~ x + (x | g) + (1 | a)';
    const [a, b] = [rows, shifted].map((data) => hatValues(lmer(formula, data)));
    expect(distance(a, b, 1)).toBeLessThan(1e-8);
  });

  test('an observation of a row that stands for several is as one of equal rows', () => {
    const rows = makeRows(false, sample);
    const repeated = rows.flatMap((row) => Array.from({ length: Number(row.f) }, () => row));
    const whole = hatValues(lmer('y ~ x + (x | g)', rows, { frequencyWeights: 'f' }));
    const single = hatValues(lmer('y ~ x + (x | g)', repeated));
    const expected = rows.flatMap((row, i) =>
      Array.from({ length: Number(row.f) }, () => whole[i]),
    );
    expect(distance(single, expected, 1)).toBeLessThan(1e-8);
  });
});

describe('marginal residuals', () => {
  test('have the squared length of the residual sum of squares, whatever the order of rows', () => {
    const rows = makeRows(false, sample);
    for (const data of [rows, rows.toReversed()]) {
      const model = lmer('y ~ x + (x | g) + (1 | a)', data, { precisionWeights: 'w' });
      const squares = standardizedResiduals(model, { type: 'marginal' }).reduce(
        (sum, r) => sum + r * r,
        0,
      );
      // At the optimum r² = (n − p) σ̂².
      expect(squares).toBeCloseTo(rows.length - 2, 7);
    }
  });

  test('need groups that do not cross', () => {
    const model = lmer('y ~ x + (1 | g) + (1 | a)', makeRows(true, sample));
    expect(() => standardizedResiduals(model, { type: 'marginal' })).toThrow(BlupError);
    // @ts-expect-error no such type
    expect(() => standardizedResiduals(model, { type: 'other' })).toThrow('type is "other"');
  });
});
