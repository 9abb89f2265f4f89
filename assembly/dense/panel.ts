import { getF, setF } from '../access';
import { subtractProduct } from './product';
import { addScaled } from './vector';

// Cholesky factorisation of one column-major panel in place, and the inverse of a triangle (Golub & Van Loan
// 2013, §4.2): columns in blocks of BLOCK, what lies to the right of a block updated by a dense product.

const BLOCK: i32 = 8;

/**
 * Cholesky factorisation in place of the first `ncol` columns of a column-major trapezoid with `nrow` rows:
 *
 *      ncol
 *     ┌────┐
 *     │ A11│ ncol     A11 = L11 L11ᵀ        (upper triangle not touched)
 *     ├────┤
 *     │ A21│          A21 = L21 L11ᵀ
 *     └────┘ nrow
 *
 * @returns 0, or k + 1 when pivot k is not positive
 */
export function factorPanel(panel: usize, ld: i32, ncol: i32, nrow: i32): i32 {
  for (let start = 0; start < ncol; start += BLOCK) {
    const end = min(start + BLOCK, ncol);
    for (let j = start; j < end; j++) {
      const column = panel + ((<usize>j * <usize>ld) << 3);
      const pivot = getF(column, j);
      if (!(pivot > 0) || pivot === Infinity) return j + 1;
      const root = Math.sqrt(pivot);
      setF(column, j, root);
      const inverse = 1.0 / root;
      for (let i = j + 1; i < nrow; i++) setF(column, i, getF(column, i) * inverse);
      for (let jj = j + 1; jj < end; jj++) {
        const target = panel + ((<usize>jj * <usize>ld) << 3);
        const at = (<usize>jj) << 3;
        addScaled(nrow - jj, -getF(column, jj), column + at, target + at);
      }
    }
    if (end < ncol) {
      const left = panel + ((<usize>start * <usize>ld + <usize>end) << 3);
      const trailing = panel + ((<usize>end * <usize>ld + <usize>end) << 3);
      subtractProduct(
        nrow - end,
        ncol - end,
        end - start,
        left,
        ld,
        left,
        ld,
        1,
        trailing,
        ld,
        true,
      );
    }
  }
  return 0;
}

/** Inverse of a lower triangle: X (n×n, leading dimension ldx, zeros above) with L·X = I. */
export function invertLower(n: i32, l: usize, ldl: i32, x: usize, ldx: i32): void {
  for (let j = 0; j < n; j++) {
    const column = x + ((<usize>(j * ldx)) << 3);
    for (let i = 0; i < j; i++) setF(column, i, 0);
    setF(column, j, 1.0);
    for (let i = j + 1; i < n; i++) setF(column, i, 0);
    for (let k = j; k < n; k++) {
      const lk = l + ((<usize>(k * ldl)) << 3);
      const value = getF(column, k) / getF(lk, k);
      setF(column, k, value);
      const at = (<usize>(k + 1)) << 3;
      addScaled(n - k - 1, -value, lk + at, column + at);
    }
  }
}
