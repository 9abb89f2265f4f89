import { alloc, mark, release } from '../arena';
import { packedBlock } from './tile';

/** From these sizes on, copying A and B pays. */
export const PACKED_ROWS: i32 = 12;
export const PACKED_COLUMNS: i32 = 8;
export const PACKED_DEPTH: i32 = 16;

/** Columns of A, and rows of A, that are copied together: a band of A fills half of a 32 KiB cache, a strip of B 4 KiB. */
const DEPTH: i32 = 128;
const BAND: i32 = 32;

/** C −= Aᵀ·B for column-major A (k×m, leading dimension lda); otherwise as `subtractProduct`. */
export function subtractTransposed(
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
): void {
  subtractPacked(m, n, k, a, lda, 1, b, bk, bn, c, ldc, false);
}

/**
 * `subtractProduct` for large matrices, A too reached by two strides (element (i, l) at a[i·am + l·ak]): A and B are copied so that
 * the kernel reads both without strides (Goto & van de Geijn 2008, ACM Trans. Math. Softw. 34). Strips of four rows of A, and of four columns of B, filled up with zeros:
 *
 *     strip of A   a₀₀ a₁₀ a₂₀ a₃₀ │ a₀₁ a₁₁ …        strip of B   b₀₀ b₀₁ b₀₂ b₀₃ │ b₁₀ b₁₁ …
 *
 * Each element of C is reduced in order within runs of DEPTH terms.
 */
export function subtractPacked(
  m: i32,
  n: i32,
  k: i32,
  a: usize,
  am: i32,
  ak: i32,
  b: usize,
  bk: i32,
  bn: i32,
  c: usize,
  ldc: i32,
  lower: bool,
): void {
  const before = mark();
  const deep = min(k, DEPTH);
  const strip = (<usize>deep) << 5;
  const packedA = alloc(<usize>(BAND >> 2) * strip);
  const packedB = alloc(<usize>((n + 3) >> 2) * strip);
  const edge = alloc(128);
  const sc = (<usize>ldc) << 3;
  for (let from = 0; from < k; from += DEPTH) {
    const depth = min(DEPTH, k - from);
    packColumns(depth, n, b + ((<usize>from * <usize>bk) << 3), bk, bn, packedB, strip);
    const source = a + ((<usize>from * <usize>ak) << 3);
    for (let top = 0; top < m; top += BAND) {
      const bottom = min(top + BAND, m);
      const band = source + ((<usize>top * <usize>am) << 3);
      if (am === 1) packRows(depth, bottom - top, band, ak, packedA, strip);
      else packColumns(depth, bottom - top, band, ak, am, packedA, strip);
      const right = lower ? min(n, bottom) : n;
      for (let j = 0; j < right; j += 4) {
        const bj = packedB + <usize>(j >> 2) * strip;
        const cj = c + <usize>j * sc;
        // Blocks of four rows that lie above the diagonal as a whole are left out.
        const first = lower && j > top ? top + ((j - top) & ~3) : top;
        for (let i = first; i < bottom; i += 4) {
          const ai = packedA + <usize>((i - top) >> 2) * strip;
          const target = cj + ((<usize>i) << 3);
          if (i + 4 <= bottom && j + 4 <= right) {
            packedBlock(depth, ai, bj, target, sc);
          } else {
            memory.fill(edge, 0, 128);
            packedBlock(depth, ai, bj, edge, 32);
            addPart(min(4, bottom - i), min(4, right - j), edge, target, sc);
          }
        }
      }
    }
  }
  release(before);
}

/** C (m×n, at most 4×4) += the block at `edge`. */
function addPart(m: i32, n: i32, edge: usize, c: usize, sc: usize): void {
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      const at = c + ((<usize>i) << 3);
      store<f64>(at, load<f64>(at) + load<f64>(edge + ((<usize>((j << 2) + i)) << 3)));
    }
    c += sc;
  }
}

/** Copies rows of A into strips of four. */
export function packRows(depth: i32, m: i32, a: usize, lda: i32, out: usize, strip: usize): void {
  const sa = (<usize>lda) << 3;
  for (let i = 0; i < m; i += 4) {
    let from = a + ((<usize>i) << 3);
    let to = out;
    if (i + 4 <= m) {
      for (let l = 0; l < depth; l++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += sa;
        to += 32;
      }
    } else {
      for (let l = 0; l < depth; l++) {
        for (let r = 0; r < 4; r++) {
          const at = (<usize>r) << 3;
          store<f64>(to + at, i + r < m ? load<f64>(from + at) : 0);
        }
        from += sa;
        to += 32;
      }
    }
    out += strip;
  }
}

/** Copies columns of B, or rows of A that are not side by side, into strips of four. */
export function packColumns(
  depth: i32,
  n: i32,
  b: usize,
  bk: i32,
  bn: i32,
  out: usize,
  strip: usize,
): void {
  const sk = (<usize>bk) << 3;
  const sn = (<usize>bn) << 3;
  for (let j = 0; j < n; j += 4) {
    const width = min(4, n - j);
    for (let c = 0; c < 4; c++) {
      let to = out + ((<usize>c) << 3);
      if (c >= width) {
        for (let l = 0; l < depth; l++) {
          store<f64>(to, 0);
          to += 32;
        }
        continue;
      }
      let from = b + <usize>(j + c) * sn;
      for (let l = 0; l < depth; l++) {
        store<f64>(to, load<f64>(from));
        from += sk;
        to += 32;
      }
    }
    out += strip;
  }
}
