import type { GeneralisedInput } from './generalised.ts';
import { withGeneralisedCore } from './generalised-core.ts';
import { loadGeneralised } from './load-generalised.ts';

/** The criterion of a generalised model at given parameters. */
interface GeneralisedEvaluation {
  readonly objective: number;
  /** With respect to θ, β̃ and the auxiliary parameters, in the engine's basis. */
  readonly gradient: Float64Array;
  readonly triangle: Float64Array;
  readonly termTriangles: readonly Float64Array[];
}

/**
 * −2 log-likelihood and its gradient at ψ = (θ, β̃, auxiliary) in the engine's basis.
 *
 * @param psi a function of the basis, since callers know parameters in their own columns
 */
export function evaluateGeneralised(
  input: GeneralisedInput,
  psi: (triangle: Float64Array, termTriangles: readonly Float64Array[]) => Float64Array,
  points = 1,
): GeneralisedEvaluation {
  return withGeneralisedCore((core) => {
    const { triangle, bases } = loadGeneralised(core, input, points);
    const termTriangles = bases.map((basis) => basis.triangle);
    const values = psi(triangle, termTriangles);
    const gradient = core.writeF64(new Float64Array(values.length));
    const objective = core.exports.evaluate(core.writeF64(values), gradient);
    return {
      objective: objective - 2 * (input.constant ?? 0),
      gradient: core.readF64(gradient, values.length),
      triangle,
      termTriangles,
    };
  });
}
