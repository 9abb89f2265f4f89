import { describe, expect, it } from 'vitest';
import { crossProducts } from '../../src/engine/accumulate.ts';
import { evaluateAt } from '../../src/engine/evaluate.ts';
import { withCriterion } from '../../src/engine/open-criterion.ts';
import { product, solveUpper } from '../../src/engine/small-matrix.ts';
import { type FixedRule, heldCriterion } from '../../src/inference/held/linear/held-criterion.ts';
import { randomDesign, randomNumbers, structures } from '../random-design.ts';

const seeds = [1, 2, 3, 4, 5, 6];

describe.each(structures)('a random %s design, held open', (structure) => {
  it.each(seeds)('has the criterion of one evaluation (seed %i)', (seed) => {
    const products = crossProducts(randomDesign(seed, structure));
    const templates = randomTemplates(products.terms, seed);
    // The same covariance in the user's columns: T = R⁻¹T̃, rotated to its lower triangle.
    const theta = products.terms.flatMap(({ size, triangle }, t) => {
      const user = solveUpper(triangle, templates[t], size, size);
      const square = product(user, transposed(user, size), size, size, size);
      return lowerCholesky(square, size);
    });
    for (const reml of [true, false]) {
      const value = withCriterion(products, reml, (open) =>
        heldCriterion(open, { kind: 'free' }).value(templates),
      );
      const { objective } = evaluateAt(products, reml, theta);
      expect(Math.abs((value ?? Number.NaN) - objective)).toBeLessThan(1e-9 * Math.abs(objective));
    }
  });

  it.each(seeds)('has the derivatives of its values under every rule (seed %i)', (seed) => {
    const products = crossProducts(randomDesign(seed, structure));
    const templates = randomTemplates(products.terms, seed);
    const p = products.kept.length;
    const uniform = randomNumbers(seed + 100);
    const numbers = () => Float64Array.from({ length: p }, () => uniform() - 0.5);
    const rules: FixedRule[] = [
      { kind: 'free' },
      { kind: 'contrast', c: numbers(), value: 0.3 },
      { kind: 'held', beta: numbers() },
    ];
    for (const reml of [true, false]) {
      withCriterion(products, reml, (open) => {
        // The REML criterion does not contain the fixed effects.
        for (const rule of reml ? rules.slice(0, 1) : rules) {
          for (const logSigma of [undefined, -0.2]) {
            const held = heldCriterion(open, rule);
            const value = (): number => held.value(templates, logSigma) ?? Number.NaN;
            value();
            const slopes = held.slopes();
            const largest = Math.max(
              1,
              ...slopes.templates.flatMap((s) => Array.from(s, Math.abs)),
            );
            templates.forEach((template, t) => {
              template.forEach((own, k) => {
                const expected = difference((h) => {
                  template[k] = own + h;
                  const there = value();
                  template[k] = own;
                  return there;
                });
                expect(Math.abs(slopes.templates[t][k] - expected)).toBeLessThan(1e-6 * largest);
              });
            });
            if (logSigma !== undefined) {
              const by = difference((h) => held.value(templates, logSigma + h) ?? Number.NaN);
              expect(Math.abs(slopes.logSigma - by)).toBeLessThan(1e-6 * products.n);
            }
            slopes.fixed.forEach((slope, j) => {
              const by = difference((h) => {
                const moved: FixedRule =
                  rule.kind === 'held'
                    ? { kind: 'held', beta: rule.beta.map((x, i) => (i === j ? x + h : x)) }
                    : { ...(rule as Extract<FixedRule, { kind: 'contrast' }>), value: 0.3 + h };
                return heldCriterion(open, moved).value(templates, logSigma) ?? Number.NaN;
              });
              expect(Math.abs(slope - by)).toBeLessThan(1e-6 * products.n);
            });
          }
        }
      });
    }
  });
});

/** Richardson's extrapolation of central differences. */
function difference(f: (h: number) => number): number {
  const central = (h: number): number => (f(h) - f(-h)) / (2 * h);
  return (4 * central(5e-4) - central(1e-3)) / 3;
}

/** Full square templates: the criterion takes any. */
function randomTemplates(terms: readonly { size: number }[], seed: number): Float64Array[] {
  const uniform = randomNumbers(seed);
  return terms.map(({ size }) => Float64Array.from({ length: size * size }, () => uniform() - 0.4));
}

function transposed(a: Float64Array, n: number): Float64Array {
  return a.map((_, at) => a[(at % n) * n + Math.floor(at / n)]);
}

function lowerCholesky(s: Float64Array, n: number): number[] {
  const l = new Float64Array(n * n);
  const entries: number[] = [];
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = s[j * n + i];
      for (let c = 0; c < j; c++) sum -= l[c * n + i] * l[c * n + j];
      l[j * n + i] = i === j ? Math.sqrt(Math.max(0, sum)) : sum / l[j * n + j];
      entries.push(l[j * n + i]);
    }
  }
  return entries;
}
