import { BlupError } from '../errors/blup-error.ts';
import { incompleteBeta } from '../inference/distributions/incomplete-beta.ts';
import { normalTail } from '../inference/distributions/normal.ts';
import { normalQuantile } from '../inference/distributions/normal-quantile.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { checkLevel } from '../inference/level.ts';

/** Bands around a quantile–quantile plot of independent standard normal numbers; arrays of equal length, ascending. */
export interface NormalBand {
  readonly theoretical: Float64Array;
  /** Each order statistic by itself lies between these with probability `level`. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** All of them together do. */
  readonly simultaneousLower: Float64Array;
  readonly simultaneousUpper: Float64Array;
}

/** How bands are made. */
export interface BandOptions {
  /** Default 0.95. */
  readonly level?: number;
  /** Draws that calibrate the simultaneous band; default 1000. */
  readonly nsim?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Quantiles at which order statistics of n normal numbers are plotted, as R's `qqnorm`: (i − a)/(n + 1 − 2a). */
export function plottingPosition(i: number, n: number): number {
  const a = n <= 10 ? 3 / 8 : 1 / 2;
  return normalQuantile((i + 1 - a) / (n + 1 - 2 * a));
}

/** Order statistics looked at: all of few; of many the ends and 180 at even distances of the normal scale. Counted from 1. */
function orders(n: number): number[] {
  if (n <= 220) return Array.from({ length: n }, (_, i) => i + 1);
  const chosen = new Set<number>();
  for (let i = 1; i <= 20; i++) chosen.add(i).add(n + 1 - i);
  const end = plottingPosition(n - 1, n);
  for (let s = 0; s < 180; s++) {
    const wanted = -end + (2 * end * s) / 179;
    let low = 1;
    let high = n;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (plottingPosition(middle - 1, n) < wanted) low = middle + 1;
      else high = middle;
    }
    chosen.add(low).add(n + 1 - low);
  }
  return [...chosen].toSorted((a, b) => a - b);
}

/** Distribution function of the i-th of n ordered uniform numbers. */
function orderTails(u: number, i: number, n: number): { lower: number; upper: number } {
  if (u <= 0.5) return incompleteBeta(u, i, n + 1 - i);
  const turned = incompleteBeta(1 - u, n + 1 - i, i);
  return { lower: turned.upper, upper: turned.lower };
}

/** Normal quantile of the u with P(U₍ᵢ₎ ≤ u) = alpha, by bisection of the normal scale. */
function orderQuantile(alpha: number, i: number, n: number): number {
  let low = -12;
  let high = 12;
  for (let step = 0; step < 36; step++) {
    const middle = (low + high) / 2;
    // On the right the complement keeps its digits: 1 − U₍ᵢ₎ is an order statistic too.
    const below =
      middle <= 0
        ? orderTails(normalTail(-middle), i, n).lower
        : orderTails(normalTail(middle), n + 1 - i, n).upper;
    if (below < alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Level of the pointwise intervals that together hold all orders with probability `level`, by simulation.
 *
 * @param lower, upper the pointwise intervals of probability `level`, as normal quantiles
 */
function pointwiseLevel(
  at: readonly number[],
  n: number,
  level: number,
  [lower, upper]: readonly [Float64Array, Float64Array],
  { nsim, seed }: { readonly nsim: number; readonly seed: number },
) {
  const uniform = (z: number) => (z <= 0 ? normalTail(-z) : 1 - normalTail(z));
  const from = lower.map(uniform);
  const to = upper.map(uniform);
  const minima = new Float64Array(nsim);
  const sums = new Float64Array(at.length);
  for (let s = 0; s < nsim; s++) {
    const { chiSquared } = randomStream(seed, s);
    // Ordered uniform numbers are partial sums of exponential ones over their total.
    let total = 0;
    let before = 0;
    for (let k = 0; k < at.length; k++) {
      total += chiSquared(2 * (at[k] - before));
      before = at[k];
      sums[k] = total;
    }
    total += chiSquared(2 * (n + 1 - before));
    let least = 1;
    for (let k = 0; k < at.length; k++) {
      const u = sums[k] / total;
      // The level looked for is smaller than that of the pointwise intervals: what lies inside does not matter.
      if (u > from[k] && u < to[k]) continue;
      const tails = orderTails(u, at[k], n);
      least = Math.min(least, 2 * tails.lower, 2 * tails.upper);
    }
    minima[s] = least;
  }
  minima.sort();
  return minima[Math.max(Math.floor((1 - level) * (nsim + 1)) - 1, 0)];
}

/**
 * Pointwise and simultaneous bands for the order statistics of n independent standard normal numbers. The pointwise ones are exact, from the beta
 * distribution of ordered uniform numbers; the simultaneous one has the pointwise level at which all orders are inside together with
 * the wanted probability, found by simulation (Aldor-Noiman, Brown, Buja, Rolke & Stine 2013, Am. Stat. 67, 249–260).
 *
 * Of more than 220 numbers some 200 orders are looked at, all the extreme ones among them; draw lines between them.
 *
 * @throws `option`
 */
export function normalBand(n: number, options: BandOptions = {}): NormalBand {
  const { level = 0.95, nsim = 1000, seed = 1 } = options;
  checkLevel(level);
  if (!Number.isSafeInteger(nsim) || nsim < 20) {
    throw new BlupError('option', `nsim must be a whole number of at least 20, not ${nsim}`, {
      value: nsim,
    });
  }
  const at = orders(n);
  const alpha = (1 - level) / 2;
  // The orders are symmetric, so that the upper edge is the lower one turned round.
  const lowerEdge = (share: number) => Float64Array.from(at, (i) => orderQuantile(share, i, n));
  const turned = (edge: Float64Array) => edge.toReversed().map((z) => -z);
  const lower = lowerEdge(alpha);
  const gamma = pointwiseLevel(at, n, level, [lower, turned(lower)], { nsim, seed }) / 2;
  const simultaneousLower = lowerEdge(gamma);
  return {
    theoretical: Float64Array.from(at, (i) => plottingPosition(i - 1, n)),
    lower,
    upper: turned(lower),
    simultaneousLower,
    simultaneousUpper: turned(simultaneousLower),
  };
}
