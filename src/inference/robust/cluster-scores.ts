import { product } from '../../engine/small-matrix.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { FittedModel } from '../../fit/model.ts';
import { dot } from '../../number/dot.ts';
import type { ClusterCoordinates } from './cluster-basis.ts';
import { clusterCoordinates } from './cluster-coordinates.ts';
import type { Clusters } from './clusters.ts';
import { jacobiEigenvectors, reflect } from './orthogonal.ts';

/** CR0: as it is. CR1: times m/(m − 1). CR2: residuals adjusted so that it is unbiased when the model is right. */
export type RobustType = 'CR0' | 'CR1' | 'CR2';

/** Eigenvalues of I − H_jj below this are 0: the cluster alone determines a coefficient. */
const DETERMINED = 1e-10;

/**
 * What one cluster contributes, in the basis of the fixed effects in which XᵀV⁻¹X·σ² = I. With F_j = A_jᵀV_j⁻¹X_j·σ²,
 * matrices p×p, column-major:
 */
export interface ClusterScore {
  /** F_jᵀ(y_j − X_jβ̂) */
  readonly score: Float64Array;
  /** X_jᵀF_j */
  readonly weight: Float64Array;
  /** F_jᵀV_jF_j/σ² */
  readonly spread: Float64Array;
}

/** The contributions of all clusters, and the way back to the user's columns: β = triangle⁻¹ β_basis. */
export interface ClusterScores {
  readonly scores: readonly ClusterScore[];
  /** p×p, upper triangular, column-major. */
  readonly triangle: Float64Array;
  /** Unit vectors of the basis that single clusters determine: their residuals say nothing about these directions. */
  readonly determined: readonly Float64Array[];
}

/**
 * Contributions of the clusters to a robust covariance matrix, with the fitted V as working model.
 *
 * In coordinates where V_j/σ² is the diagonal Λ, with h = Λ^{−1/2}X_j, the adjustment of Pustejovsky & Tipton (2018,
 * J. Bus. Econ. Stat. 36; Bell & McCaffrey 2002) is A_j = Λ^{1/2} B⁺^{1/2} Λ^{1/2}, B = Λ(I − hhᵀ)Λ, hence
 * F_j = Λ^{1/2} B⁺^{1/2} h. The root is that of the Moore–Penrose inverse, for a cluster that alone determines a
 * coefficient. A_j does not depend on which root of V_j is taken, since a rotation of the root cancels.
 */
export function clusterScores(
  model: FittedModel,
  clusters: Clusters,
  type: RobustType,
): ClusterScores {
  const coordinates = clusterCoordinates(model, clusters);
  const p = model.fixed.names.length;
  const inner = informationRoot(coordinates, p);
  const triangle = product(inner, model.crossProducts.triangle, p, p, p);
  const stretch = type === 'CR1' ? Math.sqrt(clusters.count / (clusters.count - 1)) : 1;
  const determined: Float64Array[] = [];
  const scores = coordinates.map((cluster) => {
    const x = cluster.rows.map((row) => solveTransposed(inner, row, p));
    determined.push(...determinedBy(cluster, x, p));
    const f = type === 'CR2' ? adjusted(cluster, x, p) : unadjusted(cluster, x, stretch);
    return contribution(cluster, x, f, p);
  });
  return { scores, triangle, determined };
}

/** The triangle R with RᵀR = X̃ᵀV⁻¹X̃·σ², by QR, so that no digits are lost in cross-products. */
function informationRoot(coordinates: readonly ClusterCoordinates[], p: number): Float64Array {
  const total = coordinates.reduce((sum, { rows }) => sum + rows.length, 0);
  const columns = Array.from({ length: p }, () => new Float64Array(total));
  let at = 0;
  for (const { variances, rows } of coordinates) {
    rows.forEach((row, i) => {
      const root = Math.sqrt(variances[i]);
      for (let c = 0; c < p; c++) columns[c][at] = row[c] / root;
      at++;
    });
  }
  const used = reflect(columns, [], 0, total, new Float64Array(p));
  const triangle = new Float64Array(p * p);
  for (let c = 0; c < p; c++) triangle.set(columns[c].subarray(0, c + 1), c * p);
  if (used === p) return triangle;
  throw new BlupError('not-fitted', 'the fixed effects are not determined under the fitted V', {
    value: used,
  });
}

/** xᵀR⁻¹ for the first p entries of a row. */
function solveTransposed(r: Float64Array, row: Float64Array, p: number): Float64Array {
  const x = row.slice(0, p);
  for (let c = 0; c < p; c++) {
    for (let l = 0; l < c; l++) x[c] -= r[c * p + l] * x[l];
    x[c] /= r[c * p + c];
  }
  return x;
}

/** Eigenvectors of X_jᵀV_j⁻¹X_j·σ² with eigenvalue 1: all information is in this cluster. */
function determinedBy(
  { variances }: ClusterCoordinates,
  x: readonly Float64Array[],
  p: number,
): Float64Array[] {
  const trace = x.reduce((sum, row, i) => sum + dot(row, row) / variances[i], 0);
  if (trace < 1 - DETERMINED) return [];
  const information = Array.from({ length: p }, () => new Float64Array(p));
  x.forEach((row, i) => {
    for (let c = 0; c < p; c++) add(information[c], row, row[c] / variances[i]);
  });
  const vectors = jacobiEigenvectors(information);
  return vectors.filter((_, j) => information[j][j] > 1 - DETERMINED);
}

function unadjusted(
  { variances }: ClusterCoordinates,
  x: readonly Float64Array[],
  stretch: number,
): Float64Array[] {
  return x.map((row, i) => row.map((value) => (stretch * value) / variances[i]));
}

function adjusted(
  { variances }: ClusterCoordinates,
  x: readonly Float64Array[],
  p: number,
): Float64Array[] {
  const r = x.length;
  const h = x.map((row, i) => row.map((value) => value / Math.sqrt(variances[i])));
  const b = Array.from({ length: r }, () => new Float64Array(r));
  for (let j = 0; j < r; j++) {
    for (let i = 0; i <= j; i++) {
      const value = variances[i] * (Number(i === j) - dot(h[i], h[j])) * variances[j];
      b[j][i] = value;
      b[i][j] = value;
    }
  }
  const vectors = jacobiEigenvectors(b);
  const f = x.map(() => new Float64Array(p));
  vectors.forEach((v, j) => {
    const eigenvalue = b[j][j];
    let scale = 0;
    for (let i = 0; i < r; i++) scale += (variances[i] * v[i]) ** 2;
    if (eigenvalue <= DETERMINED * scale) return;
    const projection = new Float64Array(p);
    for (let i = 0; i < r; i++) add(projection, h[i], v[i]);
    const root = 1 / Math.sqrt(eigenvalue);
    for (let i = 0; i < r; i++) add(f[i], projection, v[i] * root * Math.sqrt(variances[i]));
  });
  return f;
}

function contribution(
  { variances, rows }: ClusterCoordinates,
  x: readonly Float64Array[],
  f: readonly Float64Array[],
  p: number,
): ClusterScore {
  const score = new Float64Array(p);
  const weight = new Float64Array(p * p);
  const spread = new Float64Array(p * p);
  for (let i = 0; i < f.length; i++) {
    add(score, f[i], rows[i][p]);
    for (let c = 0; c < p; c++) {
      const fc = f[i][c];
      for (let l = 0; l < p; l++) {
        weight[c * p + l] += x[i][l] * fc;
        spread[c * p + l] += f[i][l] * fc * variances[i];
      }
    }
  }
  return { score, weight, spread };
}

/** target += share · source */
function add(target: Float64Array, source: Float64Array, share: number): void {
  for (let i = 0; i < target.length; i++) target[i] += share * source[i];
}
