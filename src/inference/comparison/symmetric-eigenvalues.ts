/**
 * Eigenvalues of a symmetric matrix (n×n, column-major, destroyed), in no order: Householder reduction to a tridiagonal
 * matrix, then QL iterations with implicit shifts (Golub & Van Loan 2013, §8.3). About 4n³/3 operations.
 */
export function symmetricEigenvalues(a: Float64Array, n: number): Float64Array {
  const diagonal = new Float64Array(n);
  const below = new Float64Array(n);
  tridiagonalise(a, n, diagonal, below);
  iterate(diagonal, below, n);
  return diagonal;
}

/** The diagonal, and the entries (k + 1, k) below it, of QᵀAQ. Uses and destroys the lower triangle of A. */
function tridiagonalise(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  below: Float64Array,
): void {
  const p = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    diagonal[k] = a[k * n + k];
    const v = a.subarray(k * n, (k + 1) * n);
    let square = 0;
    for (let i = k + 1; i < n; i++) square += v[i] * v[i];
    const size = Math.sqrt(square);
    const head = v[k + 1] > 0 ? -size : size;
    below[k] = head;
    v[k + 1] -= head;
    const half = -head * v[k + 1];
    if (!(half > 0)) continue;
    // p = A v / half, from the lower triangle; then A −= v wᵀ + w vᵀ with w = p − (pᵀv / 2 half) v.
    p.fill(0);
    for (let c = k + 1; c < n; c++) {
      const column = a.subarray(c * n, (c + 1) * n);
      let sum = column[c] * v[c];
      for (let r = c + 1; r < n; r++) {
        sum += column[r] * v[r];
        p[r] += column[r] * v[c];
      }
      p[c] += sum;
    }
    let overlap = 0;
    for (let i = k + 1; i < n; i++) {
      p[i] /= half;
      overlap += p[i] * v[i];
    }
    overlap /= 2 * half;
    for (let i = k + 1; i < n; i++) p[i] -= overlap * v[i];
    for (let c = k + 1; c < n; c++) {
      const column = a.subarray(c * n, (c + 1) * n);
      for (let r = c; r < n; r++) column[r] -= v[r] * p[c] + p[r] * v[c];
    }
  }
  if (n > 0) diagonal[n - 1] = a[n * n - 1];
}

/** Eigenvalues of a tridiagonal matrix replace its diagonal. */
function iterate(d: Float64Array, e: Float64Array, n: number): void {
  for (let l = 0; l < n; l++) {
    for (;;) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > 2 ** -53 * (Math.abs(d[m]) + Math.abs(d[m + 1]))) m++;
      if (m === l) break;
      const ratio = (d[l + 1] - d[l]) / (2 * e[l]);
      const root = Math.hypot(ratio, 1);
      let g = d[m] - d[l] + e[l] / (ratio + (ratio < 0 ? -root : root));
      let s = 1;
      let c = 1;
      let shift = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        const r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= shift;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - shift;
        const t = (d[i] - g) * s + 2 * c * b;
        shift = s * t;
        d[i + 1] = g + shift;
        g = c * t - b;
      }
      if (i >= l) continue;
      d[l] -= shift;
      e[l] = g;
      e[m] = 0;
    }
  }
}
