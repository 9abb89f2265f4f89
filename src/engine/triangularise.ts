/**
 * Reduces the first `pivots` of some columns of equal length to an upper triangle by Householder reflections, which act on
 * all columns; everything in place (Golub & Van Loan 2013, §5.2).
 *
 * Column `kept[r]` then holds the r-th column of R in its first r + 1 entries; the first `kept.length` entries of every
 * other column are its coordinates in the same orthonormal basis.
 *
 * @param tolerance a column whose part outside the span of earlier ones is below this share of its norm is left out
 * @returns positions of the columns found independent, increasing
 */
export function triangularise(
  columns: readonly Float64Array[],
  pivots: number,
  tolerance: number,
): number[] {
  const n = columns[0]?.length ?? 0;
  const kept: number[] = [];
  const norms = columns.slice(0, pivots).map((column) => Math.hypot(...tail(column, 0)));
  for (let j = 0; j < pivots && kept.length < n; j++) {
    const r = kept.length;
    const column = columns[j];
    const size = Math.hypot(...tail(column, r));
    if (!(size > tolerance * norms[j])) continue;
    const head = column[r] > 0 ? -size : size;
    const v = column.slice(r);
    v[0] -= head;
    const half = -head * v[0];
    for (let k = j; k < columns.length; k++) reflect(columns[k], v, half, r);
    column.fill(0, r + 1);
    kept.push(j);
  }
  return kept;
}

/** The norm's terms from entry r on, in few numbers, so that they fit the arguments of a call. */
function tail(column: Float64Array, r: number): number[] {
  const parts: number[] = [];
  for (let from = r; from < column.length; from += 4096) {
    parts.push(Math.hypot(...column.subarray(from, from + 4096)));
  }
  return parts;
}

/** x −= v (vᵀx) / half over the entries from r on, where `half` is half of vᵀv. */
function reflect(x: Float64Array, v: Float64Array, half: number, r: number): void {
  let sum = 0;
  for (let i = 0; i < v.length; i++) sum += v[i] * x[r + i];
  const factor = sum / half;
  for (let i = 0; i < v.length; i++) x[r + i] -= factor * v[i];
}
