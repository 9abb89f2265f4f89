import type { CrossProducts } from '../../engine/cross-products.ts';

/** Pivots of X̃ᵀWX̃ below this share of its diagonal in the whole, n, are rounding. */
const NOTHING = 1e-9;

/** Whether the fixed effects are determined by what is left of some cross-products: X̃ᵀWX̃ still has full rank. */
export function isDetermined({ n, kept, fixed }: CrossProducts): boolean {
  const p = kept.length;
  const l = fixed.slice();
  for (let j = 0; j < p; j++) {
    const pivot = l[j * (p + 1) + j];
    if (!(pivot > NOTHING * n)) return false;
    for (let b = j + 1; b < p; b++) {
      const by = l[j * (p + 1) + b] / pivot;
      for (let a = j + 1; a < p; a++) l[b * (p + 1) + a] -= by * l[j * (p + 1) + a];
    }
  }
  return true;
}
