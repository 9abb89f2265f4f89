import { knotInterval, localBSplines } from './b-spline.ts';
import { checkWhole } from './finite-values.ts';
import { chooseKnots, knotSequence, type SplineOptions } from './spline-knots.ts';

/** Constants of `bs(x, …)`; plain data. */
export interface BsBasis {
  readonly kind: 'bs';
  readonly degree: number;
  readonly intercept: boolean;
  readonly knots: readonly number[];
  readonly boundary: readonly [number, number];
}

/**
 * The constants of R's `splines::bs(x, df, knots, degree, intercept, Boundary.knots)`: B-splines of the given degree,
 * default 3, of which the first is left out unless `intercept`.
 *
 * Without `df` and `knots` there is no inner knot. Errors: see `chooseKnots`.
 */
export function fitBs(
  x: Float64Array,
  options: SplineOptions & { readonly degree?: number } = {},
): BsBasis {
  const { degree = 3, intercept = false } = options;
  checkWhole(degree, 1, 'the degree of bs()');
  const chosen = chooseKnots(x, options, degree + (intercept ? 1 : 0), 'bs()');
  return { kind: 'bs', degree, intercept, ...chosen };
}

/**
 * The columns of the basis at `x`; R names them `1`, `2`, … NaN stays NaN.
 *
 * Beyond the boundary knots the outermost polynomial pieces continue, as in R (which remarks that such a basis may be
 * ill-conditioned).
 */
export function evaluateBs(basis: BsBasis, x: Float64Array): Float64Array[] {
  const { degree, intercept } = basis;
  const knots = knotSequence(basis, degree);
  const columns = Array.from(
    { length: knots.length - degree - 1 },
    () => new Float64Array(x.length),
  );
  const local = new Float64Array(degree + 1);
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i])) {
      for (const column of columns) column[i] = Number.NaN;
      continue;
    }
    const at = knotInterval(knots, degree, x[i]);
    localBSplines(knots, degree, at, x[i], local);
    for (let r = 0; r <= degree; r++) columns[at - degree + r][i] = local[r];
  }
  return intercept ? columns : columns.slice(1);
}
