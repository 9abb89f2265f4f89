import { inverseDefinite } from '../../engine/small-matrix.ts';
import { BlupError } from '../../errors/blup-error.ts';
import { checkLinear } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { fTail } from '../distributions/f-distribution.ts';
import type { ClusterScore } from './cluster-scores.ts';
import { checkContrast, isDetermined } from './robust-tests.ts';
import { type RobustOptions, robustParts } from './robust-vcov.ts';
import { contrastInBasis, workingMoments } from './working-moments.ts';

/** Robust F-test of several linear combinations of the fixed effects at once. */
export interface RobustContest {
  readonly kind: 'robust-contest';
  readonly f: number;
  /** Rank of the hypothesis. */
  readonly numDf: number;
  readonly denDf: number;
  readonly p: number;
  /** F over the Wald statistic per row: below 1, for the robust covariance matrix is itself estimated. */
  readonly scaling: number;
}

/** A row that depends on the others to this share is left out of the hypothesis. */
const DEPENDENT = 1e-10;

/**
 * Approximate Hotelling T² test of Lβ = 0 with a cluster-robust covariance matrix.
 *
 * Under the working model the normalised matrix is close to a Wishart matrix with η = q(q + 1)/ΣΣ Var degrees of freedom;
 * then (η − q + 1)/(η q) · W is F with q and η − q + 1, W the Wald statistic (Pustejovsky & Tipton 2018). With
 * one row it is the square of the t-test of `robustContrast`.
 *
 * @param rows the rows of L: one number for each estimated fixed effect; rows that depend on earlier ones are left out
 * @throws as `robustVcov`; `input` for rows of the wrong length, all zero, or when the clusters are too few for that many
 * rows (η ≤ q − 1)
 */
export function robustContest(
  model: Model,
  rows: readonly ArrayLike<number>[],
  options: RobustOptions = {},
): RobustContest {
  checkLinear(model, 'robustContest()');
  for (const row of rows) checkContrast(model, row);
  const parts = robustParts(model, options);
  const all = rows.map((row) => contrastInBasis(parts.triangle, row));
  const orthonormal = independent(all);
  if (orthonormal.length === 0) {
    throw new BlupError('input', 'the hypothesis has no row with a number other than 0', {
      value: rows.length,
    });
  }
  const q = orthonormal.length;
  if (orthonormal.some((c) => isDetermined(parts, c))) {
    throw new BlupError(
      'input',
      `single clusters (${parts.clusters.name}) determine part of the hypothesis, so it has no robust test`,
      { value: q },
    );
  }
  const contrasts = normalised(orthonormal, workingMoments(parts, orthonormal).mean);
  const { variance } = workingMoments(parts, contrasts);
  const eta = (q * (q + 1)) / variance.reduce((sum, x) => sum + x, 0);
  const denDf = eta - q + 1;
  // The basis of the scores has β = triangle · β_user.
  const p = model.fixed.names.length;
  const beta = Float64Array.from({ length: p }, (_, r) => {
    let sum = 0;
    for (let c = r; c < p; c++) sum += parts.triangle[c * p + r] * model.fixed.estimates[c];
    return sum;
  });
  const inverse = denDf > 0 ? inverseDefinite(covarianceOf(parts.scores, contrasts), q) : undefined;
  if (inverse === undefined) {
    throw new BlupError(
      'input',
      `a hypothesis of ${q} rows needs more than ${parts.clusters.count} clusters of ${parts.clusters.name} as uneven as these`,
      { value: q, clusters: parts.clusters.count, eta },
    );
  }
  const estimates = contrasts.map((c) => c.reduce((sum, x, i) => sum + x * beta[i], 0));
  let wald = 0;
  for (let s = 0; s < q; s++) {
    for (let t = 0; t < q; t++) wald += estimates[s] * inverse[t * q + s] * estimates[t];
  }
  const scaling = denDf / eta;
  const f = (scaling * wald) / q;
  return { kind: 'robust-contest', f, numDf: q, denDf, p: fTail(f, q, denDf), scaling };
}

/** An orthonormal basis of the span of some vectors, by Gram–Schmidt, twice. */
function independent(vectors: readonly Float64Array[]): Float64Array[] {
  const basis: Float64Array[] = [];
  for (const vector of vectors) {
    const v = vector.slice();
    for (let pass = 0; pass < 2; pass++) {
      for (const b of basis) {
        const share = v.reduce((sum, x, i) => sum + x * b[i], 0);
        for (let i = 0; i < v.length; i++) v[i] -= share * b[i];
      }
    }
    const length = Math.hypot(...v);
    if (length > DEPENDENT * Math.hypot(...vector)) basis.push(v.map((x) => x / length));
  }
  return basis;
}

/** The vectors recombined so that their expected robust covariance matrix is I. */
function normalised(vectors: readonly Float64Array[], mean: Float64Array): Float64Array[] {
  const q = vectors.length;
  const l = new Float64Array(q * q);
  const result: Float64Array[] = [];
  for (let s = 0; s < q; s++) {
    const v = vectors[s].slice();
    let pivot = mean[s * q + s];
    for (let t = 0; t < s; t++) {
      let entry = mean[t * q + s];
      for (let k = 0; k < t; k++) entry -= l[k * q + s] * l[k * q + t];
      entry /= l[t * q + t];
      l[t * q + s] = entry;
      pivot -= entry * entry;
      for (let i = 0; i < v.length; i++) v[i] -= entry * result[t][i];
    }
    l[s * q + s] = Math.sqrt(pivot);
    result.push(v.map((x) => x / l[s * q + s]));
  }
  return result;
}

/** C V̂ Cᵀ for contrasts in the basis of the scores. */
function covarianceOf(
  scores: readonly ClusterScore[],
  contrasts: readonly Float64Array[],
): Float64Array {
  const q = contrasts.length;
  const covariance = new Float64Array(q * q);
  for (const { score } of scores) {
    const sums = contrasts.map((c) => c.reduce((sum, x, i) => sum + x * score[i], 0));
    for (let t = 0; t < q; t++) {
      for (let s = 0; s < q; s++) covariance[t * q + s] += sums[s] * sums[t];
    }
  }
  return covariance;
}
