/**
 * One cluster in an orthonormal basis of its rows in which V_j/σ² is diagonal. Only the coordinates in which [Z_j X_j] is
 * not zero are kept: in all others V_j/σ² is 1 and X_j is 0, and no robust estimator looks there.
 */
export interface ClusterCoordinates {
  /** Diagonal of V_j/σ². */
  readonly variances: Float64Array;
  /** One array for each coordinate: the p columns of X̃, then y − Xβ̂. */
  readonly rows: readonly Float64Array[];
}
