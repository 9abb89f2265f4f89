import { inverseDefinite } from '../../engine/small-matrix.ts';
import type { HeldProblem } from './held-problem.ts';

/** Inverse Hessian at the optimum, from differences of the gradient, made positive definite. */
export function startingInverse(problem: HeldProblem): Float64Array | undefined {
  const { start, estimate, lower } = problem;
  const n = start.length;
  const f = problem.at(estimate);
  if (f.value(start) === undefined) return undefined;
  const here = f.gradient();
  const hessian = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const z = start.slice();
    const h = 1e-4 * Math.max(Math.abs(z[k]), 0.05) * (z[k] > lower[k] + 1e-4 ? -1 : 1);
    z[k] += h;
    if (f.value(z) === undefined) return undefined;
    const there = f.gradient();
    for (let l = 0; l < n; l++) hessian[k * n + l] = (there[l] - here[l]) / h;
  }
  return invertPositive(hessian, n);
}

/** Inverse of the symmetric part, with a ridge as small as makes it positive definite. */
export function invertPositive(matrix: Float64Array, n: number): Float64Array {
  const hessian = matrix.slice();
  let largest = 1e-8;
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < k; l++) {
      const mean = 0.5 * (hessian[k * n + l] + hessian[l * n + k]);
      hessian[k * n + l] = mean;
      hessian[l * n + k] = mean;
    }
    largest = Math.max(largest, Math.abs(hessian[k * n + k]));
  }
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-6 : ridge * 3) {
    const shifted = hessian.slice();
    for (let k = 0; k < n; k++) shifted[k * n + k] += 2 * ridge * largest;
    const inverse = inverseDefinite(shifted, n);
    if (inverse?.every(Number.isFinite)) return inverse;
    if (ridge > 1e6) {
      const plain = new Float64Array(n * n);
      for (let k = 0; k < n; k++) plain[k * n + k] = 1 / largest;
      return plain;
    }
  }
}
