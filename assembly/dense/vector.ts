import { getF } from '../access';

// Loops over vectors, and the transpose of a matrix.

/** y += f·x over n elements. */
export function addScaled(n: i32, f: f64, x: usize, y: usize): void {
  const f2 = f64x2.splat(f);
  let i = 0;
  for (; i + 2 <= n; i += 2) {
    v128.store(y, f64x2.add(v128.load(y), f64x2.mul(f2, v128.load(x))));
    x += 16;
    y += 16;
  }
  if (i < n) store<f64>(y, load<f64>(y) + f * load<f64>(x));
}

/** y += f·x + g·z over n elements, in this order. */
export function addTwoScaled(n: i32, f: f64, x: usize, g: f64, z: usize, y: usize): void {
  const f2 = f64x2.splat(f);
  const g2 = f64x2.splat(g);
  const end = y + ((<usize>(n & ~1)) << 3);
  while (y < end) {
    const sum = f64x2.add(v128.load(y), f64x2.mul(f2, v128.load(x)));
    v128.store(y, f64x2.add(sum, f64x2.mul(g2, v128.load(z))));
    x += 16;
    z += 16;
    y += 16;
  }
  if ((n & 1) === 1) {
    store<f64>(y, load<f64>(y) + f * load<f64>(x) + g * load<f64>(z));
  }
}

/** Σ x·y over n elements, summed in eight lanes so that no addition waits for the last: one fixed order on every machine. */
export function dot(n: i32, x: usize, y: usize): f64 {
  let s = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i = 0;
  for (; i + 8 <= n; i += 8) {
    s = f64x2.add(s, f64x2.mul(v128.load(x), v128.load(y)));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(x, 16), v128.load(y, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(x, 32), v128.load(y, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(x, 48), v128.load(y, 48)));
    x += 64;
    y += 64;
  }
  s = f64x2.add(f64x2.add(s, s1), f64x2.add(s2, s3));
  for (; i + 2 <= n; i += 2) {
    s = f64x2.add(s, f64x2.mul(v128.load(x), v128.load(y)));
    x += 16;
    y += 16;
  }
  let total = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  if (i < n) total += load<f64>(x) * load<f64>(y);
  return total;
}

/** B (n×m) = Aᵀ for column-major A (m×n, leading dimension lda). */
export function transpose(m: i32, n: i32, a: usize, lda: i32, b: usize, ldb: i32): void {
  for (let j = 0; j < n; j++) {
    const column = a + ((<usize>(j * lda)) << 3);
    for (let i = 0; i < m; i++) {
      store<f64>(b + ((<usize>(i * ldb + j)) << 3), getF(column, i));
    }
  }
}
