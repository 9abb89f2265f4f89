import { product, transpose } from '../../../engine/small-matrix.ts';
import { identityMatrix } from '../../../number/identity-matrix.ts';

/** T = M O, lower triangular with O orthogonal: T Tᵀ = M Mᵀ. */
interface Triangularised {
  readonly triangle: Float64Array;
  /**
   * Derivatives with respect to M of a function of T Tᵀ, from those with respect to the lower entries of T (k×k; those above the diagonal
   * do not count).
   */
  pull(lower: Float64Array): Float64Array;
}

/**
 * Rotates the columns of a k×k matrix to a lower triangle.
 *
 * A function f(M) = f(M O) has Tᵀ∇f symmetric at every T, whatever its slopes below the diagonal: by that the entries
 * of ∇f above the diagonal follow from those below. Where a diagonal entry of T is 0 they are zero by symmetry, or do not matter.
 */
export function triangularised(matrix: Float64Array, k: number): Triangularised {
  const t = matrix.slice();
  const o = identityMatrix(k);
  for (let row = 0; row < k; row++) {
    for (let c = row + 1; c < k; c++) {
      const y = t[c * k + row];
      if (y === 0) continue;
      const length = Math.hypot(t[row * k + row], y);
      const cos = t[row * k + row] / length;
      const sin = y / length;
      turn(t, k, row, c, cos, sin);
      turn(o, k, row, c, cos, sin);
      t[c * k + row] = 0;
    }
  }
  return {
    triangle: t,
    pull: (lower) => product(completed(t, lower, k), transpose(o, k, k), k, k, k),
  };
}

function turn(m: Float64Array, k: number, a: number, b: number, cos: number, sin: number): void {
  for (let i = 0; i < k; i++) {
    const left = m[a * k + i];
    const right = m[b * k + i];
    m[a * k + i] = cos * left + sin * right;
    m[b * k + i] = cos * right - sin * left;
  }
}

/** Fills in the entries of G above the diagonal so that TᵀG is symmetric. */
function completed(t: Float64Array, lower: Float64Array, k: number): Float64Array {
  const g = lower.slice();
  const smallest = 1e-9 * Math.hypot(...t);
  for (let j = 1; j < k; j++) {
    for (let i = j - 1; i >= 0; i--) {
      let sum = 0;
      for (let l = j; l < k; l++) sum += t[j * k + l] * g[i * k + l];
      for (let l = i + 1; l < k; l++) sum -= t[i * k + l] * g[j * k + l];
      const pivot = t[i * k + i];
      g[j * k + i] = Math.abs(pivot) > smallest ? sum / pivot : 0;
    }
  }
  return g;
}
