import type { Model } from '../fit/model.ts';
import { varianceParts } from './variance-parts.ts';

/** Intraclass correlations of a model. */
export interface Icc {
  /** Random variance over random plus residual variance: what grouping explains of what the fixed effects leave. */
  readonly adjusted: number;
  /** Random variance over all variance, that of the fixed effects included. */
  readonly unadjusted: number;
  /** Adjusted, for each grouping factor alone, in formula order; they add up to `adjusted`. */
  readonly groups: readonly { readonly group: string; readonly value: number }[];
}

/**
 * Intraclass correlation. With one random intercept it is τ/(τ + σ²), the correlation of two observations of one group. With
 * several factors, variances add up; with random slopes the random variance is its mean over the rows.
 *
 * Nakagawa, Johnson & Schielzeth (2017), J. R. Soc. Interface 14, 20170213; see `varianceParts`.
 */
export function icc(model: Model): Icc {
  const { fixed, random, residual } = varianceParts(model);
  const total = random.reduce((sum, x) => sum + x, 0);
  const names = [...new Set(model.random.map(({ group }) => group))];
  return {
    adjusted: total / (total + residual),
    unadjusted: total / (fixed + total + residual),
    groups: names.map((group) => {
      const own = random.filter((_, t) => model.random[t].group === group);
      return { group, value: own.reduce((sum, x) => sum + x, 0) / (total + residual) };
    }),
  };
}
