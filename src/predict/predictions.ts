import type { Notice } from '../errors/notice.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';

/**
 * Of what the mean is predicted: the population, the row's own group, or a group not seen yet. Of generalised models the mean over the
 * population and that of a typical group, whose random effects are 0, are not the same.
 */
export type PredictionTarget = 'population' | 'group' | 'newGroup' | 'typical';

/** Intervals for the mean of the target, or for one further observation. */
export type PredictionInterval = 'none' | 'mean' | 'observation';

/** What `predict` predicts, and what it says about the uncertainty. */
export interface PredictOptions {
  /** Generalised models: means (default), linear predictors, or of ordinal models the chances of the categories. */
  readonly scale?: 'response' | 'link' | 'classes';
  /** Default `group`. */
  readonly target?: PredictionTarget;
  /** Default `none`. */
  readonly interval?: PredictionInterval;
  /** Confidence level of the interval; default 0.95. */
  readonly level?: number;
  /** Standard errors also without interval. Default: with an interval. */
  readonly se?: boolean;
  /** Degrees of freedom of the interval; default Satterthwaite's. `kenward-roger` is for the population alone. */
  readonly ddf?: DdfMethod;
  /** The random terms that take part, by label (`Days | Subject`) or grouping factor; default all. */
  readonly terms?: readonly string[];
  /** Predict rows of levels that the fit did not have as of a new group instead of refusing them. Default false. */
  readonly allowNewLevels?: boolean;
  /** For a model whose offset was given as numbers: those of the new data. */
  readonly offset?: ArrayLike<number>;
  /** Precision weights of the observations that an interval is for: a column of the new data, or numbers. */
  readonly precisionWeights?: string | ArrayLike<number>;
}

/** Predictions, one for each row. NaN where a cell is missing that the target needs. */
export interface Predictions {
  readonly kind: 'predictions';
  readonly target: PredictionTarget;
  readonly interval: PredictionInterval;
  readonly level: number;
  readonly ddf: DdfMethod;
  /** Of generalised models. */
  readonly scale?: 'response' | 'link' | 'classes';
  /** With scale `classes` the K categories; then numbers are n × K, the chance of category c in row i at [i·K + c]. */
  readonly categories?: readonly string[];
  readonly fit: Float64Array;
  /** Standard error of the predicted mean (of b̂ − b where random effects take part). Absent unless asked for. */
  readonly se?: Float64Array;
  /** Degrees of freedom of the interval; Infinity is the normal distribution. */
  readonly df?: Float64Array;
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
  /** 1 for rows with a level that the fit did not have. Absent when there are none. */
  readonly newLevels?: Uint8Array;
  readonly notices: readonly Notice[];
}
