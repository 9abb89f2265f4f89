/**
 * Sums of squares of all combinations of some columns: that of the combination c, each row counted as often as it stands
 * for, is ‖R c‖² for an upper triangle R, k×k, column-major.
 */
export interface ColumnRoots {
  /** Of the columns' deviations from their means over the levels when `between` is there, else of the columns themselves. */
  readonly within: Float64Array;
  /** Of those means, one for each row. */
  readonly between?: Float64Array;
}

/** What the rows say about the terms of the fixed effects. */
export interface TermFacts {
  /** For each term the positions of those that contain it, see `containingTerms`. */
  readonly containing: readonly (readonly number[])[];
  /** Hypotheses of type III for each term. */
  readonly typeThree: readonly (readonly Float64Array[])[];
  readonly emptyCells: readonly string[];
  /** R of X = QR without the precision weights, p×p; absent for a model without such weights. */
  readonly triangle?: Float64Array;
}

/** What a saved model keeps of its rows beside the cross-products: sums over all rows, and facts about columns. */
export interface RowFacts {
  /** Of the estimated columns of X, less their overall mean; `between` for models of one grouping factor. */
  readonly fixed: ColumnRoots;
  /** Of the columns of each random term; `between` as for `fixed`. */
  readonly random: readonly ColumnRoots[];
  /** Observations of each level of each factor of the cross-products; empty arrays without the groups. */
  readonly sizes: readonly Float64Array[];
  /**
   * For each factor and estimated fixed column the random coefficient, in the order of `ranef`, whose column it is a multiple of within
   * every level; −1 for none.
   */
  readonly placement: readonly Int32Array[];
  /** For variables of the formula the grouping factors within whose levels they are constant; others are constant in none. */
  readonly constant: readonly (readonly [variable: string, groups: readonly string[]])[];
  /** Pairs of grouping factors, the first nested in the second. */
  readonly nested: readonly (readonly [inner: string, outer: string])[];
  /** Whether the rows had precision weights. */
  readonly weighted: boolean;
  /** Absent when the design was not made of a formula. */
  readonly terms?: TermFacts;
}
