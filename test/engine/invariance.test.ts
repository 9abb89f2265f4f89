import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Design } from '../../src/design/design.ts';
import { crossProducts } from '../../src/engine/accumulate.ts';
import { fitProducts } from '../../src/fit/fit-products.ts';
import type { FittedModel } from '../../src/fit/model.ts';
import { randomDesign, randomNumbers, structures } from '../random-design.ts';

function fit(design: Design): FittedModel {
  const rows = Int32Array.from(design.y.keys());
  const context = { formula: 'y ~ x', method: 'ML', rows, designTime: 0 } as const;
  return fitProducts(design, crossProducts(design), context, 0);
}

/** The design with every distinct column and code array replaced; what was shared stays shared. */
function mapped(
  design: Design,
  column: (x: Float64Array) => Float64Array,
  codes: (x: Int32Array) => Int32Array,
): Design {
  const columns = new Map<Float64Array, Float64Array>();
  const factors = new Map<Int32Array, Int32Array>();
  const column1 = (x: Float64Array) => {
    const known = columns.get(x) ?? column(x);
    columns.set(x, known);
    return known;
  };
  const codes1 = (x: Int32Array) => {
    const known = factors.get(x) ?? codes(x);
    factors.set(x, known);
    return known;
  };
  return {
    ...design,
    y: column1(design.y),
    fixed: { ...design.fixed, columns: design.fixed.columns.map(column1) },
    random: design.random.map((term) => ({
      ...term,
      columns: term.columns.map(column1),
      codes: codes1(term.codes),
    })),
    ...(design.precisionWeights && { precisionWeights: column1(design.precisionWeights) }),
  };
}

/** Largest difference of fitted values, beside their spread. */
function fittedDifference(a: Float64Array, b: Float64Array): number {
  const spread = Math.max(...b) - Math.min(...b);
  return a.reduce((worst, x, i) => Math.max(worst, Math.abs(x - b[i]) / spread), 0);
}

const cases = fc.record({
  seed: fc.integer({ min: 1, max: 100_000 }),
  structure: fc.constantFrom(...structures),
});

describe('of any model', () => {
  it('the order of the rows and the labels of the levels change nothing', () => {
    fc.assert(
      fc.property(cases, ({ seed, structure }) => {
        const design = randomDesign(seed, structure);
        const plain = fit(design);
        fc.pre(plain.certificate.certified && !plain.singular);
        const uniform = randomNumbers(seed + 1);
        const order = Array.from(design.y.keys());
        for (let i = order.length - 1; i > 0; i--) {
          const j = Math.floor(uniform() * (i + 1));
          [order[i], order[j]] = [order[j], order[i]];
        }
        const permuted = fit(
          mapped(
            design,
            (x) => x.map((_, i) => x[order[i]]),
            (x) => {
              const last = Math.max(...x);
              return x.map((_, i) => last - x[order[i]]);
            },
          ),
        );
        expect(Math.abs(permuted.objective / plain.objective - 1)).toBeLessThan(1e-9);
        const fitted = permuted.fitted.slice();
        for (let i = 0; i < order.length; i++) fitted[order[i]] = permuted.fitted[i];
        expect(fittedDifference(fitted, plain.fitted)).toBeLessThan(1e-8);
      }),
      { numRuns: 40, seed: 5 },
    );
  });

  it('units of predictors, and their origin where intercepts vary too, change nothing', () => {
    const changes = fc.record({
      ...{ seed: cases.map(({ seed }) => seed), structure: cases.map((c) => c.structure) },
      unit: fc.constantFrom(-1, 1e-3, 7, 1e4),
      origin: fc.constantFrom(0, 3, 2000),
    });
    fc.assert(
      fc.property(changes, ({ seed, structure, unit, origin }) => {
        const design = randomDesign(seed, structure);
        const plain = fit(design);
        fc.pre(plain.certificate.certified && !plain.singular);
        const x = design.fixed.columns[1];
        const alone = design.random.some(
          ({ columns }) => columns.includes(x) && !columns.includes(design.fixed.columns[0]),
        );
        const shift = alone ? 0 : origin;
        const changed = fit(
          mapped(
            design,
            (column) => (column === x ? x.map((value) => unit * (value + shift)) : column),
            (codes) => codes,
          ),
        );
        expect(Math.abs(changed.objective / plain.objective - 1)).toBeLessThan(1e-9);
        expect(fittedDifference(changed.fitted, plain.fitted)).toBeLessThan(1e-8);
      }),
      { numRuns: 40, seed: 6 },
    );
  });
});
