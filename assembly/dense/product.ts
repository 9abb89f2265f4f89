import { PACKED_COLUMNS, PACKED_DEPTH, PACKED_ROWS, subtractPacked } from './packed';
import { block4x1, block4x4, element } from './tile';

/** Rows of A worked on together: with 64 columns they fill half of a 32 KiB cache. */
const BAND: i32 = 32;

/**
 * C −= A·B for column-major A (m×k, leading dimension lda) and C (m×n, ldc); B is reached by two strides,
 * element (l, j) at b[l·bk + j·bn], so that it may be a matrix or a transpose. All strides in elements.
 *
 * With `lower` entries above the diagonal are touched only inside blocks of four rows, for symmetric updates.
 *
 * Every element of C is reduced in the order l = 0 … k − 1, whatever the block of `tile.ts` it falls in. Large products go to
 * `packed.ts`, where that order holds within runs.
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
