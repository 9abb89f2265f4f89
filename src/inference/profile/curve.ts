import type { Minimum } from '../../number/minimise.ts';
import type { HeldProblem } from '../held/held-problem.ts';

/** A point of a profile with what the next one starts from. */
export interface CurvePoint {
  readonly value: number;
  /** Signed root of the rise of the criterion over its minimum. */
  readonly zeta: number;
  /** Derivative of the criterion along the profile; NaN where it is not known. */
  readonly slope: number;
  readonly at: Minimum;
  /** The problem whose coordinates `at` has. */
  readonly problem: HeldProblem;
}

/** How one side of a profile ended: it rose far enough, met the end of the parameter's range, stayed flat, or broke off. */
export type CurveEnd = 'reached' | 'bound' | 'flat' | 'broken';

/** One side of a profile, from the estimate outwards. */
export interface CurveSide {
  readonly points: readonly CurvePoint[];
  readonly end: CurveEnd;
}

/** A parameter's profile while it is computed. */
export interface Curve {
  readonly problem: HeldProblem;
  readonly minimum: number;
  readonly below: CurveSide;
  readonly above: CurveSide;
  /** Lowest criterion met anywhere; below `minimum` when the fit was no optimum. */
  readonly lowest: number;
  /** Points whose inner minimisation did not converge. */
  readonly inexact: number;
}
