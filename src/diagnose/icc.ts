import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { levelCount } from '../fit/kept.ts';
import type { Interval } from '../inference/intervals/interval.ts';
import { checkLevel } from '../inference/level.ts';
import { iccIntervals } from './icc-intervals.ts';
import { varianceParts } from './variance-parts.ts';

/** Options of `icc`. */
export interface IccOptions {
  /** Intervals of the adjusted shares; default `'none'`. */
  readonly interval?: 'none' | 'profile' | 'wald';
  /** Default 0.95. */
  readonly level?: number;
}

/** Share of one grouping factor. */
export interface GroupIcc {
  readonly group: string;
  /** Variance of this factor over random plus residual variance; these add up to `adjusted`. */
  readonly value: number;
  readonly interval?: Interval;
  readonly levels: number;
  /** Mean number of observations of a level. */
  readonly meanSize: number;
  /**
   * 1 + (mean size − 1) · value: by what factor the variance of an overall mean exceeds that of as many independent observations
   * (Kish 1965, § 5.4).
   */
  readonly designEffect: number;
}

/** Intraclass correlations of a model. */
export interface Icc {
  /** Random variance over random plus residual variance: what grouping explains of what the fixed effects leave. */
  readonly adjusted: number;
  /** Random variance over all variance, that of the fixed effects included. */
  readonly unadjusted: number;
  /** Adjusted, for each grouping factor alone, in formula order. */
  readonly groups: readonly GroupIcc[];
  /** Of `adjusted`, when asked for. */
  readonly interval?: Interval;
  /** Of the intervals, when asked for. */
  readonly level?: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

/**
 * Intraclass correlation. With one random intercept it is τ/(τ + σ²), the correlation of two observations of one group. With
 * several factors, variances add up; with random slopes the random variance is its mean over the rows.
 *
 *     icc(model, { interval: 'profile' })
 *
 * Nakagawa, Johnson & Schielzeth (2017), J. R. Soc. Interface 14, 20170213; see `varianceParts`. Intervals by `confint`, of the
 * very same share.
 *
 * Of binomial and ordinal models on the latent scale. Their Wald intervals are symmetric on the scale of the logit; profile intervals are
 * for those with one random intercept (or another single coefficient), whose standard deviation they follow.
 *
 * @throws `option` for an unknown kind of interval, one that the model does not have, or a level outside (0, 1); `input` for generalised
 *   models without a latent variable; `no-rows-kept` for intervals of a loaded generalised model with random slopes, and for profiles
 */
export function icc(model: AnyModel, options: IccOptions = {}): Icc {
  const { interval = 'none', level = 0.95 } = options;
  checkLevel(level);
  if (!['none', 'profile', 'wald'].includes(interval)) {
    throw new BlupError('option', `interval is "${interval}"; use "profile", "wald" or "none"`, {
      value: interval,
    });
  }
  if (interval === 'profile' && model.saved?.groups === false) {
    throw new BlupError(
      'no-groups-kept',
      'profile intervals need the groups, and the model was saved without them (groups: false); take interval "wald" or "none", ' +
        '--confint wald or none in the command',
      { value: interval },
    );
  }
  const { fixed, random, residual } = varianceParts(model);
  const total = sum(random);
  const names = [...new Set(model.random.map(({ group }) => group))];
  const [ofAll, ...ofGroups] =
    interval === 'none' ? [] : iccIntervals(model, names, interval, level);
  return {
    adjusted: total / (total + residual),
    unadjusted: total / (fixed + total + residual),
    groups: names.map((group, g) => {
      const levels = levelCount(
        model,
        model.random.findIndex((part) => part.group === group),
      );
      const mean = model.nobs / levels;
      const own = sum(random.filter((_, t) => model.random[t].group === group));
      const value = own / (total + residual);
      return {
        group,
        value,
        ...(ofGroups.length > 0 && { interval: ofGroups[g] }),
        levels,
        meanSize: mean,
        designEffect: 1 + (mean - 1) * value,
      };
    }),
    ...(ofAll !== undefined && { interval: ofAll, level }),
  };
}
