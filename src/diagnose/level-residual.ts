/** A level-2 residual: what one level has beyond its fixed effects in one coefficient. */
export interface LevelResidual {
  readonly level: string;
  /** Observations. */
  readonly n: number;
  /** Empirical-Bayes estimate (BLUP) b̂. */
  readonly estimate: number;
  /** Its standard deviation given the data. */
  readonly sd: number;
  /** b̂ ± z·sd: is this level apart from the average? */
  readonly lower: number;
  readonly upper: number;
  /** b̂ ± 1.39·sd (at 95 %): two levels whose intervals do not overlap differ. For one pair that was picked beforehand. */
  readonly comparisonLower: number;
  readonly comparisonUpper: number;
  /** The same for all pairs at once. */
  readonly simultaneousLower: number;
  readonly simultaneousUpper: number;
  /** 1 for the smallest estimate; equal ones share their mean rank. */
  readonly rank: number;
  /** The same from the level's own rows by least squares, û; absent where these do not determine all coefficients. */
  readonly ols?: number;
  /** Standard error of û given the true effect. */
  readonly olsSe?: number;
  /** û − b̂: how far the estimate was drawn in. */
  readonly shrinkage?: number;
  /** λ = τ/(τ + v): the share of true variance in û. */
  readonly reliability?: number;
  /** What the fixed effects expect of the coefficient; absent where the level's rows do not tell. */
  readonly expected?: number;
  /** expected + b̂: the level's coefficient. */
  readonly coefficient?: number;
  /** expected + û: the level's coefficient by least squares, what `lmList` gives where every slope varies. */
  readonly olsCoefficient?: number;
}
