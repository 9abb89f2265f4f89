import { describe, expect, it } from 'vitest';
import { crossProducts } from '../../src/engine/accumulate.ts';
import { fitProducts } from '../../src/fit/fit-products.ts';
import { denseFit } from '../dense-reference.ts';
import { randomDesign, structures } from '../random-design.ts';

function largestDifference(a: ArrayLike<number>, b: readonly number[]): number {
  const scale = Math.max(1, ...b.map(Math.abs));
  return b.reduce((worst, x, i) => Math.max(worst, Math.abs(a[i] - x) / scale), 0);
}

describe.each(structures)('a fit of a random %s design', (structure) => {
  it.each([1, 2, 3, 4, 5, 6])('hands out what dense algebra finds at its θ (seed %i)', (seed) => {
    const design = randomDesign(seed, structure);
    for (const method of ['REML', 'ML'] as const) {
      const rows = Int32Array.from(design.y.keys());
      const context = { formula: 'y ~ x', method, rows, designTime: 0 };
      const model = fitProducts(design, crossProducts(design), context, 0);
      const terms = design.random.map(({ codes, levels, columns }) => ({
        codes,
        columns,
        levels: levels.length,
      }));
      const dense = denseFit({
        y: design.y,
        x: design.fixed.columns,
        terms,
        weights: design.precisionWeights,
        theta: model.theta,
        reml: method === 'REML',
      });
      expect(model.certificate.certified).toBe(true);
      expect(Math.abs(model.objective - dense.objective)).toBeLessThan(1e-8);
      expect(Math.abs(model.sigma / dense.sigma - 1)).toBeLessThan(1e-9);
      expect(largestDifference(model.fixed.estimates, dense.beta)).toBeLessThan(1e-9);
      expect(largestDifference(model.fixed.vcov, dense.vcov.flat())).toBeLessThan(1e-9);
      expect(largestDifference(model.fitted, dense.fitted)).toBeLessThan(1e-9);
      model.random.forEach((term, t) => {
        const modes = dense.modes[t];
        expect(
          largestDifference(
            term.effects,
            modes.flatMap(({ b }) => b),
          ),
        ).toBeLessThan(1e-8);
        const known = modes.flatMap(({ condVar }) => condVar.flat());
        expect(largestDifference(term.conditional, known)).toBeLessThan(1e-8);
        const whole = modes.flatMap(({ predictionVar }) => predictionVar.flat());
        expect(largestDifference(term.prediction, whole)).toBeLessThan(1e-8);
      });
    }
  });
});
