/** A column is taken to depend on earlier ones when less than this share of its norm is left. */
const DEPENDENT = 1e-12;

/** Cosines below this count as 0: smaller ones come back by rounding. */
const ROUNDING = 2e-14;

function norm(v: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += v[i] * v[i];
  return Math.sqrt(sum);
}

/** Norms of rows [from, to) of some columns. */
export function norms(columns: readonly Float64Array[], from: number, to: number): Float64Array {
  return Float64Array.from(columns, (v) => norm(v, from, to));
}

/**
 * Householder reflections of rows [from, to) that make `pivots` upper trapezoidal, applied to `others` too. Columns that
 * depend on earlier ones use up no row, so that the rows left over are orthogonal to all of `pivots`.
 *
 * @param norms norm of each pivot column before any reflection
 * @returns the number of rows used
 */
export function reflect(
  pivots: readonly Float64Array[],
  others: readonly Float64Array[],
  from: number,
  to: number,
  norms: ArrayLike<number>,
): number {
  let row = from;
  for (let c = 0; c < pivots.length && row < to; c++) {
    const v = pivots[c];
    const length = norm(v, row, to);
    if (length <= DEPENDENT * norms[c]) {
      v.fill(0, row, to);
      continue;
    }
    const pivot = v[row] > 0 ? -length : length;
    const first = v[row] - pivot;
    const factor = -1 / (pivot * first);
    v[row] = first;
    for (let l = c + 1; l < pivots.length; l++) apply(v, pivots[l], row, to, factor);
    for (const other of others) apply(v, other, row, to, factor);
    v[row] = pivot;
    v.fill(0, row + 1, to);
    row++;
  }
  return row - from;
}

function apply(v: Float64Array, w: Float64Array, from: number, to: number, factor: number): void {
  let dot = 0;
  for (let i = from; i < to; i++) dot += v[i] * w[i];
  const share = dot * factor;
  if (share === 0) return;
  for (let i = from; i < to; i++) w[i] -= share * v[i];
}

function dot(x: Float64Array, y: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += x[i] * y[i];
  return sum;
}

/**
 * Rotates pairs of rows until the first `width` entries of all rows are orthogonal (one-sided Jacobi; Golub & Van Loan
 * 2013, §8.6.3). The rows then are eigenvectors' coordinates of I + GGᵀ, G the first `width` columns.
 *
 * @param rows one array each, of equal length; changed in place
 * @returns the eigenvalues 1 + ‖row‖², each accurate to rounding however large the others are
 */
export function orthogonalRows(rows: readonly Float64Array[], width: number): Float64Array {
  const squareOf = (row: Float64Array) => norm(row, 0, width) ** 2;
  let squares = Float64Array.from(rows, squareOf);
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false;
    for (let j = 1; j < rows.length; j++) {
      for (let i = 0; i < j; i++) {
        const b = dot(rows[i], rows[j], width);
        const [a, d] = [squares[i], squares[j]];
        if (Math.abs(b) <= ROUNDING * Math.sqrt((1 + a) * (1 + d))) continue;
        rotated = true;
        const { c, s, t } = rotation(a, b, d);
        turn(rows[i], rows[j], c, s);
        squares[i] = Math.max(0, a - t * b);
        squares[j] = d + t * b;
      }
    }
    squares = Float64Array.from(rows, squareOf);
  }
  return squares.map((square) => 1 + square);
}

/** Cosine, sine and tangent of the rotation that makes [[a, b], [b, d]] diagonal. */
function rotation(a: number, b: number, d: number): { c: number; s: number; t: number } {
  const tau = (d - a) / (2 * b);
  const t = Math.sign(tau || 1) / (Math.abs(tau) + Math.hypot(1, tau));
  const c = 1 / Math.hypot(1, t);
  return { c, s: c * t, t };
}

function turn(x: Float64Array, y: Float64Array, c: number, s: number): void {
  for (let i = 0; i < x.length; i++) {
    const left = x[i];
    const right = y[i];
    x[i] = c * left - s * right;
    y[i] = s * left + c * right;
  }
}

/**
 * Eigenvalues and eigenvectors of a symmetric positive semidefinite matrix by cyclic Jacobi rotations, until every
 * entry is negligible beside the diagonal entries of its row and column: so small eigenvalues of a graded matrix are
 * found to full relative accuracy (Demmel & Veselić 1992, SIAM J. Matrix Anal. Appl. 13).
 *
 * @param a one array for each column; destroyed, its diagonal holds the eigenvalues
 * @returns one array for each eigenvector
 */
export function jacobiEigenvectors(a: readonly Float64Array[]): Float64Array[] {
  const n = a.length;
  const vectors = a.map((_, j) => {
    const unit = new Float64Array(n);
    unit[j] = 1;
    return unit;
  });
  for (let sweep = 0; sweep < 40; sweep++) {
    let rotated = false;
    for (let q = 1; q < n; q++) {
      for (let p = 0; p < q; p++) {
        const b = a[q][p];
        if (b === 0 || Math.abs(b) <= ROUNDING * Math.sqrt(Math.abs(a[p][p] * a[q][q]))) continue;
        rotated = true;
        const { c, s } = rotation(a[p][p], b, a[q][q]);
        turn(a[p], a[q], c, s);
        for (let k = 0; k < n; k++) {
          const left = a[k][p];
          const right = a[k][q];
          a[k][p] = c * left - s * right;
          a[k][q] = s * left + c * right;
        }
        a[q][p] = 0;
        a[p][q] = 0;
        turn(vectors[p], vectors[q], c, s);
      }
    }
    if (!rotated) break;
  }
  return vectors;
}
