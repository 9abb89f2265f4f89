import { describe, expect, test } from 'vitest';
import { conditionIndices, vif } from '../../src/diagnose/collinearity.ts';
import { distance, fitCase, reference } from './diagnose-cases.ts';

describe('collinearity', () => {
  test.each(reference.cases.map((one) => [one.name, one] as const))('as by R: %s', (_, one) => {
    const model = fitCase(one);
    const factors = vif(model);
    expect(factors.length).toBe(one.vif.length);
    factors.forEach(({ gvif, df, perCoefficient }, j) => {
      expect(distance([gvif, df, perCoefficient], one.vif[j])).toBeLessThan(1e-5);
    });
    const { indices, proportions, names } = conditionIndices(model);
    expect(distance(indices, one.condition)).toBeLessThan(1e-9);
    const p = names.length;
    names.forEach((__, j) => {
      let sum = 0;
      for (let k = 0; k < p; k++) sum += proportions[k * p + j];
      expect(sum).toBeCloseTo(1, 12);
    });
  });

  test('terms carry their names', () => {
    const model = fitCase(reference.cases[4]);
    expect(vif(model).map(({ term, df }) => [term, df])).toEqual([
      ['nitro', 1],
      ['Variety', 2],
    ]);
  });
});
