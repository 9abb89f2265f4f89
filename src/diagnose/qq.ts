import type { AnyModel } from '../fit/generalised-model.ts';
import { checkLinear } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';
import { type BandOptions, type NormalBand, normalBand, plottingPosition } from './normal-band.ts';
import { standardizedResiduals } from './standardized-residuals.ts';

/** A normal quantile–quantile plot as data: points and the bands around them. */
export interface NormalQq {
  /** Normal quantiles of the points, ascending. */
  readonly theoretical: Float64Array;
  /** The standardised values in ascending order. */
  readonly sample: Float64Array;
  /** Which value each point is: a position among the model's rows, or a level. */
  readonly index: Int32Array;
  readonly band: NormalBand;
  readonly level: number;
  /** Number of points outside the simultaneous band: 0 with probability `level` if the values are normal. */
  readonly outside: number;
}

/** The quantile–quantile plot of one random coefficient. */
export interface RanefQq extends NormalQq {
  readonly group: string;
  readonly name: string;
  readonly levels: readonly string[];
}

/** Options of quantile–quantile plots. */
export interface QqOptions extends BandOptions {
  /** As `standardizedResiduals`; of residuals only. */
  readonly type?: 'conditional' | 'marginal';
}

/** Linear interpolation in ascending `x`, which covers `at`. */
function interpolate(x: Float64Array, y: Float64Array, at: number): number {
  let low = 0;
  let high = x.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (x[middle] <= at) low = middle;
    else high = middle;
  }
  const width = x[high] - x[low];
  return width > 0 ? y[low] + ((y[high] - y[low]) * (at - x[low])) / width : y[low];
}

function qqOf(values: Float64Array, options: BandOptions, known?: NormalBand): NormalQq {
  const n = values.length;
  const index = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const theoretical = Float64Array.from(index, (_, i) => plottingPosition(i, n));
  const sample = Float64Array.from(index, (i) => values[i]);
  const band = known ?? normalBand(n, options);
  let outside = 0;
  theoretical.forEach((at, i) => {
    if (sample[i] < interpolate(band.theoretical, band.simultaneousLower, at)) outside++;
    if (sample[i] > interpolate(band.theoretical, band.simultaneousUpper, at)) outside++;
  });
  return { theoretical, sample, index, band, level: options.level ?? 0.95, outside };
}

/**
 * Normal quantile–quantile plot of the standardised residuals. The bands are those of independent standard normal numbers, which residuals are only nearly;
 * shrinkage of the random effects makes them look a little more normal than the errors are.
 *
 * @throws as `standardizedResiduals`; `option`
 */
export function qqResiduals(model: Model, options: QqOptions = {}): NormalQq {
  checkLinear(model, 'qqResiduals()');
  const { type = 'conditional' } = options;
  return qqOf(standardizedResiduals(model, { type }), options);
}

/** A coefficient whose predictions vary less than this share of its variance says nothing about normality. */
const NOTHING = 1e-8;

/**
 * Normal quantile–quantile plots of the predicted random effects, one for each coefficient of each term, every level in units of
 * its own deviation √(var(b) − var(b̂ − b)), so that levels with few rows and with many compare (Lange & Ryan 1989, Ann. Stat. 17, 624–642).
 * Of a generalised model the conditional variance takes the place of var(b̂ − b). Coefficients without estimated variance are left out.
 */
export function qqRanef(model: AnyModel, options: BandOptions = {}): RanefQq[] {
  const bands = new Map<number, NormalBand>();
  return model.random.flatMap((part) => {
    const { group, names, levels, covariance, effects } = part;
    const errors = model.kind === 'glmm' ? part.conditional : part.prediction;
    const k = names.length;
    return names.flatMap((name, c): RanefQq[] => {
      const variance = covariance[c * k + c];
      const own = levels.map((_, l) => variance - errors[l * k * k + c * k + c]);
      if (levels.length < 3 || !own.every((value) => value > NOTHING * variance)) return [];
      const values = Float64Array.from(own, (value, l) => effects[l * k + c] / Math.sqrt(value));
      const band = bands.get(levels.length) ?? normalBand(levels.length, options);
      bands.set(levels.length, band);
      return [{ group, name, levels, ...qqOf(values, options, band) }];
    });
  });
}
