import type { Curve } from './curve.ts';

/** A parameter whose profile can be followed. */
interface Followed {
  readonly name: string;
  readonly estimate: number;
  readonly range: readonly [number, number];
  /** @returns undefined when the optimum does not determine the parameter */
  curve(reach: number, stride: number, point: () => void): Curve | undefined;
}

/** Parameters around the optimum of a criterion that is loaded. */
export interface Following {
  /** Criterion at its optimum. */
  readonly minimum: number;
  readonly parameters: readonly Followed[];
}
