import type { LinkName } from '../family/family.ts';
import type { GeneralisedModel } from '../fit/generalised-model.ts';
import { bilinear } from '../inference/terms/hypothesis.ts';
import { type Deviation, deviationOf } from './deviation.ts';
import type { GroupUncertainty } from './group-uncertainty.ts';
import { populationMean } from './population-mean.ts';
import type { PredictionRows } from './prediction-rows.ts';

/** Chances of all categories of an ordinal response, category c of row i at [i·K + c]. */
interface ClassPredictions {
  readonly fit: Float64Array;
  readonly se: Float64Array;
}

const NOTHING = { value: 0, byEta: 0, byDeviation: 0 };

/** P(y ≤ k) over the random effects that are averaged out, with its slopes by the threshold and by their deviation. */
function cumulative(link: LinkName, thresholds: Float64Array, k: number, eta: number, s: number) {
  if (k < 0) return NOTHING;
  if (k === thresholds.length) return { ...NOTHING, value: 1 };
  // Both links are symmetric, and so is the random effect: F(τ − η − sz).
  const { mean, byEta, byDeviation } = populationMean(link, thresholds[k] - eta, s);
  return { value: mean, byEta, byDeviation };
}

/** Adds the slopes of one P(y ≤ k) to those by (β, θ, auxiliary). */
function addSlopes(
  slopes: Float64Array,
  { byEta, byDeviation }: typeof NOTHING,
  sign: number,
  k: number,
  x: readonly number[],
  deviation: Deviation,
  auxiliary: Float64Array,
): void {
  const size = slopes.length;
  const from = size - auxiliary.length;
  x.forEach((value, j) => {
    slopes[j] -= sign * byEta * value;
  });
  for (let t = x.length; t < from; t++) slopes[t] += sign * byDeviation * deviation.slopes[t];
  // τ_k = a₁ + e^{a₂} + … + e^{a_k}
  for (let a = 0; a <= k && a < auxiliary.length; a++) {
    slopes[from + a] += sign * byEta * (a === 0 ? 1 : Math.exp(auxiliary[a]));
  }
}

/**
 * P(y = c) of each row, with standard errors by the delta method in all parameters; where random effects are averaged out, the variances
 * are among these.
 *
 * @param averaged whether the chances are means over the population, else those at the linear predictor
 * @param groups what is uncertain about the groups whose effects the linear predictor has
 */
export function predictClasses(
  model: GeneralisedModel,
  rows: PredictionRows,
  eta: Float64Array,
  selected: readonly boolean[],
  averaged: boolean,
  withSe: boolean,
  groups: GroupUncertainty | undefined,
): ClassPredictions {
  const { link, thresholds, covariance, auxiliary } = model;
  const cuts = thresholds?.estimates ?? new Float64Array(0);
  const p = model.fixed.names.length;
  const size = p + model.theta.length + auxiliary.length;
  const count = cuts.length + 1;
  const fit = new Float64Array(rows.n * count);
  const se = new Float64Array(rows.n * count);
  for (let i = 0; i < rows.n; i++) {
    const deviation = averaged
      ? deviationOf(model, rows, selected, i, size)
      : { s: 0, slopes: new Float64Array(size) };
    const x = rows.fixed.map((column) => column[i]);
    let below = cumulative(link, cuts, -1, eta[i], deviation.s);
    for (let c = 0; c < count; c++) {
      const above = cumulative(link, cuts, c, eta[i], deviation.s);
      fit[i * count + c] = above.value - below.value;
      if (withSe && covariance !== undefined) {
        const slopes = new Float64Array(size);
        addSlopes(slopes, above, 1, c, x, deviation, auxiliary);
        addSlopes(slopes, below, -1, c - 1, x, deviation, auxiliary);
        const byPredictor = below.byEta - above.byEta;
        groups?.addSlopes(slopes, i, byPredictor);
        const given = byPredictor ** 2 * (groups?.conditional[i] ?? 0);
        const square = bilinear(covariance, slopes, slopes, size) + given;
        se[i * count + c] = Math.sqrt(Math.max(0, square));
      }
      below = above;
    }
  }
  return { fit, se };
}
