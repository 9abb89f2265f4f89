import { BlupError } from '../../errors/blup-error.ts';
import { normalTail } from '../distributions/normal.ts';
import { normalQuantile } from '../distributions/normal-quantile.ts';
import { checkLevel } from '../level.ts';
import type { Bootstrap } from './bootstrap.ts';

/** Kinds of bootstrap interval. */
export type BootstrapIntervalType = 'percentile' | 'basic' | 'normal' | 'bca';

/** How intervals are made of replicates. */
export interface BootstrapIntervalOptions {
  /** Confidence level; default 0.95. */
  readonly level?: number;
  /** Default `percentile`, as `confint(method = "boot")` in lme4. */
  readonly type?: BootstrapIntervalType;
  /** Acceleration of each statistic, for `bca`: see `jackknifeAcceleration`. */
  readonly acceleration?: ArrayLike<number>;
}

/** Limits of one statistic. */
export interface BootstrapInterval {
  readonly name: string;
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

const types: readonly string[] = ['percentile', 'basic', 'normal', 'bca'];

/**
 * The α-quantile of sorted replicates, interpolated on the scale of normal quantiles between ranks (R + 1)α: Davison &
 * Hinkley (1997), Bootstrap Methods and their Application, eq. 5.8. Beyond the ends it is the end.
 */
function quantile(sorted: Float64Array, alpha: number): number {
  const count = sorted.length;
  const rank = (count + 1) * alpha;
  const k = Math.floor(rank + 1e-12);
  if (k < 1) return sorted[0];
  if (k >= count) return sorted[count - 1];
  if (Math.abs(rank - k) <= 1e-12) return sorted[k - 1];
  const below = normalQuantile(k / (count + 1));
  const above = normalQuantile((k + 1) / (count + 1));
  const share = (normalQuantile(alpha) - below) / (above - below);
  return sorted[k - 1] + share * (sorted[k] - sorted[k - 1]);
}

function limits(
  sorted: Float64Array,
  original: number,
  bias: number,
  standardError: number,
  alpha: number,
  type: BootstrapIntervalType,
  acceleration: number,
): [number, number] {
  switch (type) {
    case 'percentile':
      return [quantile(sorted, alpha), quantile(sorted, 1 - alpha)];
    case 'basic':
      return [2 * original - quantile(sorted, 1 - alpha), 2 * original - quantile(sorted, alpha)];
    case 'normal': {
      const half = normalQuantile(1 - alpha) * standardError;
      return [original - bias - half, original - bias + half];
    }
    case 'bca': {
      const below = sorted.reduce(
        (sum, x) => sum + (x < original ? 1 : x === original ? 0.5 : 0),
        0,
      );
      const shift = normalQuantile(below / sorted.length);
      if (!Number.isFinite(shift)) return [Number.NaN, Number.NaN];
      const at = (z: number): number => {
        const moved = shift + z;
        return quantile(sorted, 1 - normalTail(shift + moved / (1 - acceleration * moved)));
      };
      return [at(normalQuantile(alpha)), at(normalQuantile(1 - alpha))];
    }
  }
}

/**
 * Confidence intervals from bootstrap replicates (Efron 1987; Davison & Hinkley 1997, chapter 5), as `boot.ci` in R:
 *
 *     percentile   quantiles of the replicates
 *     basic        2t − quantiles
 *     normal       t − bias ± z · standard error
 *     bca          percentile with bias correction and acceleration; replicates equal to t count as half below it
 *
 * Replicates in which a statistic is not a number (failed refits, correlations of a zero variance) are left out for that
 * statistic; limits are NaN when fewer than two are left, or when `bca` finds the original beyond all replicates.
 *
 * @throws `option` for a level outside (0, 1), an unknown type, or `bca` without acceleration
 */
export function bootstrapInterval(
  boot: Bootstrap,
  options: BootstrapIntervalOptions = {},
): BootstrapInterval[] {
  const { level = 0.95, type = 'percentile', acceleration } = options;
  checkLevel(level);
  if (!types.includes(type)) {
    throw new BlupError('option', `type must be one of ${types.join(', ')}, not ${String(type)}`, {
      value: type,
    });
  }
  const k = boot.names.length;
  if (type === 'bca' && acceleration?.length !== k) {
    throw new BlupError(
      'option',
      'bca intervals need the acceleration of each statistic: acceleration: jackknifeAcceleration(model, statistic)',
      { value: acceleration?.length },
    );
  }
  return boot.names.map((name, j) => {
    const estimate = boot.original[j];
    const sorted = boot.replicates.filter((x, at) => at % k === j && Number.isFinite(x)).toSorted();
    if (sorted.length < 2 || !Number.isFinite(estimate)) {
      return { name, estimate, lower: Number.NaN, upper: Number.NaN };
    }
    const [lower, upper] = limits(
      sorted,
      estimate,
      boot.bias[j],
      boot.standardErrors[j],
      (1 - level) / 2,
      type,
      acceleration?.[j] ?? 0,
    );
    return { name, estimate, lower, upper };
  });
}
