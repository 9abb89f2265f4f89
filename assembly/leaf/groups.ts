import { getF, setF } from '../access';
import { alloc, allocF64, allocZero } from '../arena';
import * as problem from '../model/problem';

/**
 * The groups of a model with one grouping factor and K ≤ 2 random coefficients, two groups side by side, so that one
 * instruction works on both. All formulas are in Σ = T Tᵀ, with no factor to store:
 *
 *     N = I + DΣ      E = N⁻¹H      S = N⁻¹D      log|M| = Σ log det N
 *
 * E = Z̃ₐᵀV⁻¹[X̃ ỹ] and S = Z̃ₐᵀV⁻¹Z̃ₐ of the group (V relative to σ²). They stand for any Σ, singular or not.
 *
 *     record of a pair, in f64x2:   │ D: d₀₀ (d₀₁ d₁₁) │ H: K × tail, column-major │
 */
export let active: bool = false;
export let pairs: i32 = 0;
export let records: usize = 0;
/** f64x2 of one record. */
export let recordLength: i32 = 0;
/** Σ, as σ₀₀ (σ₀₁ σ₁₁), its determinant last. */
export let sigma: usize = 0;
/** Reduced cross-products of X̃ and ỹ, tail × tail, then their Cholesky factor. */
export let reduced: usize = 0;
/** Sums over groups, one f64x2 for each entry of the lower triangle of `reduced`. */
export let sums: usize = 0;
export let beta: usize = 0;
/** C^ββ, p×p. */
export let fixedInverse: usize = 0;

/** Packs the groups when the model is of this kind. */
export function packGroups(): void {
  active = problem.factorCount === 1 && problem.size(0) <= 2;
  if (!active) return;
  const k = problem.size(0);
  const t = problem.tail;
  const levels = problem.levels(0);
  const dCount = (k * (k + 1)) / 2;
  pairs = (levels + 1) >> 1;
  recordLength = dCount + k * t;
  records = allocF64(<f64>pairs * <f64>recordLength * 2.0);
  if (levels % 2 === 1) {
    // The missing partner of the last group has no data: it adds nothing to any sum.
    const last = records + ((<usize>(pairs - 1) * <usize>recordLength) << 4);
    memory.fill(last, 0, (<usize>recordLength) << 4);
  }
  for (let level = 0; level < levels; level++) {
    const base = (level >> 1) * recordLength;
    const lane = level & 1;
    const d = problem.diagonal(0) + ((<usize>(level * k * k)) << 3);
    const h = problem.tailProducts(0) + ((<usize>level * <usize>(k * t)) << 3);
    setF(records, base * 2 + lane, getF(d, 0));
    if (k === 2) {
      setF(records, base * 2 + 2 + lane, getF(d, 1));
      setF(records, base * 2 + 4 + lane, getF(d, 3));
    }
    for (let i = 0; i < k * t; i++) setF(records, (base + dCount + i) * 2 + lane, getF(h, i));
  }
  sigma = alloc(4 << 3);
  reduced = alloc((<usize>(t * t)) << 3);
  sums = alloc((<usize>((t * (t + 1)) / 2)) << 4);
  beta = allocZero((<usize>t) << 3);
  fixedInverse = allocZero((<usize>(t * t)) << 3);
}

/** Σ of the current template. */
export function readSigma(): void {
  const template = problem.template(0);
  if (problem.size(0) === 1) {
    const variance = getF(template, 0) * getF(template, 0);
    setF(sigma, 0, variance);
    setF(sigma, 1, variance);
    return;
  }
  const a = getF(template, 0);
  const b = getF(template, 1);
  const c = getF(template, 2);
  const d = getF(template, 3);
  setF(sigma, 0, a * a + c * c);
  setF(sigma, 1, a * b + c * d);
  setF(sigma, 2, b * b + d * d);
  const determinant = a * d - b * c;
  setF(sigma, 3, determinant * determinant);
}
