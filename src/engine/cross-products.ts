import { BlupError } from '../errors/blup-error.ts';

/** Cross-products of one grouping factor: K random coefficients on each of its levels. Matrices are column-major. */
export interface FactorProducts {
  readonly name: string;
  readonly levels: number;
  readonly size: number;
  /** Z̃ₐᵀWZ̃ₐ: levels × (K×K). */
  readonly diagonal: Float64Array;
  /** Z̃ₐᵀW[X̃ ỹ]: levels × (K×(rank + 1)). */
  readonly tail: Float64Array;
}

/** Cross-products of the levels of two factors that meet in some row, in compressed rows of the first. */
export interface PairProducts {
  readonly first: number;
  readonly second: number;
  readonly pointers: Int32Array;
  readonly index: Int32Array;
  /** Z̃ₐᵀWZ̃_b: one K₁×K₂ block for each entry of `index`. */
  readonly blocks: Float64Array;
}

/** A random term in its factor: which coefficients, and the way from the engine's basis to the user's columns. */
export interface TermBasis {
  readonly factor: number;
  /** First of the factor's K coefficients that belongs to the term. */
  readonly offset: number;
  readonly size: number;
  /** R with Z = Z̃ R: k×k, upper triangular, column-major. */
  readonly triangle: Float64Array;
  /** True when the columns of the term depend linearly on each other; R is then diagonal. */
  readonly dependent: boolean;
}

/**
 * Everything that the rows say to a linear mixed model: the cross-products [Z X y]ᵀW[Z X y] in the engine's own basis,
 * with the way back to the user's columns. Plain data; its size grows with the groups, never with the rows.
 *
 *     X (kept columns) = X̃ · triangle        y − offset = X̃ · response + scale · ỹ        Z_t = Z̃_t · triangle_t
 */
export interface CrossProducts {
  readonly kind: 'cross-products';
  /** Number of observations; with frequency weights their sum. */
  readonly n: number;
  /** Σ log wᵢ over the observations, of the precision weights. */
  readonly logWeights: number;
  /** Number of columns of X before dropping. */
  readonly columns: number;
  /** Columns of X that were kept. */
  readonly kept: Int32Array;
  readonly triangle: Float64Array;
  readonly response: Float64Array;
  readonly scale: number;
  /** [X̃ ỹ]ᵀW[X̃ ỹ], (rank + 1)². */
  readonly fixed: Float64Array;
  readonly factors: readonly FactorProducts[];
  readonly pairs: readonly PairProducts[];
  /** One for each random term of the design, in its order. */
  readonly terms: readonly TermBasis[];
  /** True when the sums of single groups were left out of a saved model: the numbers of `factors` and `pairs` are then absent. */
  readonly withheld?: true;
}

/** The same cross-products; throws `no-groups-kept` when the sums of single groups were left out. */
export function wholeProducts(products: CrossProducts): CrossProducts {
  if (!products.withheld) return products;
  throw new BlupError(
    'no-groups-kept',
    'the model was saved without its groups (groups: false), so that the criterion cannot be evaluated: no refit, profile, ' +
      'bootstrap or Kenward-Roger; save it with its groups, or fit it again',
  );
}
