import { describe, expect, it } from 'vitest';
import { crossProducts } from '../../src/engine/accumulate.ts';
import { evaluateAt } from '../../src/engine/evaluate.ts';
import { denseFit } from '../dense-reference.ts';
import { randomDesign, randomTheta, structures } from '../random-design.ts';

const seeds = Array.from({ length: 12 }, (_, i) => i + 1);

describe.each(structures)('a random %s design', (structure) => {
  it.each(seeds)('has the objective of dense algebra (seed %i)', (seed) => {
    const design = randomDesign(seed, structure);
    const products = crossProducts(design);
    for (const reml of [true, false]) {
      for (const zero of [true, false]) {
        const theta = randomTheta(design, seed, zero);
        const { y, random, precisionWeights: weights } = design;
        const terms = random.map(({ codes, levels, columns }) => ({
          codes,
          columns,
          levels: levels.length,
        }));
        const dense = denseFit({ y, x: design.fixed.columns, terms, weights, theta, reml });
        const ours = evaluateAt(products, reml, theta).objective;
        expect(Math.abs(ours - dense.objective)).toBeLessThan(1e-9 * Math.abs(dense.objective));
      }
    }
  });

  it.each(seeds)('has the gradient of its objective, on the boundary too (seed %i)', (seed) => {
    const design = randomDesign(seed, structure);
    const products = crossProducts(design);
    for (const reml of [true, false]) {
      for (const zero of [true, false]) {
        const theta = randomTheta(design, seed, zero);
        const { gradient } = evaluateAt(products, reml, theta, true);
        const largest = Math.max(...gradient.map(Math.abs));
        gradient.forEach((slope, k) => {
          // Richardson's extrapolation of central differences: their error is then far below what is tested.
          const difference = (h: number): number => {
            const up = theta.slice();
            const down = theta.slice();
            up[k] += h;
            down[k] -= h;
            const above = evaluateAt(products, reml, up).objective;
            return (above - evaluateAt(products, reml, down).objective) / (2 * h);
          };
          const expected = (4 * difference(5e-4) - difference(1e-3)) / 3;
          expect(Math.abs(slope - expected)).toBeLessThan(1e-6 * Math.max(1, largest));
        });
      }
    }
  });
});
