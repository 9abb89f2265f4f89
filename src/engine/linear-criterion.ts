import { logarithm } from '../number/elementary.ts';
import type { CrossProducts } from './cross-products.ts';
import { criterionConstant, denominator } from './load-problem.ts';

/**
 * The criterion of the model without its random terms: −2 log-likelihood, or the REML criterion, of the linear model
 * y = Xβ + ε in closed form (Bates et al. 2015, eqs 34 and 41, with Λ = 0), from its cross-products alone.
 */
export function linearCriterion(products: CrossProducts, reml: boolean): number {
  const { pivots, residual } = eliminateFixed(products);
  const determinant = reml ? pivots.reduce((sum, pivot) => sum + logarithm(pivot), 0) : 0;
  const constant = criterionConstant(products, reml);
  return determinant + denominator(products, reml) * logarithm(residual) + constant;
}

/** Pivots of X̃ᵀWX̃, whose product is its determinant, and what is left of ỹᵀWỹ. */
function eliminateFixed({ kept, fixed }: CrossProducts): { pivots: number[]; residual: number } {
  const size = kept.length + 1;
  const a = fixed.slice();
  for (let j = 0; j < size - 1; j++) {
    for (let c = j + 1; c < size; c++) {
      const factor = a[c * size + j] / a[j * size + j];
      for (let r = j + 1; r < size; r++) a[c * size + r] -= factor * a[j * size + r];
    }
  }
  const pivots = Array.from({ length: size - 1 }, (_, j) => a[j * size + j]);
  return { pivots, residual: a[size * size - 1] };
}
