/**
 * The knot interval of `x`: the last `i` with `knots[i] <= x` among the intervals of the spline's domain.
 *
 * Values outside the domain get the first or last interval, whose polynomial pieces then continue.
 */
export function knotInterval(knots: readonly number[], degree: number, x: number): number {
  let low = degree;
  let high = knots.length - degree - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (knots[middle] <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The `degree + 1` B-splines that are not zero on interval `at`, evaluated at `x` into `out`.
 *
 * Recurrence of Cox (1972) and de Boor (1972). `out[r]` belongs to spline `at − degree + r`.
 */
export function localBSplines(
  knots: readonly number[],
  degree: number,
  at: number,
  x: number,
  out: Float64Array,
): void {
  out[0] = 1;
  for (let j = 1; j <= degree; j++) {
    let saved = 0;
    for (let r = 0; r < j; r++) {
      const right = knots[at + r + 1];
      const left = knots[at + 1 - j + r];
      const share = out[r] / (right - left);
      out[r] = saved + (right - x) * share;
      saved = (x - left) * share;
    }
    out[j] = saved;
  }
}

/**
 * All B-splines of the knot sequence, or their derivatives of the given order, at one point.
 *
 * `at` is the interval whose polynomial pieces are meant; it decides between the two sides of a knot.
 */
export function bSplineRow(
  knots: readonly number[],
  degree: number,
  at: number,
  x: number,
  derivative = 0,
): Float64Array {
  const row = new Float64Array(knots.length - degree - 1);
  if (derivative === 0) {
    const local = new Float64Array(degree + 1);
    localBSplines(knots, degree, at, x, local);
    row.set(local, at - degree);
    return row;
  }
  const lower = bSplineRow(knots, degree - 1, at, x, derivative - 1);
  for (let j = 0; j < row.length; j++) {
    const left = knots[j + degree] - knots[j];
    const right = knots[j + degree + 1] - knots[j + 1];
    const rise = left > 0 ? lower[j] / left : 0;
    const fall = right > 0 ? lower[j + 1] / right : 0;
    row[j] = degree * (rise - fall);
  }
  return row;
}
