import type { NamedMatrix } from '../../effects/named-matrix.ts';
import { congruence } from '../../engine/small-matrix.ts';
import { BlupError } from '../../errors/blup-error.ts';
import { checkLinear, withRows } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { type ClusterScores, clusterScores, type RobustType } from './cluster-scores.ts';
import { type Clusters, type ClusterValues, clustersOf } from './clusters.ts';

/** Which cluster-robust covariance matrix. */
export interface RobustOptions {
  /** Default `'CR2'`. */
  readonly type?: RobustType;
  /**
   * The clusters: a grouping factor of the model, or one value for each row that the model kept. All grouping factors must
   * be nested in it. Default: the grouping factor in which all others are nested.
   */
  readonly cluster?: string | ClusterValues;
}

/** A cluster-robust covariance matrix of the fixed effects, p×p, column-major. */
export interface RobustVcov extends NamedMatrix {
  readonly kind: 'robust-vcov';
  readonly type: RobustType;
  /** Name of the grouping factor, or of the values given. */
  readonly cluster: string;
  /** Number of clusters. */
  readonly clusters: number;
}

/** A model's clusters and what they contribute. */
export interface RobustParts extends ClusterScores {
  readonly type: RobustType;
  readonly clusters: Clusters;
}

/**
 * Cluster-robust (sandwich) covariance matrix of the fixed effects: consistent in the number of clusters even when the
 * covariances or variances of the model are wrong (Liang & Zeger 1986; Bell & McCaffrey 2002; Pustejovsky & Tipton 2018).
 *
 * `CR0` is the plain sandwich, `CR1` that times m/(m − 1) for m clusters, `CR2` (default) is unbiased when the model is right,
 * and the one to take unless there are hundreds of clusters.
 *
 * @throws `grouping-factor` when no factor, or not the one named, contains all others; `option` for an unknown type; `input`
 * for an unknown cluster; `not-fitted` when the fit is not certified
 */
export function robustVcov(model: Model, options: RobustOptions = {}): RobustVcov {
  checkLinear(model, 'robustVcov()');
  return vcovOf(model, robustParts(model, options));
}

/** The contributions of the clusters, after checking the options. */
export function robustParts(model: Model, options: RobustOptions): RobustParts {
  const { type = 'CR2' } = options;
  if (!['CR0', 'CR1', 'CR2'].includes(type)) {
    throw new BlupError('option', `type is "${type}"; use "CR0", "CR1" or "CR2"`, { value: type });
  }
  if (!model.certificate.certified) {
    throw new BlupError(
      'not-fitted',
      `the fit is not certified (${model.certificate.missing ?? 'no reason known'}), so nothing can be tested by it`,
      { certificate: model.certificate },
    );
  }
  const whole = withRows(model, 'cluster-robust standard errors');
  const clusters = clustersOf(whole, options.cluster);
  return { type, clusters, ...clusterScores(whole, clusters, type) };
}

/** Σ_j s_j s_jᵀ of the scores, in the user's columns. */
export function vcovOf(
  model: Model,
  { type, clusters, scores, triangle }: RobustParts,
): RobustVcov {
  const { names } = model.fixed;
  const p = names.length;
  const meat = new Float64Array(p * p);
  for (const { score } of scores) {
    for (let c = 0; c < p; c++) {
      for (let r = 0; r < p; r++) meat[c * p + r] += score[r] * score[c];
    }
  }
  const data = congruence(triangle, meat, p);
  return {
    kind: 'robust-vcov',
    type,
    cluster: clusters.name,
    clusters: clusters.count,
    rows: p,
    columns: p,
    rowNames: names,
    columnNames: names,
    data: data.map((value, at) => 0.5 * (value + data[(at % p) * p + Math.floor(at / p)])),
  };
}
