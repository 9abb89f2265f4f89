import type { GeneralisedInput } from './generalised.ts';
import { withGeneralisedCore } from './generalised-core.ts';
import { type LoadedRows, loadGeneralised } from './load-generalised.ts';

/**
 * A generalised model that stays loaded over many evaluations of −2 log-likelihood. ψ = (θ, β̃, auxiliary) in the engine's basis; the
 * modes of the random effects found last are where the next search for them begins.
 */
export interface OpenGeneralised {
  readonly rows: LoadedRows;
  /** undefined where the criterion cannot be evaluated. */
  value(psi: Float64Array): number | undefined;
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
    const { exports } = core;
    const rows = loadGeneralised(core, input, points);
    const size = exports.size();
    const constant = -2 * (input.constant ?? 0);
    const address = core.writeF64(new Float64Array(size));
    const slopes = core.writeF64(new Float64Array(size));
    return use({
      rows,
      value(psi) {
        new Float64Array(exports.memory.buffer, address, size).set(psi);
        const value = exports.evaluate(address, 0) + constant;
        return Number.isFinite(value) ? value : undefined;
      },
      gradient() {
        exports.gradientHere(slopes);
        return core.readF64(slopes, size);
      },
    });
  });
}
