import { describe, expect, it } from 'vitest';
import type { Design } from '../../src/design/design.ts';
import { crossProducts } from '../../src/engine/accumulate.ts';
import { evaluateAt } from '../../src/engine/evaluate.ts';
import { fitProducts } from '../../src/fit/fit-products.ts';
import type { FittedModel } from '../../src/fit/model.ts';
import { satterthwaite } from '../../src/inference/contrasts/satterthwaite.ts';
import { type PreciseFit, preciseFit } from '../dense-precise.ts';
import { hardDesign, troubles } from '../hard-design.ts';

const seeds = [1, 2, 3];

function fit(design: Design): FittedModel {
  const rows = Int32Array.from(design.y.keys());
  const context = { formula: 'y ~ x', method: 'REML', rows, designTime: 0 } as const;
  return fitProducts(design, crossProducts(design), context, 0);
}

function precise({ y, fixed, random }: Design, theta: ArrayLike<number>, reml = true): PreciseFit {
  const terms = random.map((term) => ({ ...term, levels: term.levels.length }));
  return preciseFit({ y, x: fixed.columns, terms, theta, reml });
}

/** The same data with another origin of x. */
function withOrigin(design: Design, origin: number): Design {
  const [one, x, z] = design.fixed.columns;
  const moved = x.map((value) => value - origin);
  return {
    ...design,
    fixed: { ...design.fixed, columns: [one, moved, z] },
    random: design.random.map((term) => ({
      ...term,
      columns: term.columns.map((column) => (column === x ? moved : column)),
    })),
  };
}

describe.each(troubles)('data with trouble "%s"', (trouble) => {
  describe.each(seeds)('seed %i', (seed) => {
    const design = hardDesign(seed, trouble);
    const model = fit(design);
    const at = (theta: ArrayLike<number>, reml = true) => precise(design, theta, reml);
    const there = at(model.theta);
    const p = design.fixed.columns.length;
    const variance = there.sumOfSquares / (design.n - p);

    it('has a certified optimum, with the criterion of 32 digits', () => {
      expect(model.certificate.certified).toBe(true);
      expect(Math.abs(model.objective - there.objective)).toBeLessThan(1e-7);
      const products = crossProducts(design);
      for (const reml of [true, false]) {
        const ours = evaluateAt(products, reml, model.theta).objective;
        expect(Math.abs(ours - at(model.theta, reml).objective)).toBeLessThan(1e-7);
      }
    });

    it('has no better optimum nearby', () => {
      for (const k of model.theta.keys()) {
        for (const step of [-1e-3, 1e-3]) {
          const theta = model.theta.slice();
          theta[k] += step * (Math.abs(theta[k]) || 1);
          expect(at(theta).objective).toBeGreaterThan(there.objective - 1e-7);
        }
      }
    });

    it('has the gradient of the criterion', () => {
      // Away from the optimum, where a slope is a number to compare with.
      const theta = model.theta.map((t) => 1.3 * t + 0.1);
      const { gradient } = evaluateAt(crossProducts(design), true, theta, true);
      // Entries differ by the units of their columns; θ∂/∂θ does not.
      const slopes = gradient.map((g, k) => g * theta[k]);
      const largest = Math.max(1, ...slopes.map(Math.abs));
      slopes.forEach((slope, k) => {
        const difference = (h: number): number => {
          const [up, down] = [1 + h, 1 - h].map((by) =>
            at(theta.map((t, i) => (i === k ? by * t : t))),
          );
          return (up.objective - down.objective) / (2 * h);
        };
        const expected = (4 * difference(5e-4) - difference(1e-3)) / 3;
        expect(Math.abs(slope - expected)).toBeLessThan(1e-6 * largest);
      });
    });

    it('has the estimates and standard errors of 32 digits', () => {
      expect(Math.abs(model.sigma / Math.sqrt(variance) - 1)).toBeLessThan(1e-7);
      there.beta.forEach((beta, j) => {
        const se = Math.sqrt(variance * there.unscaled[j][j]);
        expect(Math.abs(model.fixed.estimates[j] - beta)).toBeLessThan(1e-6 * se);
        expect(Math.abs(Math.sqrt(model.fixed.vcov[j * p + j]) / se - 1)).toBeLessThan(1e-6);
      });
    });

    it.skipIf(model.singular)('has the degrees of freedom of their definition', () => {
      // Far from the origin of x, differences with respect to θ are hopeless, while df of slopes do not depend on the origin.
      const shifted = trouble === 'offset' ? withOrigin(design, 1995.5) : design;
      const near = shifted === design ? model : fit(shifted);
      const tested = shifted === design ? [0, 1, 2] : [1, 2];
      // φ = (θ, σ), each counted in multiples of its estimate; D(φ) is the REML criterion without profiling.
      const centre = [...near.theta, Math.sqrt(variance)];
      const point = (by: readonly number[]) => {
        const values = centre.map((c, i) => c * (1 + by[i]));
        const sigma = values.pop() as number;
        const { logV, logX, sumOfSquares, unscaled } = precise(shifted, values);
        const d = (design.n - p) * Math.log(2 * Math.PI * sigma ** 2) + sumOfSquares / sigma ** 2;
        return {
          criterion: logV + logX + d,
          variances: unscaled.map((row, j) => sigma ** 2 * row[j]),
        };
      };
      const step = (i: number, h: number, j = -1, k = 0) =>
        point(centre.map((_, l) => (l === i ? h : 0) + (l === j ? k : 0)));
      const second = (i: number, j: number, h: number): number => {
        if (i === j) {
          const [up, down] = [step(i, h), step(i, -h)];
          return (up.criterion - 2 * step(i, 0).criterion + down.criterion) / h ** 2;
        }
        const corner = (a: number, b: number) => step(i, a * h, j, b * h).criterion;
        return (corner(1, 1) - corner(1, -1) - corner(-1, 1) + corner(-1, -1)) / (4 * h ** 2);
      };
      const lower = centre.map((_, i) =>
        centre.slice(0, i + 1).map((_, j) => (4 * second(i, j, 2e-3) - second(i, j, 4e-3)) / 3),
      );
      const hessian = centre.map((_, i) =>
        centre.map((_, j) => lower[Math.max(i, j)][Math.min(i, j)]),
      );
      const slopes = centre.map((_, i) => {
        const difference = (h: number): number[] => {
          const [up, down] = [step(i, h), step(i, -h)];
          return up.variances.map((v, j) => (v - down.variances[j]) / (2 * h));
        };
        const [fine, rough] = [difference(1e-3), difference(2e-3)];
        return fine.map((f, j) => (4 * f - rough[j]) / 3);
      });
      for (const j of tested) {
        const g = slopes.map((row) => row[j]);
        const solved = solve(hessian, g);
        const spread = g.reduce((sum, value, i) => sum + 2 * value * solved[i], 0);
        const df = (2 * (variance * there.unscaled[j][j]) ** 2) / spread;
        const l = Array.from({ length: p }, (_, i) => +(i === j));
        expect(Math.abs(satterthwaite(model, l).df / df - 1)).toBeLessThan(1e-4);
      }
    });
  });
});

/** x of A x = b, by elimination with row exchanges. */
function solve(a: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = a.map((row, i) => [...row, b[i]]);
  const size = rows.length;
  for (let c = 0; c < size; c++) {
    const best = rows
      .slice(c)
      .reduce((at, row, i) => (Math.abs(row[c]) > Math.abs(rows[at][c]) ? c + i : at), c);
    [rows[c], rows[best]] = [rows[best], rows[c]];
    for (let r = 0; r < size; r++) {
      if (r === c) continue;
      const by = rows[r][c] / rows[c][c];
      for (let j = c; j <= size; j++) rows[r][j] -= by * rows[c][j];
    }
  }
  return rows.map((row, i) => row[size] / row[i]);
}
