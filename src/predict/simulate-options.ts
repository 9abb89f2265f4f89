import type { DataInput } from '../fit/lmer.ts';

/** How many responses `simulate` draws, and which random effects they have. */
export interface SimulateOptions {
  /** Number of responses; default 1. */
  readonly nsim?: number;
  /** Whole number that decides all random numbers; default 1. */
  readonly seed?: number;
  /** Keep the predicted random effects and draw errors only. Default false: new random effects too. */
  readonly conditional?: boolean;
  /** Other data than those of the fit; the response is not needed. */
  readonly newdata?: DataInput;
  /** With `conditional`: draw the effects of levels that the fit did not have instead of refusing them. Default false. */
  readonly allowNewLevels?: boolean;
  /** As in `predict`. */
  readonly offset?: ArrayLike<number>;
  readonly precisionWeights?: string | ArrayLike<number>;
  /** Binomial, with `newdata`: column or whole numbers, how many trials each row has; default 1. */
  readonly trials?: string | ArrayLike<number>;
}
