import { solveUpper, transpose } from '../../engine/small-matrix.ts';
import { dot } from '../../number/dot.ts';
import { identityMatrix } from '../../number/identity-matrix.ts';
import type { ClusterScores } from './cluster-scores.ts';

/**
 * Moments of a robust covariance matrix C V̂ Cᵀ of q contrasts if the model is right, in units of σ²: with
 * p_sj = (I − H)_jᵀA_jᵀV_j⁻¹X_jMc_s the entry (s, t) is Σ_j p_sjᵀy yᵀp_tj.
 */
interface WorkingMoments {
  /** Expectation, q×q, column-major. */
  readonly mean: Float64Array;
  /** Variance of each entry, q×q. */
  readonly variance: Float64Array;
}

/** A contrast of the user's coefficients in the basis of the scores. */
export function contrastInBasis(triangle: Float64Array, l: ArrayLike<number>): Float64Array {
  const p = l.length;
  const rows = transpose(solveUpper(triangle, identityMatrix(p), p, p), p, p);
  const c = new Float64Array(p);
  for (let i = 0; i < p; i++) {
    if (l[i] !== 0) for (let r = 0; r < p; r++) c[r] += l[i] * rows[i * p + r];
  }
  return c;
}

/** The part of p_siᵀVp_tj that is on the diagonal, and the vectors u with the rest: δ_ij d_j − u_siᵀu_tj. */
interface Projected {
  /** X_jᵀF_jc for each contrast. */
  readonly u: readonly Float64Array[];
  /** c_sᵀF_jᵀV_jF_jc_t, q×q. */
  readonly d: Float64Array;
}

function times(matrix: Float64Array, c: Float64Array): Float64Array {
  const p = c.length;
  const out = new Float64Array(p);
  for (let k = 0; k < p; k++) {
    if (c[k] !== 0) for (let r = 0; r < p; r++) out[r] += matrix[k * p + r] * c[k];
  }
  return out;
}

/**
 * Mean and variances of C V̂ Cᵀ under the working model (Pustejovsky & Tipton 2018). Sums over pairs of clusters are
 * sums over clusters of p×p matrices, since p_siᵀVp_tj = δ_ij d − u_siᵀu_tj.
 *
 * @param contrasts in the basis of the scores
 */
export function workingMoments(
  { scores }: ClusterScores,
  contrasts: readonly Float64Array[],
): WorkingMoments {
  const q = contrasts.length;
  const projected = scores.map(({ weight, spread }): Projected => {
    const d = new Float64Array(q * q);
    contrasts.forEach((c, t) => {
      const half = times(spread, c);
      contrasts.forEach((other, s) => {
        d[t * q + s] = dot(half, other);
      });
    });
    return { u: contrasts.map((c) => times(weight, c)), d };
  });
  const mean = new Float64Array(q * q);
  const variance = new Float64Array(q * q);
  for (let s = 0; s < q; s++) {
    for (let t = 0; t < q; t++) {
      let first = 0;
      let second = 0;
      const p = contrasts[s].length;
      const cross = new Float64Array(p * p);
      for (const { u, d } of projected) {
        const [ss, st, tt] = [d[s * q + s], d[t * q + s], d[t * q + t]];
        const inner = dot(u[s], u[t]);
        first += st - inner;
        second += st * st - 2 * st * inner;
        second += ss * tt - ss * dot(u[t], u[t]) - tt * dot(u[s], u[s]);
        for (let c = 0; c < p; c++) {
          for (let r = 0; r < p; r++) cross[c * p + r] += u[s][r] * u[t][c];
        }
      }
      for (let c = 0; c < p; c++) {
        for (let r = 0; r < p; r++) {
          second += cross[c * p + r] * (cross[c * p + r] + cross[r * p + c]);
        }
      }
      mean[t * q + s] = first;
      variance[t * q + s] = second;
    }
  }
  return { mean, variance };
}
