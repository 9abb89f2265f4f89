import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { standardErrors } from '../../src/effects/vcov.ts';
import { glmer } from '../../src/fit/glmer.ts';
import { readTable } from '../../src/table/read-file.ts';

const path = (name: string) => new URL(`../reference/${name}`, import.meta.url);
const reference = JSON.parse(readFileSync(path('named-glmm.json'), 'utf8'));
const tableOf = (name: string) => readTable(path(`data/${name}`).pathname);

function distance(mine: ArrayLike<number>, theirs: readonly number[]): number {
  expect(mine.length).toBe(theirs.length);
  return Math.max(...theirs.map((x, i) => Math.abs(mine[i] - x)));
}

test('wine: cumulative logits with a random judge, as clmm with ten points', () => {
  const { wine } = reference;
  const options = { family: 'ordinal', nAGQ: 10 } as const;
  const model = glmer('rating ~ temp + contact + (1 | judge)', tableOf('wine.csv'), options);
  expect(Math.abs(-model.objective / 2 - wine.logLik)).toBeLessThan(1e-6);
  expect(distance(model.fixed.estimates, wine.beta)).toBeLessThan(1e-4);
  expect(distance(model.thresholds?.estimates ?? [], wine.thresholds)).toBeLessThan(1e-4);
  expect(Math.abs(model.theta[0] - wine.sd)).toBeLessThan(1e-4);
  const errors = [...(model.thresholds?.se ?? []), ...standardErrors(model)];
  expect(distance(errors, wine.se)).toBeLessThan(1e-3);
});

// Where Laplace's approximation is poor. The rule with 25 points has not converged, so its value depends on how well each program finds
// the modes: lme4 stops its own search at 1e-7.
test.each([
  [1, 0, 1e-5],
  [25, 1, 5e-4],
  [100, 2, 1e-4],
])('toenail: by quadrature with %i points', (points, at, tolerance) => {
  const theirs = reference.toenail[at];
  expect(theirs.points).toBe(points);
  const formula = 'outcome ~ treatment * month + (1 | ID)';
  const options = { family: 'binomial', nAGQ: points } as const;
  const model = glmer(formula, tableOf('toenail.csv'), options);
  expect(model.certificate.certified).toBe(true);
  expect(Math.abs(model.objective + 2 * theirs.logLik)).toBeLessThan(tolerance);
  expect(distance(model.fixed.estimates, theirs.beta)).toBeLessThan(1e-3);
  expect(Math.abs(model.theta[0] - theirs.sd)).toBeLessThan(1e-3);
});

test('toenail: by itself the order rises until the log-likelihood stands still', () => {
  const model = glmer('outcome ~ treatment * month + (1 | ID)', tableOf('toenail.csv'), {
    family: 'binomial',
  });
  expect(model.points).toBeGreaterThan(40);
  expect(model.pointsBy).toBe('chosen');
  expect(Math.abs(model.objective + 2 * reference.toenail[2].logLik)).toBeLessThan(2e-4);
  expect(model.fixed.estimates[0]).toBeCloseTo(-1.618, 3);
  expect(model.theta[0]).toBeCloseTo(4.007, 2);
});
