import type { Design } from '../src/design/design.ts';
import type { FamilyName, LinkName } from '../src/engine/family-codes.ts';
import type { GeneralisedInput } from '../src/engine/generalised.ts';
import { randomDesign, randomNumbers, type Structure } from './random-design.ts';

/** A family with a link: how to draw a response, and its log density written down anew. */
export interface GeneralisedCase {
  readonly family: FamilyName;
  readonly link: LinkName;
  /** A response and sizes that fit, from the linear predictor and uniform numbers. */
  readonly draw: (eta: number, uniform: () => number) => readonly [number, number];
  readonly logDensity: (y: number, size: number, eta: number) => number;
  /** First and second derivatives; where left out, differences stand in. */
  readonly slopes?: (y: number, size: number, eta: number) => readonly [number, number];
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

export const generalisedCases: readonly GeneralisedCase[] = [
  {
    family: 'binomial',
    link: 'logit',
    draw: (eta, uniform) => {
      const size = 1 + Math.floor(4 * uniform());
      return [count(uniform, logistic(eta), size), size];
    },
    logDensity: (y, size, eta) => binomial(y, size, logistic(eta)),
    slopes: (y, size, eta) => {
      const p = logistic(eta);
      return [y - size * p, -size * p * (1 - p)];
    },
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
    slopes: (y, size, eta) => [y - size * Math.exp(eta), -size * Math.exp(eta)],
    link: 'log',
    draw: (eta, uniform) => [count(uniform, Math.min(0.9, Math.exp(eta) / 8), 8), 1],
    logDensity: (y, size, eta) =>
      y * (eta + Math.log(size)) - size * Math.exp(eta) - logFactorial(y),
  },
  {
    family: 'gamma',
    slopes: (y, _, eta) => {
      const z = y * Math.exp(-eta);
      return [Math.exp(1.1) * (z - 1), -Math.exp(1.1) * z];
    },
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
    slopes: (y, _, eta) => {
      const mean = Math.exp(eta);
      return [((y - mean) * mean) / Math.exp(-0.4), ((y - 2 * mean) * mean) / Math.exp(-0.4)];
    },
    draw: (eta, uniform) => [Math.exp(eta) + uniform() - 0.5, 1],
    auxiliary: -0.4,
    logDensity: (y, _, eta) =>
      -0.5 * (Math.log(2 * Math.PI) - 0.4 + (y - Math.exp(eta)) ** 2 / Math.exp(-0.4)),
  },
];

/** A design of a random structure with a response of the family that depends on predictors and groups. */
export function drawGeneralised(
  seed: number,
  structure: Structure,
  one: GeneralisedCase,
): GeneralisedInput {
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
