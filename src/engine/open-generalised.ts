import type { Core } from './core.ts';
import type { GeneralisedInput } from './generalised.ts';
import { type GeneralisedExports, withGeneralisedCore } from './generalised-core.ts';
import { type LoadedRows, loadGeneralised } from './load-generalised.ts';

/**
 * A generalised model that stays loaded over many evaluations of −2 log-likelihood. ψ = (θ, β̃, auxiliary) in the engine's basis; the
 * modes of the random effects found last are where the next search for them begins.
 */
export interface OpenGeneralised {
  readonly rows: LoadedRows;
  /** undefined where the criterion cannot be evaluated. */
  value(psi: Float64Array): number | undefined;
  /** Lets the next search for the modes begin at zero, so that what follows does not depend on what came before. */
  forgetModes(): void;
  /** At the point of the last value, which must have been found. */
  gradient(): Float64Array;
}

/**
 * Runs `use` with a generalised model loaded into the core.
 *
 * @param points of adaptive quadrature per random coefficient; 1 is Laplace's approximation
 */
export function withGeneralisedCriterion<T>(
  input: GeneralisedInput,
  points: number,
  use: (open: OpenGeneralised) => T,
): T {
  return withGeneralisedCore((core) => {
    const rows = loadGeneralised(core, input, points);
    return use(openGeneralised(core, rows, -2 * (input.constant ?? 0)));
  });
}

/** @param constant added to the criterion of the rows as the core has them */
export function openGeneralised(
  { exports, readF64, writeF64 }: Core<GeneralisedExports>,
  rows: LoadedRows,
  constant: number,
): OpenGeneralised {
  const size = exports.size();
  const address = writeF64(new Float64Array(size));
  const slopes = writeF64(new Float64Array(size));
  return {
    rows,
    value(psi) {
      new Float64Array(exports.memory.buffer, address, size).set(psi);
      const value = exports.evaluate(address, 0) + constant;
      return Number.isFinite(value) ? value : undefined;
    },
    forgetModes: () => exports.forgetModes(),
    gradient() {
      exports.gradientHere(slopes);
      return readF64(slopes, size);
    },
  };
}

/** Step of the differences, in the engine's basis, where the unit of every parameter is near 1. */
const DIFFERENCE = 1e-4;

/** Hessian at an optimum, by central differences of the gradient. */
export function hessianAt(open: OpenGeneralised, psi: Float64Array): Float64Array {
  const d = psi.length;
  const hessian = new Float64Array(d * d);
  const slopesAt = (k: number, by: number): Float64Array | undefined => {
    const moved = psi.slice();
    moved[k] += by;
    return open.value(moved) === undefined ? undefined : open.gradient();
  };
  for (let k = 0; k < d; k++) {
    const up = slopesAt(k, DIFFERENCE);
    const down = slopesAt(k, -DIFFERENCE);
    for (let l = 0; l < d; l++) {
      const slope = up && down ? (up[l] - down[l]) / (2 * DIFFERENCE) : Number(k === l);
      hessian[k * d + l] += 0.5 * slope;
      hessian[l * d + k] += 0.5 * slope;
    }
  }
  return hessian;
}
