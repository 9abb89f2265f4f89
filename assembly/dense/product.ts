import { getF } from '../access';
import { PACKED_COLUMNS, PACKED_DEPTH, PACKED_ROWS, subtractPacked } from './packed';

/** Rows of A worked on together: with 64 columns they fill half of a 32 KiB cache. */
const BAND: i32 = 32;

/**
 * C −= A·B for column-major A (m×k, leading dimension lda) and C (m×n, ldc); B is reached by two strides,
 * element (l, j) at b[l·bk + j·bn], so that it may be a matrix or a transpose. All strides in elements.
 *
 * With `lower` entries above the diagonal are touched only inside blocks of four rows, for symmetric updates.
 *
 * The inner kernel keeps a 4×4 block of C in eight registers of two doubles. Every element of C is reduced in the
 * order l = 0 … k−1, whatever the block it falls in. Large products go to `packed.ts`.
 */
export function subtractProduct(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  bk: i32,
  bn: i32,
  c: usize,
  ldc: i32,
  lower: bool,
): void {
  if (m >= PACKED_ROWS && n >= PACKED_COLUMNS && k >= PACKED_DEPTH) {
    subtractPacked(m, n, k, a, 1, lda, b, bk, bn, c, ldc, lower);
  } else {
    subtractStrided(m, n, k, a, lda, b, bk, bn, c, ldc, lower);
  }
}

/** `subtractProduct` without copies. */
export function subtractStrided(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  lda: i32,
  b: usize,
  bk: i32,
  bn: i32,
  c: usize,
  ldc: i32,
  lower: bool,
): void {
  const sa = (<usize>lda) << 3;
  const sk = (<usize>bk) << 3;
  const sn = (<usize>bn) << 3;
  const sc = (<usize>ldc) << 3;
  // A band of rows of A stays in the first-level cache while all of B passes by; C is touched down its columns.
  for (let top = 0; top < m; top += BAND) {
    const bottom = min(top + BAND, m);
    const right = lower ? min(n, bottom) : n;
    let j = 0;
    for (; j + 4 <= right; j += 4) {
      const bj = b + <usize>j * sn;
      const cj = c + <usize>j * sc;
      // Blocks of four rows that lie above the diagonal as a whole are left out.
      let i = lower && j > top ? top + ((j - top) & ~3) : top;
      for (; i + 4 <= bottom; i += 4) {
        const at = (<usize>i) << 3;
        block4x4(k, a + at, sa, bj, sk, sn, cj + at, sc);
      }
      for (; i < bottom; i++) {
        const at = (<usize>i) << 3;
        for (let jj: usize = 0; jj < 4; jj++) {
          element(k, a + at, sa, bj + jj * sn, sk, cj + jj * sc + at);
        }
      }
    }
    for (; j < right; j++) {
      const bj = b + <usize>j * sn;
      const cj = c + <usize>j * sc;
      let i = lower && j > top ? top + ((j - top) & ~3) : top;
      for (; i + 4 <= bottom; i += 4) {
        const at = (<usize>i) << 3;
        block4x1(k, a + at, sa, bj, sk, cj + at);
      }
      for (; i < bottom; i++) {
        const at = (<usize>i) << 3;
        element(k, a + at, sa, bj, sk, cj + at);
      }
    }
  }
}

export function block4x4(
  k: i32,
  a: usize,
  sa: usize,
  b: usize,
  sk: usize,
  sn: usize,
  c: usize,
  sc: usize,
): void {
  const b1 = sn;
  const b2 = sn << 1;
  const b3 = sn + b2;
  let x00 = f64x2.splat(0);
  let x10 = f64x2.splat(0);
  let x01 = f64x2.splat(0);
  let x11 = f64x2.splat(0);
  let x02 = f64x2.splat(0);
  let x12 = f64x2.splat(0);
  let x03 = f64x2.splat(0);
  let x13 = f64x2.splat(0);
  for (let l = 0; l < k; l++) {
    const top = v128.load(a);
    const low = v128.load(a, 16);
    let y = v128.load_splat<f64>(b);
    x00 = f64x2.add(x00, f64x2.mul(top, y));
    x10 = f64x2.add(x10, f64x2.mul(low, y));
    y = v128.load_splat<f64>(b + b1);
    x01 = f64x2.add(x01, f64x2.mul(top, y));
    x11 = f64x2.add(x11, f64x2.mul(low, y));
    y = v128.load_splat<f64>(b + b2);
    x02 = f64x2.add(x02, f64x2.mul(top, y));
    x12 = f64x2.add(x12, f64x2.mul(low, y));
    y = v128.load_splat<f64>(b + b3);
    x03 = f64x2.add(x03, f64x2.mul(top, y));
    x13 = f64x2.add(x13, f64x2.mul(low, y));
    a += sa;
    b += sk;
  }
  subtractPair(c, x00, x10);
  subtractPair(c + sc, x01, x11);
  subtractPair(c + (sc << 1), x02, x12);
  subtractPair(c + (sc << 1) + sc, x03, x13);
}

function subtractPair(c: usize, top: v128, low: v128): void {
  v128.store(c, f64x2.sub(v128.load(c), top));
  v128.store(c, f64x2.sub(v128.load(c, 16), low), 16);
}

function block4x1(k: i32, a: usize, sa: usize, b: usize, sk: usize, c: usize): void {
  let x0 = f64x2.splat(0);
  let x1 = f64x2.splat(0);
  for (let l = 0; l < k; l++) {
    const y = v128.load_splat<f64>(b);
    x0 = f64x2.add(x0, f64x2.mul(v128.load(a), y));
    x1 = f64x2.add(x1, f64x2.mul(v128.load(a, 16), y));
    a += sa;
    b += sk;
  }
  subtractPair(c, x0, x1);
}

function element(k: i32, a: usize, sa: usize, b: usize, sk: usize, c: usize): void {
  let x: f64 = 0;
  for (let l = 0; l < k; l++) {
    x += load<f64>(a) * load<f64>(b);
    a += sa;
    b += sk;
  }
  store<f64>(c, load<f64>(c) - x);
}

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
