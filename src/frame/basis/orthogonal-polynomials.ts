import { dot } from '../../number/dot.ts';

/** Polynomials orthonormal over given points, as a three-term recurrence. */
interface OrthogonalPolynomials {
  /** `alpha[j]`, `beta[j]` of `beta[j] q[j+1] = (t − alpha[j]) q[j] − beta[j−1] q[j−1]`, with `q[0] = 1/√n`. */
  readonly alpha: readonly number[];
  readonly beta: readonly number[];
  /** `columns[j]` holds the polynomial of degree j + 1 at the points; its leading coefficient is positive. */
  readonly columns: readonly Float64Array[];
}

/**
 * The polynomials of degree 1 to `degree` that are orthonormal over the points `t` and orthogonal to the constant.
 *
 * Lanczos' recurrence with every new column orthogonalised twice against all earlier ones (Giraud, Langou & Rozložník
 * 2005: twice is enough), so that the columns are orthogonal to rounding even for degree n − 1. Stops early, with fewer
 * columns, when the distinct points do not carry the degree. Points should be centred and of moderate size.
 */
export function orthogonalPolynomials(t: Float64Array, degree: number): OrthogonalPolynomials {
  const n = t.length;
  const basis = [new Float64Array(n).fill(1 / Math.sqrt(n))];
  const alpha: number[] = [];
  const beta: number[] = [];
  for (let j = 0; j < degree; j++) {
    const q = basis[j];
    const next = t.map((v, i) => v * q[i]);
    const before = Math.sqrt(dot(next, next));
    alpha.push(dot(next, q));
    for (let pass = 0; pass < 2; pass++) {
      for (const earlier of basis) subtract(next, earlier, dot(next, earlier));
    }
    const norm = Math.sqrt(dot(next, next));
    if (!(norm > 1e-13 * before)) break;
    beta.push(norm);
    basis.push(next.map((v) => v / norm));
  }
  return { alpha, beta, columns: basis.slice(1) };
}

function subtract(target: Float64Array, column: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] -= factor * column[i];
}
