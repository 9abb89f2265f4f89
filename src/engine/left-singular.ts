/** Singular values, in decreasing order, with left singular vectors. */
interface LeftSingular {
  /** k values. */
  readonly values: Float64Array;
  /** k×k orthogonal, column-major; column j belongs to value j. */
  readonly vectors: Float64Array;
}

/**
 * Singular values and left singular vectors of a small k×m matrix, column-major, by rotating pairs of rows until all are
 * orthogonal (one-sided Jacobi; Golub & Van Loan 2013, §8.6.3). Zero singular values come out as rounding of the rows,
 * not as its square root, and their vectors complete an orthogonal matrix.
 */
export function leftSingular(matrix: Float64Array, k: number, m: number): LeftSingular {
  const rows = Array.from({ length: k }, (_, r) => {
    const row = new Float64Array(m + k);
    for (let c = 0; c < m; c++) row[c] = matrix[c * k + r];
    row[m + r] = 1;
    return row;
  });
  const inner = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let c = 0; c < m; c++) sum += a[c] * b[c];
    return sum;
  };
  for (let sweep = 0, rotated = true; rotated && sweep < 60; sweep++) {
    rotated = false;
    for (let j = 1; j < k; j++) {
      for (let i = 0; i < j; i++) {
        const [a, b, d] = [
          inner(rows[i], rows[i]),
          inner(rows[i], rows[j]),
          inner(rows[j], rows[j]),
        ];
        if (b === 0 || Math.abs(b) <= 1e-16 * Math.sqrt(a * d)) continue;
        rotated = true;
        const tau = (d - a) / (2 * b);
        const t = (tau < 0 ? -1 : 1) / (Math.abs(tau) + Math.hypot(1, tau));
        const cosine = 1 / Math.hypot(1, t);
        for (let c = 0; c < m + k; c++) {
          const left = rows[i][c];
          const right = rows[j][c];
          rows[i][c] = cosine * (left - t * right);
          rows[j][c] = cosine * (right + t * left);
        }
      }
    }
  }
  const sorted = rows
    .map((row) => ({ value: Math.sqrt(inner(row, row)), vector: row.subarray(m) }))
    .toSorted((x, y) => y.value - x.value);
  const vectors = new Float64Array(k * k);
  sorted.forEach(({ vector }, j) => {
    vectors.set(vector, j * k);
  });
  return { values: Float64Array.from(sorted, ({ value }) => value), vectors };
}
