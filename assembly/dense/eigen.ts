import { getF, setF } from '../access';

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan 2013, §8.5).
 *
 * @param a n×n, destroyed; its diagonal holds the eigenvalues
 * @param vectors n×n, column j belongs to the j-th diagonal entry
 */
export function symmetricEigen(n: i32, a: usize, vectors: usize): void {
  memory.fill(vectors, 0, (<usize>(n * n)) << 3);
  for (let i = 0; i < n; i++) setF(vectors, i * n + i, 1.0);
  for (let sweep = 0; sweep < 60; sweep++) {
    let off: f64 = 0;
    let diagonal: f64 = 0;
    for (let j = 0; j < n; j++) {
      diagonal += getF(a, j * n + j) * getF(a, j * n + j);
      for (let i = 0; i < j; i++) off += getF(a, j * n + i) * getF(a, j * n + i);
    }
    if (off <= 1e-34 * diagonal || off === 0) return;
    for (let j = 1; j < n; j++) for (let i = 0; i < j; i++) rotate(n, i, j, a, vectors);
  }
}

function rotate(n: i32, p: i32, q: i32, a: usize, vectors: usize): void {
  const apq = getF(a, q * n + p);
  if (apq === 0) return;
  const tau = (getF(a, q * n + q) - getF(a, p * n + p)) / (2.0 * apq);
  const root = Math.sqrt(1.0 + tau * tau);
  const t = tau >= 0 ? 1.0 / (tau + root) : -1.0 / (root - tau);
  const c = 1.0 / Math.sqrt(1.0 + t * t);
  const s = t * c;
  for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q, c, s);
  for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k, c, s);
  for (let k = 0; k < n; k++) turn(vectors, p * n + k, q * n + k, c, s);
}

function turn(a: usize, i: i32, j: i32, c: f64, s: f64): void {
  const x = getF(a, i);
  const y = getF(a, j);
  setF(a, i, c * x - s * y);
  setF(a, j, s * x + c * y);
}
