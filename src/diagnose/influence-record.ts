import type { ClusterValues } from '../inference/robust/clusters.ts';
import type { DeletionEffect } from './deletion-effect.ts';

/** What to leave out, and how. */
export interface InfluenceOptions {
  /**
   * `'row'`: each row by itself. The name of a grouping factor: each of its levels with all its rows, whether factors nest or cross. Or values, one for
   * each row kept, that define the groups. Default: the grouping factor with the fewest levels.
   */
  readonly by?: string | ClusterValues;
  /**
   * Whether variance parameters are estimated anew without the rows (default), or held at θ̂ with σ² alone estimated anew, which is far
   * quicker for single rows. Of generalised models `false` is for single rows alone.
   */
  readonly refit?: boolean;
  /** Called now and then with the number of deletions done; return `false` to stop (error `cancelled`). */
  readonly onProgress?: (done: number, total: number) => boolean | undefined;
}

/** The model without some rows. */
export interface Deletion extends DeletionEffect {
  /** Name of the level; of a single row its number in the input, counted from 1. */
  readonly label: string;
  /** Number of rows left out. */
  readonly rows: number;
  readonly sigma: number;
  /** Variances and covariances without the rows, in the order of `Influence.varianceNames`. */
  readonly variances: Float64Array;
  /** Each of `variances` over the one with all rows, minus 1; 0 where both are 0, infinite where only the latter is. */
  readonly relativeChange: Float64Array;
}

/** What each group or row does to a model. */
export interface Influence {
  /** `row`, or the name of the grouping factor. */
  readonly by: string;
  readonly refit: boolean;
  /** Fixed effects, in the order of the arrays of a deletion. */
  readonly names: readonly string[];
  /** `var_x|g`, `cov_x.z|g` (x is the later coefficient), and last `sigma^2`, of generalised models that have one `dispersion`. */
  readonly varianceNames: readonly string[];
  /** Estimates with all rows. */
  readonly estimates: Float64Array;
  readonly variances: Float64Array;
  readonly deletions: readonly Deletion[];
  /** What could not be left out: the model would not be determined by the rest. */
  readonly undetermined: readonly string[];
}
