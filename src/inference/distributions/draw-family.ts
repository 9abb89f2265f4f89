import type { FamilyName, LinkName } from '../../family/family.ts';
import { inverseLink } from '../../family/link.ts';
import { categoryProbability } from '../../family/ordinal.ts';
import type { RandomStream } from './random.ts';

/** A distribution of responses given the linear predictor. */
export interface ResponseDistribution {
  readonly family: FamilyName;
  readonly link: LinkName;
  /** Of families that have one, as `model.dispersion`; default 1. */
  readonly dispersion?: number;
  /** Of ordinal responses. */
  readonly thresholds?: ArrayLike<number>;
}

/** Gamma with shape `a` and scale 1, above 0 whatever rounding does. */
function gamma({ chiSquared }: RandomStream, a: number): number {
  return Math.max(0.5 * chiSquared(2 * a), Number.MIN_VALUE);
}

/** Few enough to be drawn one by one. */
const FEW = 12;

/**
 * Binomial numbers: order statistics of n uniform ones split the trials until few are left (Ahrens & Dieter 1974, Computing
 * 12, 223–246).
 */
export function binomial(stream: RandomStream, trials: number, chance: number): number {
  let n = trials;
  let p = chance;
  let count = 0;
  while (n > FEW) {
    const a = 1 + Math.floor(n / 2);
    const b = n + 1 - a;
    const x = gamma(stream, a);
    const middle = x / (x + gamma(stream, b));
    if (middle >= p) {
      n = a - 1;
      p /= middle;
    } else {
      count += a;
      n = b - 1;
      p = (p - middle) / (1 - middle);
    }
  }
  for (let i = 0; i < n; i++) if (stream.uniform() < p) count++;
  return count;
}

/** Poisson numbers: gamma waiting times of 7/8 of the mean, the rest by single waiting times (Ahrens & Dieter 1974). */
export function poisson(stream: RandomStream, mean: number): number {
  let left = mean;
  let count = 0;
  while (left > FEW) {
    const step = Math.floor((7 * left) / 8);
    const time = gamma(stream, step);
    if (time >= left) return count + binomial(stream, step - 1, left / time);
    count += step;
    left -= time;
  }
  const limit = Math.exp(-left);
  for (let product = stream.uniform(); product > limit; product *= stream.uniform()) count++;
  return count;
}

/** Michael, Schucany & Haas (1976), Am. Stat. 30, 88–90; variance φμ³. */
function inverseGaussian({ normal, uniform }: RandomStream, mu: number, phi: number): number {
  const v = phi * mu * normal() ** 2;
  // The smaller root of the quadratic equation, without cancellation.
  const x = mu / (1 + 0.5 * v + Math.sqrt(v + 0.25 * v * v));
  return uniform() <= mu / (mu + x) ? x : (mu * mu) / x;
}

function beta(stream: RandomStream, mu: number, precision: number): number {
  const a = gamma(stream, mu * precision);
  const x = a / (a + gamma(stream, (1 - mu) * precision));
  // Shares of exactly 0 and 1 have no beta density.
  return Math.min(Math.max(x, Number.EPSILON), 1 - Number.EPSILON);
}

function drawMean(
  stream: RandomStream,
  family: FamilyName,
  mu: number,
  d: number,
  trials: number,
): number {
  switch (family) {
    case 'binomial':
      return mu <= 1 ? binomial(stream, trials, mu) : Number.NaN;
    case 'poisson':
      return poisson(stream, mu);
    case 'negative-binomial-1':
      return poisson(stream, d * gamma(stream, mu / d));
    case 'negative-binomial-2':
      return poisson(stream, (mu / d) * gamma(stream, d));
    case 'gamma':
      return mu * d * gamma(stream, 1 / d);
    case 'inverse-gaussian':
      return inverseGaussian(stream, mu, d);
    case 'beta':
      return mu < 1 ? beta(stream, mu, d) : Number.NaN;
    default:
      return Number.NaN;
  }
}

/**
 * Draws one response after the other: successes of `trials`, counts, numbers, or the category from 0.
 *
 * NaN where the linear predictor is missing, or has no mean that the family allows.
 */
export function responseDrawer(
  distribution: ResponseDistribution,
): (stream: RandomStream, eta: number, trials: number) => number {
  const { family, link, dispersion = 1, thresholds = [] } = distribution;
  if (family === 'ordinal') {
    return ({ uniform }, eta) => {
      if (!Number.isFinite(eta)) return Number.NaN;
      let left = uniform();
      for (let k = 0; k < thresholds.length; k++) {
        left -= categoryProbability(link, thresholds, k, eta);
        if (left < 0) return k;
      }
      return thresholds.length;
    };
  }
  if (family === 'gaussian') {
    const sd = Math.sqrt(dispersion);
    return ({ normal }, eta) => inverseLink(link, eta) + sd * normal();
  }
  return (stream, eta, trials) => {
    const mu = inverseLink(link, eta);
    // A mean that has rounded to 0 is as good as one.
    const least = mu === 0 && family !== 'binomial' ? Number.MIN_VALUE : mu;
    if (!(least >= 0 && least < Number.POSITIVE_INFINITY)) return Number.NaN;
    return drawMean(stream, family, least, dispersion, trials);
  };
}
