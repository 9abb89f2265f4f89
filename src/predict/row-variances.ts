import { innerTheta } from '../engine/draw.ts';
import { factorMatrices } from '../engine/evaluate.ts';
import { predictionVariances } from '../engine/prediction-variances.ts';
import { product, transpose } from '../engine/small-matrix.ts';
import { templatesOf } from '../engine/templates.ts';
import type { Model, VarianceInformation } from '../fit/model.ts';
import { bilinear } from '../inference/terms/hypothesis.ts';
import { NEW_LEVEL } from './known-levels.ts';
import type { RowVectors } from './prediction-vectors.ts';

/** Variances of predictions, σ² included, and their degrees of freedom where these were asked for. */
interface RowVariances {
  /** Of the predicted mean. */
  readonly mean: Float64Array;
  /** Of the quantity that the interval is for: the mean, or an observation. */
  readonly total: Float64Array;
  /** Satterthwaite's degrees of freedom of `total`. */
  readonly df?: Float64Array;
}

/** total += ‖T̃ᵀz̃‖² of the vectors whose flag is `flag`. */
function addNewGroups(
  { inner, added }: RowVectors,
  templates: readonly Float64Array[],
  flag: number,
  total: Float64Array,
): void {
  templates.forEach((template, t) => {
    const flags = added[t];
    if (flags === undefined) return;
    const k = Math.round(Math.sqrt(template.length));
    for (let i = 0; i < flags.length; i++) {
      if (flags[i] !== flag) continue;
      for (let c = 0; c < k; c++) {
        let sum = 0;
        for (let r = c; r < k; r++) sum += template[c * k + r] * inner[t][i * k + r];
        total[i] += sum * sum;
      }
    }
  });
}

/** Relative step of the differences; their error is its square, rounding is amplified by its inverse. */
const STEP = 1e-4;

/** The entries of θ in which variances are differentiated, with steps and the templates on either side. */
interface Moves {
  readonly moved: readonly number[];
  readonly steps: readonly number[];
  /** At the estimates, then two for each entry: θ + h, θ − h. */
  readonly templates: readonly (readonly Float64Array[])[];
}

function movesOf(model: Model, information: VarianceInformation | undefined): Moves {
  const products = model.crossProducts;
  const theta = innerTheta(products.terms, model.theta);
  const moved = Array.from(theta.keys()).filter(
    (k) => information !== undefined && information.covariance[k * (information.size + 1)] > 0,
  );
  const steps = moved.map((k) => STEP * Math.max(Math.abs(theta[k]), 0.1));
  const points = moved.flatMap((k, i) =>
    [1, -1].map((sign) => {
      const point = theta.slice();
      point[k] += sign * steps[i];
      return point;
    }),
  );
  return {
    moved,
    steps,
    templates: [theta, ...points].map((point) => templatesOf(products.terms, point)),
  };
}

/**
 * Variances at the estimates. With g(φ) the variance of a prediction as a function of the variance parameters φ = (θ, log σ)
 * and C their asymptotic covariance, Satterthwaite's degrees of freedom are 2g²/(∇gᵀC∇g) (Giesbrecht & Burns 1985,
 * Biometrics 41): for fixed effects the usual ones, for predicted random effects as Kackar & Harville (1984), J. Am. Stat.
 * Assoc. 79, let variance estimates enter a prediction variance. ∇ by central differences in θ, exact in log σ.
 *
 * @param noise for intervals of observations: 1/w of each vector; the variance of the terms left out is added too
 */
export function rowVariances(
  model: Model,
  rows: RowVectors,
  noise: Float64Array | undefined,
  withDf: boolean,
): RowVariances {
  if (rows.vectors.levels.every((level) => level === NEW_LEVEL)) {
    return fixedVariances(model, rows, noise, withDf);
  }
  const products = model.crossProducts;
  const information = withDf ? model.varianceInformation : undefined;
  const { moved, steps, templates } = movesOf(model, information);
  const means = predictionVariances(
    products,
    templates.map((own) => factorMatrices(products, own)),
    rows.vectors,
  );
  means.forEach((mean, i) => {
    addNewGroups(rows, templates[i], 1, mean);
  });
  const totals =
    noise === undefined
      ? means
      : means.map((mean, i) => {
          const total = mean.map((v, at) => v + noise[at]);
          addNewGroups(rows, templates[i], 2, total);
          return total;
        });
  const variance = model.sigma ** 2;
  const scaled = {
    mean: means[0].map((v) => v * variance),
    total: totals[0].map((v) => v * variance),
  };
  if (information === undefined) return scaled;
  const { size, covariance } = information;
  const df = totals[0].map((v, at) => {
    const gradient = new Float64Array(size);
    moved.forEach((k, i) => {
      gradient[k] = (totals[2 * i + 1][at] - totals[2 * i + 2][at]) / (2 * steps[i] * v);
    });
    gradient[size - 1] = 2;
    return 2 / bilinear(covariance, gradient, gradient, size);
  });
  return { ...scaled, df };
}

/**
 * The same where no predicted effect takes part, so that the covariance matrix of the fixed effects and its gradient are enough: no
 * factorisation, and nothing of the groups is needed. Variances of new groups are quadratic in θ, so that their differences are exact.
 */
function fixedVariances(
  model: Model,
  rows: RowVectors,
  noise: Float64Array | undefined,
  withDf: boolean,
): RowVariances {
  const { kept, triangle } = model.crossProducts;
  const p = kept.length;
  const { count, fixed } = rows.vectors;
  const information = withDf ? model.varianceInformation : undefined;
  const { moved, steps, templates } = movesOf(model, information);
  const variance = model.sigma ** 2;
  // The vectors are in the engine's basis: x = Rᵀx̃.
  const back = transpose(triangle, p, p);
  const inner = (matrix: Float64Array) =>
    product(triangle, product(matrix, back, p, p, p), p, p, p);
  const ofFixed = (matrix: Float64Array): Float64Array => {
    const own = inner(matrix);
    return Float64Array.from({ length: count }, (_, i) => {
      const x = fixed.subarray(i * p, (i + 1) * p);
      return bilinear(own, x, x, p);
    });
  };
  const ofGroups = (at: number, flags: readonly number[]): Float64Array => {
    const sum = new Float64Array(count);
    for (const flag of flags) addNewGroups(rows, templates[at], flag, sum);
    return sum.map((v) => v * variance);
  };
  const taken = noise === undefined ? [1] : [1, 2];
  const own = ofFixed(model.fixed.vcov);
  const groups = ofGroups(0, [1]);
  const all = ofGroups(0, taken);
  const mean = own.map((v, i) => v + groups[i]);
  const total = own.map((v, i) => v + all[i] + variance * (noise?.[i] ?? 0));
  if (information === undefined) return { mean, total };
  const { size, covariance, vcovGradient } = information;
  const slopes = moved.map((k, i) => {
    const [above, below] = [ofGroups(2 * i + 1, taken), ofGroups(2 * i + 2, taken)];
    return ofFixed(vcovGradient[k]).map((v, at) => v + (above[at] - below[at]) / (2 * steps[i]));
  });
  const df = total.map((v, at) => {
    const gradient = new Float64Array(size);
    moved.forEach((k, i) => {
      gradient[k] = slopes[i][at] / v;
    });
    gradient[size - 1] = 2;
    return 2 / bilinear(covariance, gradient, gradient, size);
  });
  return { mean, total, df };
}
