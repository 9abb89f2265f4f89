import { describe, expect, it } from 'vitest';
import type { Design } from '../../src/design/design.ts';
import { evaluateGeneralised } from '../../src/engine/evaluate-generalised.ts';
import type { FamilyName, LinkName } from '../../src/engine/family-codes.ts';
import type { GeneralisedInput } from '../../src/engine/generalised.ts';
import { transpose } from '../../src/engine/small-matrix.ts';
import { denseLaplace, type RowDensity } from '../dense-generalised.ts';
import { randomDesign, randomNumbers, randomTheta, structures } from '../random-design.ts';

interface Case {
  readonly family: FamilyName;
  readonly link: LinkName;
  /** A response and sizes that fit, from the linear predictor and uniform numbers. */
  readonly draw: (eta: number, uniform: () => number) => readonly [number, number];
  readonly logDensity: (y: number, size: number, eta: number) => number;
  readonly auxiliary?: number;
}

function logFactorial(y: number): number {
  let sum = 0;
  for (let i = 2; i <= y; i++) sum += Math.log(i);
  return sum;
}

function count(uniform: () => number, p: number, size: number): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Number(uniform() < p);
  return sum;
}

const binomial = (y: number, size: number, p: number): number =>
  logFactorial(size) -
  logFactorial(y) -
  logFactorial(size - y) +
  (y > 0 ? y * Math.log(p) : 0) +
  (y < size ? (size - y) * Math.log1p(-p) : 0);

const logistic = (eta: number) => 1 / (1 + Math.exp(-eta));
const cauchy = (eta: number) => 0.5 + Math.atan(eta) / Math.PI;

const cases: readonly Case[] = [
  {
    family: 'binomial',
    link: 'logit',
    draw: (eta, uniform) => {
      const size = 1 + Math.floor(4 * uniform());
      return [count(uniform, logistic(eta), size), size];
    },
    logDensity: (y, size, eta) => binomial(y, size, logistic(eta)),
  },
  {
    family: 'binomial',
    link: 'cloglog',
    draw: (eta, uniform) => [count(uniform, 1 - Math.exp(-Math.exp(eta)), 2), 2],
    logDensity: (y, size, eta) => binomial(y, size, -Math.expm1(-Math.exp(eta))),
  },
  {
    family: 'binomial',
    link: 'cauchit',
    draw: (eta, uniform) => [count(uniform, cauchy(eta), 3), 3],
    logDensity: (y, size, eta) => binomial(y, size, cauchy(eta)),
  },
  {
    family: 'poisson',
    link: 'log',
    draw: (eta, uniform) => [count(uniform, Math.min(0.9, Math.exp(eta) / 8), 8), 1],
    logDensity: (y, size, eta) =>
      y * (eta + Math.log(size)) - size * Math.exp(eta) - logFactorial(y),
  },
  {
    family: 'gamma',
    link: 'log',
    draw: (eta, uniform) => [Math.exp(eta) * (0.2 + 1.6 * uniform()), 1],
    auxiliary: -1.1,
    // log Γ(e^{1.1}) from R's lgamma.
    logDensity: (y, _, eta) => {
      const shape = Math.exp(1.1);
      return (
        shape * Math.log(shape / Math.exp(eta)) +
        (shape - 1) * Math.log(y) -
        (shape * y) / Math.exp(eta) -
        0.6969949475312194
      );
    },
  },
  {
    family: 'gaussian',
    link: 'log',
    draw: (eta, uniform) => [Math.exp(eta) + uniform() - 0.5, 1],
    auxiliary: -0.4,
    logDensity: (y, _, eta) =>
      -0.5 * (Math.log(2 * Math.PI) - 0.4 + (y - Math.exp(eta)) ** 2 / Math.exp(-0.4)),
  },
];

/** A design with a response of the family whose linear predictor has group effects of size `spread`. */
function draw(seed: number, structure: (typeof structures)[number], one: Case): GeneralisedInput {
  const design = randomDesign(seed, structure);
  const uniform = randomNumbers(seed + 1000);
  const mean = design.y.reduce((sum, y) => sum + y, 0) / design.n;
  const deviation = Math.sqrt(design.y.reduce((s, y) => s + (y - mean) ** 2, 0) / design.n);
  const drawn = Array.from(design.y, (y) => one.draw((0.7 * (y - mean)) / deviation, uniform));
  const plain: Design = {
    kind: design.kind,
    n: design.n,
    responseName: 'y',
    fixed: design.fixed,
    random: design.random,
    notices: [],
    y: Float64Array.from(drawn, ([y]) => y),
    offset: Float64Array.from({ length: design.n }, () => 0.3 * uniform()),
  };
  return {
    design: plain,
    family: one.family,
    link: one.link,
    sizes: Float64Array.from(drawn, ([, size]) => size),
  };
}

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
function differentiated(one: Case, input: GeneralisedInput): RowDensity {
  const { y } = input.design;
  const size = input.sizes as Float64Array;
  return (i, eta) => {
    const f = (x: number) => one.logDensity(y[i], size[i], x);
    const h = 2e-3;
    const [a, b, c, d, e, g, o] = [-3, -2, -1, 0, 1, 2, 3].map((k) => f(eta + k * h));
    const first = (o - 9 * g + 45 * e - 45 * c + 9 * b - a) / (60 * h);
    const second = (2 * o - 27 * g + 270 * e - 490 * d + 270 * c - 27 * b + 2 * a) / (180 * h * h);
    return [d, first, second];
  };
}

const seeds = [1, 2, 3, 4];
const fixed = [0.2, 0.3, -0.1, 0.4];

describe.each(cases)('$family with $link link', (one) => {
  describe.each(structures)('on a random %s design', (structure) => {
    it.each(seeds)('has the value of dense algebra (seed %i)', (seed) => {
      const input = draw(seed, structure, one);
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
      // The differences of the densities are good to some 1e-8.
      expect(Math.abs(objective - dense.objective)).toBeLessThan(1e-7 * Math.abs(dense.objective));
    });

    it.each(seeds)('has the gradient of its value, on the boundary too (seed %i)', (seed) => {
      const input = draw(seed, structure, one);
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
