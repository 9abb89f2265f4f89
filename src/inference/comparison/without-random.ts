import { evaluateGeneralised } from '../../engine/evaluate-generalised.ts';
import type { FittedGeneralisedModel } from '../../fit/generalised-model.ts';
import type { Optimum } from '../../fit/optimum.ts';
import { inputOf } from '../../fit/refit-generalised.ts';
import { identityMatrix } from '../../number/identity-matrix.ts';
import { minimise } from '../../number/minimise.ts';

/**
 * −2 log-likelihood of a generalised model without any random effect, at its best: θ is held at 0, where the integral is exact, and the
 * search goes over the fixed effects in the engine's orthonormal basis and the auxiliary parameters.
 */
export function withoutRandom(model: FittedGeneralisedModel): Optimum {
  const input = inputOf(model);
  const m = model.theta.length;
  const p = model.fixed.names.length;
  const { estimates } = model.fixed;
  const size = m + p + model.auxiliary.length;
  const start = new Float64Array(size);
  const { objective } = evaluateGeneralised(input, (triangle) => {
    for (let j = 0; j < p; j++) {
      for (let i = 0; i <= j; i++) start[m + i] += triangle[j * p + i] * estimates[j];
    }
    start.set(model.auxiliary, m + p);
    return start;
  });
  if (!Number.isFinite(objective))
    return { objective, missing: 'there is no likelihood at the start' };
  let gradient = new Float64Array(size - m);
  // Near the inverse of a Hessian whose columns have squared norm n.
  const inverse = identityMatrix(size - m, 1 / model.design.n);
  const minimum = minimise(
    {
      value(z) {
        const found = evaluateGeneralised(input, () => {
          const psi = new Float64Array(size);
          psi.set(z, m);
          return psi;
        });
        gradient = found.gradient.slice(m);
        return Number.isFinite(found.objective) ? found.objective : undefined;
      },
      gradient: () => gradient,
    },
    start.slice(m),
    new Float64Array(size - m).fill(-Infinity),
    inverse,
  );
  if (minimum?.converged) return { objective: minimum.value };
  return { objective: minimum?.value ?? objective, missing: 'its optimum was not found' };
}
