import type { Estimate } from './estimate.ts';

/** A function of the parameters by its own name, for `confint` and `profile`. */
export interface ParameterFunction {
  readonly name: string;
  /** Smooth in the parameters; NaN where it is not defined. */
  readonly value: (estimate: Estimate) => number;
  /** Least and greatest possible value. Wald intervals are then taken on the logit or log scale. Default −∞ to ∞. */
  readonly range?: readonly [number, number];
}
