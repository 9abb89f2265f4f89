import { evaluateGeneralised } from './evaluate-generalised.ts';
import type { GeneralisedInput, GeneralisedSolution } from './generalised.ts';
import { inverseDefinite } from './small-matrix.ts';

/**
 * How far the minimised −2 log-likelihood would move with another number of points, from one evaluation at the optimum found: the
 * change of the value there plus the gain ½ gᵀH⁻¹g of the Newton step that would follow, with the Hessian H of the solution.
 */
export function orderChange(
  input: GeneralisedInput,
  solution: GeneralisedSolution,
  points: number,
): number {
  const { psi, hessian } = solution.inner;
  const { objective, gradient } = evaluateGeneralised(input, () => psi, points);
  const d = psi.length;
  // Entries of θ on the boundary are held.
  const kept = Array.from({ length: d }, (_, k) => k).filter((k) => solution.free[k] ?? true);
  const reduced = Float64Array.from(
    kept.flatMap((l) => kept.map((k) => 0.5 * (hessian[l * d + k] + hessian[k * d + l]))),
  );
  const inverse = inverseDefinite(reduced, kept.length);
  if (inverse === undefined) return Number.POSITIVE_INFINITY;
  let gain = 0;
  kept.forEach((l, j) => {
    kept.forEach((k, i) => {
      gain += 0.5 * gradient[l] * inverse[j * kept.length + i] * gradient[k];
    });
  });
  return Math.abs(objective - solution.objective) + gain;
}
