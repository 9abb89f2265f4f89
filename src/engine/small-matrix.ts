import { identityMatrix } from '../number/identity-matrix.ts';
// Small dense matrices, column-major in Float64Array: the few steps between the engine's basis and the user's columns.

/** A·B for A (m×k) and B (k×n). */
export function product(
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  const c = new Float64Array(m * n);
  for (let j = 0; j < n; j++) {
    for (let l = 0; l < k; l++) {
      const factor = b[j * k + l];
      for (let i = 0; i < m; i++) c[j * m + i] += a[l * m + i] * factor;
    }
  }
  return c;
}

/** Aᵀ for A (m×n). */
export function transpose(a: Float64Array, m: number, n: number): Float64Array {
  const t = new Float64Array(m * n);
  for (let j = 0; j < n; j++) for (let i = 0; i < m; i++) t[i * n + j] = a[j * m + i];
  return t;
}

/** R⁻¹B for an upper triangle R (n×n, non-zero diagonal) and B (n×m). */
export function solveUpper(r: Float64Array, b: Float64Array, n: number, m: number): Float64Array {
  const x = b.slice();
  for (let j = 0; j < m; j++) {
    for (let i = n - 1; i >= 0; i--) {
      let sum = x[j * n + i];
      for (let l = i + 1; l < n; l++) sum -= r[l * n + i] * x[j * n + l];
      x[j * n + i] = sum / r[i * n + i];
    }
  }
  return x;
}

/** R⁻¹ S R⁻ᵀ for symmetric S (n×n): a covariance matrix taken back to the user's columns. */
export function congruence(r: Float64Array, s: Float64Array, n: number): Float64Array {
  const half = solveUpper(r, s, n, n);
  return solveUpper(r, transpose(half, n, n), n, n);
}

/**
 * The lower triangle T with T Tᵀ = M Mᵀ and a non-negative diagonal, by rotations of the columns of M (k×k), which lose no
 * digits when M is singular. Directions without variance leave whole columns zero.
 */
export function lowerTriangle(matrix: Float64Array, k: number): Float64Array {
  const m = matrix.slice();
  const scale = Math.hypot(...m);
  const t = new Float64Array(k * k);
  let column = 0;
  for (let row = 0; row < k; row++) {
    for (let c = column + 1; c < k; c++) rotateAway(m, k, row, column, c);
    const pivot = m[column * k + row];
    if (Math.abs(pivot) <= 1e-14 * scale) continue;
    const sign = pivot < 0 ? -1 : 1;
    for (let r = row; r < k; r++) t[row * k + r] = sign * m[column * k + r];
    column++;
    if (column === k) break;
  }
  return t;
}

/** Rotates columns a and b of M so that entry (row, b) becomes zero. */
function rotateAway(m: Float64Array, k: number, row: number, a: number, b: number): void {
  const x = m[a * k + row];
  const y = m[b * k + row];
  const r = Math.hypot(x, y);
  if (y === 0) return;
  const c = x / r;
  const s = y / r;
  for (let i = 0; i < k; i++) {
    const left = m[a * k + i];
    const right = m[b * k + i];
    m[a * k + i] = c * left + s * right;
    m[b * k + i] = c * right - s * left;
  }
  m[b * k + row] = 0;
}

/** The lower triangle L with L Lᵀ = S of a symmetric positive definite matrix (n×n); undefined when it is not. */
export function choleskyFactor(s: Float64Array, n: number): Float64Array | undefined {
  const l = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = s[j * n + i];
      for (let c = 0; c < j; c++) sum -= l[c * n + i] * l[c * n + j];
      if (i > j) l[j * n + i] = sum / l[j * n + j];
      else if (sum > 0) l[j * n + j] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return l;
}

/** Inverse of a symmetric positive definite matrix (n×n) by its Cholesky factor; undefined when it is not. */
export function inverseDefinite(s: Float64Array, n: number): Float64Array | undefined {
  const l = choleskyFactor(s, n);
  if (l === undefined) return undefined;
  const upper = transpose(l, n, n);
  const half = transpose(solveUpper(upper, identityMatrix(n), n, n), n, n);
  return solveUpper(upper, half, n, n);
}
