import type { Notice } from '../errors/notice.ts';
import type { ModelFrame } from '../frame/frame.ts';

/** The fixed-effects model matrix, column by column. Columns may share their array with random-term columns. */
export interface FixedDesign {
  /** R's coefficient names, in R's order. */
  readonly names: readonly string[];
  /** One Float64Array(n) per coefficient. The constant column is all ones. */
  readonly columns: readonly Float64Array[];
  /** For each column the index of its term in `termLabels`; 0 is the intercept, terms count from 1, as R's `assign`. */
  readonly assign: readonly number[];
  readonly termLabels: readonly string[];
}

/** One random term after expansion: one covariance template on one grouping factor. */
export interface RandomTerm {
  /** The bar as printed: `cses | school`. */
  readonly label: string;
  /** Name of the grouping factor: `school`, `batch:cask`. Terms of the same name share `codes` and `levels`. */
  readonly group: string;
  /** R's names of the random coefficients: `(Intercept)`, `cses`. */
  readonly names: readonly string[];
  /** One Float64Array(n) per random coefficient. */
  readonly columns: readonly Float64Array[];
  /** Level of each row, 0-based; all levels occur. */
  readonly codes: Int32Array;
  readonly levels: readonly string[];
}

/** What is left of a design without its rows: the names of its columns, terms and levels. */
export interface DesignLayout {
  readonly responseName: string;
  readonly fixed: Omit<FixedDesign, 'columns'>;
  readonly random: readonly Omit<RandomTerm, 'columns' | 'codes'>[];
  readonly notices: readonly Notice[];
}

/**
 * What the engine needs to know: numbers only, no formula and no missing values.
 *
 * Made by `designMatrices(frame)`.
 */
export interface Design {
  readonly kind: 'design';
  /** Number of rows kept. */
  readonly n: number;
  readonly responseName: string;
  readonly y: Float64Array;
  readonly fixed: FixedDesign;
  /** In formula order, `||` and `/` expanded. */
  readonly random: readonly RandomTerm[];
  /** Positive; variance of row i is σ²/w_i. */
  readonly precisionWeights?: Float64Array;
  /** Non-negative whole numbers; the row stands for that many rows. */
  readonly frequencyWeights?: Float64Array;
  readonly offset?: Float64Array;
  readonly notices: readonly Notice[];
  /** The frame it was made of: what a term is, and how to code it anew. Absent in a design made by hand. */
  readonly frame?: ModelFrame;
}
