import type { CrossProducts } from './cross-products.ts';
import { inverseDefinite } from './small-matrix.ts';

/** A pivot below this share of its diagonal entry is rounding: the level's rows do not determine the coefficient. */
const UNDETERMINED = 1e-11;

/**
 * (Z̃_jᵀWZ̃_j)⁻¹ of each level of a factor, K×K with the coefficients of all its terms, in the engine's basis; undefined where
 * the level's own rows do not determine all K coefficients. Times σ² it is the sampling covariance of ordinary least squares
 * within the level.
 */
export function levelInverses(
  { factors, terms }: Pick<CrossProducts, 'factors' | 'terms'>,
  factor: number,
): (Float64Array | undefined)[] {
  const { levels, size, diagonal } = factors[factor];
  const square = size * size;
  const dependent = terms.some((term) => term.factor === factor && term.dependent);
  return Array.from({ length: levels }, (_, level) =>
    dependent
      ? undefined
      : ownInverse(diagonal.subarray(level * square, (level + 1) * square), size),
  );
}

function ownInverse(block: Float64Array, k: number): Float64Array | undefined {
  const roots = Float64Array.from({ length: k }, (_, i) => Math.sqrt(block[i * k + i]));
  if (roots.some((root) => !(root > 0))) return undefined;
  const unit = (at: number): number => roots[at % k] * roots[Math.floor(at / k)];
  const inverse = inverseDefinite(
    block.map((x, at) => x / unit(at)),
    k,
  );
  // With a unit diagonal, 1 / (S⁻¹)_ii is what the other columns leave of column i.
  if (inverse === undefined) return undefined;
  for (let i = 0; i < k; i++) if (!(inverse[i * k + i] < 1 / UNDETERMINED)) return undefined;
  return inverse.map((x, at) => x / unit(at));
}
