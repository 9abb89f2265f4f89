import { dot } from '../../number/dot.ts';
import { bSplineRow, knotInterval } from './b-spline.ts';
import { chooseKnots, knotSequence, type SplineOptions } from './spline-knots.ts';

const CUBIC = 3;

/** Constants of `ns(x, …)`; plain data. */
export interface NsBasis {
  readonly kind: 'ns';
  readonly intercept: boolean;
  readonly knots: readonly number[];
  readonly boundary: readonly [number, number];
}

/**
 * The constants of R's `splines::ns(x, df, knots, intercept, Boundary.knots)`: natural cubic splines.
 *
 * Without `df` and `knots` there is no inner knot. Errors: see `chooseKnots`.
 */
export function fitNs(x: Float64Array, options: SplineOptions = {}): NsBasis {
  const { intercept = false } = options;
  return { kind: 'ns', intercept, ...chooseKnots(x, options, intercept ? 2 : 1, 'ns()') };
}

/**
 * The columns of the basis at `x`; R names them `1`, `2`, … NaN stays NaN. Linear beyond the boundary knots.
 *
 * Cubic B-splines projected on the splines whose second derivative is zero at both boundary knots (de Boor 1978, ch. IV).
 * The basis of that space, and with it the coefficients, is R's: the trailing columns of the orthogonal factor of the
 * constraints, by Householder reflections.
 */
export function evaluateNs(basis: NsBasis, x: Float64Array): Float64Array[] {
  const [low, high] = basis.boundary;
  const knots = knotSequence(basis, CUBIC);
  const skip = basis.intercept ? 0 : 1;
  const splinesAt = (v: number, derivative: number): Float64Array => {
    const at = knotInterval(knots, CUBIC, v);
    return bSplineRow(knots, CUBIC, at, v, derivative).subarray(skip);
  };
  const projection = nullSpace([splinesAt(low, 2), splinesAt(high, 2)]);
  const project = (row: Float64Array): number[] => projection.map((column) => dot(column, row));
  const edges = [low, high].map((edge) => ({
    value: project(splinesAt(edge, 0)),
    slope: project(splinesAt(edge, 1)),
  }));

  const columns = projection.map(() => new Float64Array(x.length).fill(Number.NaN));
  for (let i = 0; i < x.length; i++) {
    const v = x[i];
    if (Number.isNaN(v)) continue;
    if (v < low || v > high) {
      const { value, slope } = edges[v < low ? 0 : 1];
      const distance = v - (v < low ? low : high);
      for (let j = 0; j < columns.length; j++) columns[j][i] = value[j] + slope[j] * distance;
    } else {
      const row = splinesAt(v, 0);
      for (let j = 0; j < columns.length; j++) columns[j][i] = dot(projection[j], row);
    }
  }
  return columns;
}

/** Orthonormal vectors orthogonal to the given ones: Q's trailing columns in the Householder QR of their matrix. */
function nullSpace(constraints: readonly Float64Array[]): Float64Array[] {
  const size = constraints[0].length;
  const work = constraints.map((c) => c.slice());
  const reflectors: Float64Array[] = [];
  work.forEach((column, k) => {
    const u = column.map((v, i) => (i < k ? 0 : v));
    u[k] += (u[k] < 0 ? -1 : 1) * Math.sqrt(dot(u, u));
    for (const later of work.slice(k)) reflect(later, u);
    reflectors.push(u);
  });
  return Array.from({ length: size - constraints.length }, (_, j) => {
    const unit = new Float64Array(size);
    unit[constraints.length + j] = 1;
    for (const u of reflectors.toReversed()) reflect(unit, u);
    return unit;
  });
}

function reflect(vector: Float64Array, u: Float64Array): void {
  const factor = (2 * dot(u, vector)) / dot(u, u);
  for (let i = 0; i < vector.length; i++) vector[i] -= factor * u[i];
}
