import { describe, expect, test } from 'vitest';
import { prepareDeleter } from '../../src/diagnose/deleter.ts';
import { deletionSets } from '../../src/diagnose/deletion-sets.ts';
import { forExpandedRefits } from '../../src/diagnose/expanded-refits.ts';
import { forHeldSets } from '../../src/diagnose/held-sets.ts';
import { innerTheta } from '../../src/engine/draw.ts';
import { refitFrom } from '../../src/engine/refit-from.ts';
import { type LmerOptions, lmer } from '../../src/fit/lmer.ts';
import type { FittedModel } from '../../src/fit/model.ts';
import { randomStream } from '../../src/inference/distributions/random.ts';

/** Crossed groups, few levels of b. */
function columns(n: number, many: number, few: number) {
  const draw = randomStream(5).normal;
  const effects = Array.from({ length: many + few }, draw);
  const data = { y: [] as number[], x: [] as number[], w: [] as number[], f: [] as number[] };
  const a: string[] = [];
  const b: string[] = [];
  for (let i = 0; i < n; i++) {
    const level = (i * 7) % many;
    const other = (i * 13 + Math.floor(i / few)) % few;
    const x = draw();
    a.push(`a${level}`);
    b.push(`b${other}`);
    data.x.push(x);
    data.w.push(1 + (i % 3));
    data.f.push(1 + (i % 2));
    data.y.push(
      1 + x * (0.5 + 0.4 * effects[level]) + effects[level] + effects[many + other] + draw(),
    );
  }
  return { ...data, a, b };
}

const data = columns(1500, 320, 60);
const models: [string, string, LmerOptions][] = [
  ['crossed, REML', 'y ~ x + (1 | a) + (1 | b)', {}],
  ['crossed, ML, weights', 'y ~ x + (1 | a) + (1 | b)', { method: 'ML', precisionWeights: 'w' }],
  ['slopes of one factor', 'y ~ x + (x | a)', { frequencyWeights: 'f' }],
];

describe('many deletions at once are the same ones one by one', () => {
  test.each(models)('%s', (_, formula, options) => {
    const model = lmer(formula, data, options) as FittedModel;
    const reml = model.method === 'REML';
    const theta = innerTheta(model.crossProducts.terms, model.theta);
    const { without } = prepareDeleter(model.design, model.crossProducts);
    const errors = theta.map((__, k) =>
      Math.sqrt(model.varianceInformation?.covariance[k * (theta.length + 2)] ?? Number.NaN),
    );
    for (const by of ['a', 'row']) {
      const { sets } = deletionSets(model, by);
      let held = 0;
      forHeldSets(
        model,
        sets,
        (i, quick) => {
          if (i % 40 !== 0) return;
          const slow = refitFrom(without(sets[i].rows), reml, theta, true);
          if (slow === undefined || quick === undefined) throw new Error('not determined');
          quick.fixed.forEach((value, j) => {
            expect(Math.abs(value - slow.fixed[j])).toBeLessThan(1e-11);
          });
          expect(Math.abs(quick.sigma / slow.sigma - 1)).toBeLessThan(1e-11);
          quick.root.forEach((value, j) => {
            expect(Math.abs(value - slow.root[j])).toBeLessThan(1e-10 * slow.root[0]);
          });
          held++;
        },
        () => {},
      );
      expect(held).toBeGreaterThan(7);
      let expanded = 0;
      forExpandedRefits(
        model,
        sets,
        (i, quick) => {
          if (quick === undefined || (by === 'row' && i % 60 !== 0) || expanded > 25) return;
          const slow = refitFrom(without(sets[i].rows), reml, theta, false);
          if (slow === undefined) throw new Error('not determined');
          // Within the bound of 1e-5 standard errors, and what the optimiser itself leaves.
          quick.theta.forEach((value, k) => {
            expect(Math.abs(value - slow.theta[k]) / errors[k]).toBeLessThan(1.1e-5);
          });
          quick.fixed.forEach((value, j) => {
            expect(Math.abs(value - slow.fixed[j])).toBeLessThan(1e-7);
          });
          expect(Math.abs(quick.sigma / slow.sigma - 1)).toBeLessThan(1e-6);
          expanded++;
        },
        () => {},
      );
      expect(expanded).toBeGreaterThan(10);
    }
  });
});
