import type { OpenGeneralised } from '../../../engine/open-generalised.ts';
import type { ParameterNames } from '../../parameters/parameter-names.ts';

/** The optimum of a generalised model in the engine's basis. */
export interface GeneralisedOptimum {
  readonly templates: readonly Float64Array[];
  readonly beta: Float64Array;
  readonly auxiliary: Float64Array;
  /** Of the criterion in ψ = (θ, β̃, auxiliary). */
  readonly hessian: Float64Array;
}

/**
 * Coordinates in which a parameter is held: ψ as a function of z and the value, with its derivatives. All parts of ψ but one are
 * coordinates themselves, up to a rotation.
 */
export interface Chart {
  readonly estimate: number;
  readonly range: readonly [number, number];
  /** As `HeldProblem.shown`. */
  readonly shown?: (value: number) => number;
  readonly step: number;
  readonly start: Float64Array;
  readonly lower: Float64Array;
  readonly even: readonly number[];
  psi(z: Float64Array, value: number): Float64Array;
  /** Derivatives with respect to z, then to the value, from those with respect to ψ, at the last ψ. */
  pull(gradient: Float64Array): Float64Array;
}

/** What the parts of ψ are, and where they begin. */
export interface Parts {
  readonly open: OpenGeneralised;
  readonly names: ParameterNames;
  readonly at: GeneralisedOptimum;
  readonly sizes: readonly number[];
  /** Lengths of θ, β̃ and the auxiliary parameters. */
  readonly m: number;
  readonly p: number;
  readonly r: number;
}

/** The parts one after the other. */
export function joined(...parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}
