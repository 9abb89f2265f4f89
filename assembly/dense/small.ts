import { getF, setF } from '../access';

// Small matrices by plain loops, column-major without gaps: as many rows and columns as a level has random coefficients. Every
// entry is summed in the order of the inner index.

/** C (m×n) = A (m×k) · B (k×n). */
export function multiply(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(a, l * m + i) * getF(b, j * k + l);
      store<f64>(c, sum);
      c += 8;
    }
  }
}

/** C (m×n) = Aᵀ · B for A (k×m) and B (k×n). */
export function multiplyTransposed(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(a, i * k + l) * getF(b, j * k + l);
      store<f64>(c, sum);
      c += 8;
    }
  }
}

/** C (m×n) = A (m×k) · Bᵀ for B (n×k); with A = B = T it is the covariance T Tᵀ of a template. */
export function timesTransposed(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      let sum: f64 = 0;
      for (let l = 0; l < k; l++) sum += getF(a, l * m + i) * getF(b, l * n + j);
      store<f64>(c, sum);
      c += 8;
    }
  }
}

/** out (m×n) = S C Tᵀ for S (m×m) and T (n×n); `half` is m×n scratch. */
export function between(
  m: i32,
  s: usize,
  n: i32,
  t: usize,
  c: usize,
  half: usize,
  out: usize,
): void {
  multiply(m, n, m, s, c, half);
  timesTransposed(m, n, n, half, t, out);
}

/** Solves L x = b in place, L a lower triangle (n×n). */
export function solveLower(n: i32, l: usize, b: usize): void {
  for (let i = 0; i < n; i++) {
    let sum = getF(b, i);
    for (let j = 0; j < i; j++) sum -= getF(l, j * n + i) * getF(b, j);
    setF(b, i, sum / getF(l, i * n + i));
  }
}

/** Solves Lᵀ x = b in place. */
export function solveUpper(n: i32, l: usize, b: usize): void {
  for (let i = n - 1; i >= 0; i--) {
    let sum = getF(b, i);
    for (let j = i + 1; j < n; j++) sum -= getF(l, i * n + j) * getF(b, j);
    setF(b, i, sum / getF(l, i * n + i));
  }
}

/** Solves L Lᵀ x = b in place. */
export function solveFactored(n: i32, l: usize, b: usize): void {
  solveLower(n, l, b);
  solveUpper(n, l, b);
}
