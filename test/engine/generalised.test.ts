import { describe, expect, it } from 'vitest';
import { evaluateGeneralised } from '../../src/engine/evaluate-generalised.ts';
import type { GeneralisedInput } from '../../src/engine/generalised.ts';
import { transpose } from '../../src/engine/small-matrix.ts';
import { denseLaplace, type RowDensity } from '../dense-generalised.ts';
import { drawGeneralised, type GeneralisedCase, generalisedCases } from '../generalised-cases.ts';
import { randomTheta, structures } from '../random-design.ts';

/** R M for an upper triangle R: the template in the engine's basis. */
function rotate(triangle: Float64Array, theta: readonly number[], k: number): number[] {
  const t = new Float64Array(k * k);
  let next = 0;
  for (let c = 0; c < k; c++) for (let r = c; r < k; r++) t[c * k + r] = theta[next++];
  const product = new Float64Array(k * k);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      for (let l = 0; l < k; l++) product[c * k + r] += triangle[l * k + r] * t[c * k + l];
    }
  }
  // Lower triangle of the same covariance.
  const l = new Float64Array(k * k);
  const s = new Float64Array(k * k);
  const turned = transpose(product, k, k);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      for (let c = 0; c < k; c++) s[j * k + i] += turned[i * k + c] * turned[j * k + c];
    }
  }
  for (let j = 0; j < k; j++) {
    for (let i = j; i < k; i++) {
      let sum = s[j * k + i];
      for (let c = 0; c < j; c++) sum -= l[c * k + i] * l[c * k + j];
      if (i === j) l[j * k + i] = sum > 1e-12 ? Math.sqrt(sum) : 0;
      else l[j * k + i] = l[j * k + j] === 0 ? 0 : sum / l[j * k + j];
    }
  }
  const out: number[] = [];
  for (let c = 0; c < k; c++) for (let r = c; r < k; r++) out.push(l[c * k + r]);
  return out;
}

/** Derivatives of a log density by central differences, good to about 1e-9: the mode and the determinant need no more. */
function differentiated(one: GeneralisedCase, input: GeneralisedInput): RowDensity {
  const { y } = input.design;
  const size = input.sizes as Float64Array;
  return (i, eta) => {
    const f = (x: number) => one.logDensity(y[i], size[i], x);
    if (one.slopes !== undefined) return [f(eta), ...one.slopes(y[i], size[i], eta)];
    const h = 2e-3;
    const [a, b, c, d, e, g, o] = [-3, -2, -1, 0, 1, 2, 3].map((k) => f(eta + k * h));
    const first = (o - 9 * g + 45 * e - 45 * c + 9 * b - a) / (60 * h);
    const second = (2 * o - 27 * g + 270 * e - 490 * d + 270 * c - 27 * b + 2 * a) / (180 * h * h);
    return [d, first, second];
  };
}

const seeds = [1, 2, 3, 4];
const fixed = [0.2, 0.3, -0.1, 0.4];

describe.each(generalisedCases)('$family with $link link', (one) => {
  describe.each(structures)('on a random %s design', (structure) => {
    it.each(seeds)('has the value of dense algebra (seed %i)', (seed) => {
      const input = drawGeneralised(seed, structure, one);
      const { design } = input;
      const theta = Array.from(randomTheta(design, seed), (x) => 0.7 * x);
      const dense = denseLaplace({
        n: design.n,
        x: design.fixed.columns,
        beta: fixed,
        theta,
        offset: design.offset,
        terms: design.random.map(({ codes, levels, columns }) => ({
          codes,
          columns,
          levels: levels.length,
        })),
        density: differentiated(one, input),
      });
      const { objective } = evaluateGeneralised(input, (triangle, terms) => {
        const p = fixed.length;
        const beta = Array.from({ length: p }, (_, i) =>
          fixed.reduce((sum, b, j) => sum + triangle[j * p + i] * b, 0),
        );
        let next = 0;
        const inner = design.random.flatMap(({ columns }, t) => {
          const k = columns.length;
          const own = theta.slice(next, next + (k * (k + 1)) / 2);
          next += own.length;
          return rotate(terms[t], own, k);
        });
        return Float64Array.from([
          ...inner,
          ...beta,
          ...(one.auxiliary === undefined ? [] : [one.auxiliary]),
        ]);
      });
      // Densities that are differentiated numerically are good to some 1e-8.
      const tolerance = one.slopes === undefined ? 1e-7 : 1e-9;
      expect(Math.abs(objective - dense.objective)).toBeLessThan(
        tolerance * Math.abs(dense.objective),
      );
    });

    it.each(seeds)('has the gradient of its value, on the boundary too (seed %i)', (seed) => {
      const input = drawGeneralised(seed, structure, one);
      for (const zero of [false, true]) {
        const psi = Float64Array.from([
          ...randomTheta(input.design, seed, zero).map((x) => 0.7 * x),
          ...fixed,
          ...(one.auxiliary === undefined ? [] : [one.auxiliary]),
        ]);
        const { gradient } = evaluateGeneralised(input, () => psi);
        const largest = Math.max(...gradient.map(Math.abs));
        gradient.forEach((slope, k) => {
          const difference = (h: number): number => {
            const up = psi.slice();
            const down = psi.slice();
            up[k] += h;
            down[k] -= h;
            const above = evaluateGeneralised(input, () => up).objective;
            return (above - evaluateGeneralised(input, () => down).objective) / (2 * h);
          };
          const expected = (4 * difference(5e-4) - difference(1e-3)) / 3;
          expect(Math.abs(slope - expected)).toBeLessThan(1e-6 * Math.max(1, largest));
        });
      }
    });
  });
});
