import { type DrawFrom, innerTheta } from '../../engine/draw.ts';
import { type Refits, type ReplicateProgress, refitReplicates } from '../../engine/refits.ts';
import { solve } from '../../engine/solve.ts';
import { templatesOf } from '../../engine/templates.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Model } from '../../fit/model.ts';
import { logarithm } from '../../number/elementary.ts';
import { randomStream } from '../distributions/random.ts';
import type { Estimate } from '../parameters/estimate.ts';
import { estimateAt, type ParameterSpace, parameterSpace } from '../parameters/parameter-space.ts';

/** What a bootstrap statistic is given: the estimates of one fit. */
export interface BootstrapEstimate extends Estimate {
  /** The minimised criterion: the REML criterion, or −2 log-likelihood for ML. */
  readonly objective: number;
}

/** A fit from which responses are drawn: the model itself, or its fit by the other method. */
interface Source {
  readonly space: ParameterSpace;
  readonly reml: boolean;
  readonly from: DrawFrom;
  /** β̃ of the fit. */
  readonly fixed: Float64Array;
  readonly estimate: BootstrapEstimate;
}

/** The model's own fit, or that of the other method from the same cross-products. */
export function sourceOf(model: Model, method: 'REML' | 'ML'): Source {
  const space = parameterSpace(model);
  const products = model.crossProducts;
  const reml = method === 'REML';
  const p = products.kept.length;
  if (method === model.method) {
    const from = {
      theta: innerTheta(products.terms, model.theta),
      sigma: model.sigma / products.scale,
    };
    const fixed = innerFixed(model);
    const estimate = estimateOf(space, from.theta, model.sigma, fixed, model.objective);
    return { space, reml, from, fixed, estimate };
  }
  const solution = solve(products, reml);
  const from = { theta: solution.theta, sigma: solution.sigma / products.scale };
  const fixed = solution.effects.slice(solution.effects.length - p);
  const estimate = estimateOf(space, from.theta, solution.sigma, fixed, solution.objective);
  return { space, reml, from, fixed, estimate };
}

/** β̃ with β = R⁻¹(γ + s β̃). */
function innerFixed({ crossProducts, fixed }: Model): Float64Array {
  const { triangle, response, scale } = crossProducts;
  const p = response.length;
  return response.map((gamma, i) => {
    let sum = -gamma;
    for (let j = i; j < p; j++) sum += triangle[j * p + i] * fixed.estimates[j];
    return sum / scale;
  });
}

/** The estimates at θ and β̃ of the engine. */
export function estimateOf(
  space: ParameterSpace,
  theta: Float64Array,
  sigma: number,
  beta: Float64Array,
  objective: number,
): BootstrapEstimate {
  const logSigma = logarithm(sigma / space.products.scale);
  const point = { templates: templatesOf(space.products.terms, theta), logSigma, beta };
  return { ...estimateAt(space, point), sigma, objective };
}

/** Estimates of replicate `row`: drawn without fixed effects, so that those of the source are added. */
export function replicateEstimate(source: Source, refits: Refits, row: number): BootstrapEstimate {
  const p = source.fixed.length;
  const m = source.from.theta.length;
  return estimateOf(
    source.space,
    refits.theta.subarray(row * m, (row + 1) * m),
    refits.sigma[row],
    source.fixed.map((beta, j) => beta + refits.fixed[row * p + j]),
    refits.objective[row],
  );
}

/** The χ² of replicate r of a seed: stream 2r + 1. */
export function replicateChiSquared(seed: number): (df: number, replicate: number) => number {
  return (df, r) => (df > 0 ? randomStream(seed, 2 * r + 1).chiSquared(df) : 0);
}

/** Throws unless a count of replicates is a positive whole number that streams can tell apart. */
export function checkCount(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least && value < 2 ** 52) return;
  throw new BlupError(
    'option',
    `${what} must be a whole number of at least ${least}, not ${value}`,
    {
      value,
    },
  );
}

export function throwCancelled(): never {
  throw new BlupError('cancelled', 'the simulation was cancelled by onProgress');
}

/** Refits replicates first … first + count − 1 of the source. */
export function drawRefits(
  source: Source,
  range: { readonly first: number; readonly count: number; readonly seed: number },
  onProgress: ReplicateProgress | undefined,
): Refits {
  const refits = refitReplicates(
    source.space.products,
    source.reml,
    source.from,
    { ...range, chiSquared: replicateChiSquared(range.seed) },
    onProgress,
  );
  return refits ?? throwCancelled();
}
