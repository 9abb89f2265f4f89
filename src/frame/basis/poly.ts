import { BlupError } from '../../errors/blup-error.ts';
import { checkFinite, checkWhole } from './finite-values.ts';
import { orthogonalPolynomials } from './orthogonal-polynomials.ts';

/** Constants of `poly(x, degree)`; plain data. With `raw` the rest is unused and empty. */
export interface PolyBasis {
  readonly kind: 'poly';
  readonly degree: number;
  readonly raw: boolean;
  /** The recurrence runs in `(x − center) / scale`. */
  readonly center: number;
  readonly scale: number;
  /** Number of values the basis was made from. */
  readonly n: number;
  readonly alpha: readonly number[];
  readonly beta: readonly number[];
}

/**
 * The constants of R's `poly(x, degree, raw)`: orthonormal polynomials of degree 1 to `degree` over the values of `x`,
 * or plain powers with `raw`.
 *
 * Throws `not-finite`, and `formula-meaning` when `degree` is not below the number of distinct values.
 */
export function fitPoly(x: Float64Array, degree: number, raw = false): PolyBasis {
  checkWhole(degree, 1, 'the degree of poly()');
  checkFinite(x, 'poly()');
  if (raw)
    return { kind: 'poly', degree, raw, center: 0, scale: 1, n: x.length, alpha: [], beta: [] };
  const center = meanOf(x);
  const distances = x.map((v) => Math.abs(v - center));
  const scale = distances.reduce((a, b) => Math.max(a, b), 0) || 1;
  const t = x.map((v) => (v - center) / scale);
  const distinct = countDistinct(x, degree + 1);
  const { alpha, beta } = orthogonalPolynomials(t, degree);
  if (distinct <= degree || beta.length < degree) {
    throw new BlupError(
      'formula-meaning',
      `poly() of degree ${degree} needs more than ${degree} distinct values, there are ${distinct}; lower the degree`,
      { value: degree, distinct },
    );
  }
  return { kind: 'poly', degree, raw, center, scale, n: x.length, alpha, beta };
}

/**
 * The columns of the basis at `x`, one per degree; R names them `1`, `2`, … NaN stays NaN.
 *
 * Made from the constants alone, so that new values get the polynomials of the old.
 */
export function evaluatePoly(basis: PolyBasis, x: Float64Array): Float64Array[] {
  if (basis.raw) return Array.from({ length: basis.degree }, (_, j) => x.map((v) => v ** (j + 1)));
  const { center, scale, alpha, beta } = basis;
  const t = x.map((v) => (v - center) / scale);
  const columns = [new Float64Array(x.length).fill(1 / Math.sqrt(basis.n))];
  for (let j = 0; j < basis.degree; j++) {
    const now = columns[j];
    const before = columns[j - 1];
    const carry = j === 0 ? 0 : beta[j - 1];
    columns.push(
      now.map((q, i) => ((t[i] - alpha[j]) * q - (j === 0 ? 0 : carry * before[i])) / beta[j]),
    );
  }
  return columns.slice(1);
}

function meanOf(x: Float64Array): number {
  // Differences from the first value: a common origin of 1e6 would cost the plain sum six digits.
  let sum = 0;
  for (const v of x) sum += v - x[0];
  return x[0] + sum / x.length;
}

/** Number of distinct values, counted no further than `enough`. */
function countDistinct(x: Float64Array, enough: number): number {
  const seen = new Set<number>();
  for (let i = 0; i < x.length && seen.size < enough; i++) seen.add(x[i]);
  return seen.size;
}
