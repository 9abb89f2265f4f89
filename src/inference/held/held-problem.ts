import type { Smooth } from '../../number/minimise.ts';

/**
 * The criterion with one parameter held, as a smooth function of free coordinates. What is held is eliminated, never penalised, so
 * that a zero variance and a correlation of ±1 are points like any other.
 */
export interface HeldProblem {
  /** Estimate of the parameter; NaN where the optimum does not determine it. */
  readonly estimate: number;
  /** Least and greatest value of the parameter. */
  readonly range: readonly [number, number];
  /** The value of the parameter as it is reported, where it is followed on another scale; increasing. */
  readonly shown?: (value: number) => number;
  /** A step that changes the criterion a little. */
  readonly step: number;
  readonly start: Float64Array;
  readonly lower: Float64Array;
  /** Coordinates that may sit at zero by symmetry, where a slope of zero proves nothing. */
  readonly even: readonly number[];
  /** Inverse Hessian at the start where it is known without more evaluations. */
  readonly inverse?: Float64Array;
  /** The same around another point of the profile; present where the coordinates fit one place better than others. */
  recentred?(z: Float64Array): HeldProblem;
  /** The same around a point near `z` where the parameter has a value; undefined when there is none. With `recentred`. */
  towards?(z: Float64Array, value: number): HeldProblem | undefined;
  /** The criterion at a value; the number after the gradient is the slope with respect to the value. */
  at(value: number): Smooth;
}
