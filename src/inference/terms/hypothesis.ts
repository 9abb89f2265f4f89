import { choleskyFactor } from '../../engine/small-matrix.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';

/** A row whose remainder beside the rows before it is below this share of it says nothing new. */
const DEPENDENT = 1e-8;

/**
 * ℓᵀβ̂ of a row with one finite number for each estimated fixed effect.
 *
 * @throws `input` when the row has another length or a number that is not finite
 */
export function estimateOf(model: AnyModel, l: ArrayLike<number>): number {
  const { names, estimates } = model.fixed;
  if (l.length !== names.length) {
    throw new BlupError(
      'input',
      `the contrast has ${l.length} numbers, the model ${names.length} fixed effects: ${names.join(', ')}`,
      { value: Array.from(l) },
    );
  }
  let estimate = 0;
  for (let i = 0; i < names.length; i++) {
    if (!Number.isFinite(l[i])) {
      throw new BlupError('input', `the contrast's number for ${names[i]} is ${l[i]}`, {
        value: l[i],
      });
    }
    estimate += l[i] * estimates[i];
  }
  return estimate;
}

/** @throws `not-fitted` when the optimum is not certified: standard errors describe the neighbourhood of an optimum */
export function checkCertified({ certificate }: AnyModel): void {
  if (certificate.certified) return;
  throw new BlupError(
    'not-fitted',
    `the fit is not certified (${certificate.missing ?? 'no reason known'}), so nothing can be tested by it`,
    { certificate },
  );
}

/**
 * ℓ̃ with ℓ̃ᵀβ̃ = ℓᵀβ: the row in a basis where no unit and no origin counts, the engine's orthonormal one, or of a generalised model
 * that in which the estimates are uncorrelated with variance 1.
 */
function inInvariantBasis(model: AnyModel, l: ArrayLike<number>): Float64Array {
  if (model.kind === 'glmm') return byStandardErrors(model.fixed.vcov, l);
  const { triangle, kept } = model.crossProducts;
  const p = kept.length;
  const row = Float64Array.from(l);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < j; i++) row[j] -= row[i] * triangle[j * p + i];
    row[j] /= triangle[j * p + j];
  }
  return row;
}

function byStandardErrors(vcov: Float64Array, l: ArrayLike<number>): Float64Array {
  const p = l.length;
  const factor = choleskyFactor(vcov, p);
  if (factor === undefined) {
    throw new BlupError('not-fitted', 'the covariance matrix of the fixed effects is singular');
  }
  const row = new Float64Array(p);
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) row[j] += factor[j * p + i] * l[i];
  }
  return row;
}

/**
 * Those rows of a hypothesis that do not depend linearly on rows before them.
 *
 * @throws `input` when a row does not fit the model, or when none is left: a hypothesis of zeros
 */
export function independentRows(
  model: AnyModel,
  rows: readonly ArrayLike<number>[],
): ArrayLike<number>[] {
  const basis: Float64Array[] = [];
  const independent = rows.filter((l) => {
    estimateOf(model, l);
    const row = inInvariantBasis(model, l);
    const before = norm(row);
    // Twice is enough (Parlett 1998, §6.9).
    for (let pass = 0; pass < 2; pass++) for (const unit of basis) removePart(row, unit);
    const after = norm(row);
    if (!(after > DEPENDENT * before)) return false;
    basis.push(row.map((x) => x / after));
    return true;
  });
  if (independent.length > 0) return independent;
  throw new BlupError('input', 'the hypothesis has no row that is not zero; nothing is tested', {
    value: rows.map((l) => Array.from(l)),
  });
}

function norm(row: Float64Array): number {
  return Math.hypot(...row);
}

function removePart(row: Float64Array, unit: Float64Array): void {
  let share = 0;
  for (let i = 0; i < row.length; i++) share += row[i] * unit[i];
  for (let i = 0; i < row.length; i++) row[i] -= share * unit[i];
}

/** xᵀ A y for an n×n column-major A. */
export function bilinear(
  a: Float64Array,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  n: number,
): number {
  let sum = 0;
  for (let c = 0; c < n; c++) {
    if (y[c] === 0) continue;
    let column = 0;
    for (let r = 0; r < n; r++) column += a[c * n + r] * x[r];
    sum += column * y[c];
  }
  return sum;
}

/** L A Lᵀ for rows L and an n×n column-major A. */
export function sandwich(
  rows: readonly ArrayLike<number>[],
  a: Float64Array,
  n: number,
): Float64Array {
  const k = rows.length;
  const out = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i <= j; i++) {
      out[j * k + i] = bilinear(a, rows[i], rows[j], n);
      out[i * k + j] = out[j * k + i];
    }
  }
  return out;
}
