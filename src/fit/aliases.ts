import type { Design } from '../design/design.ts';
import type { CrossProducts } from '../engine/cross-products.ts';
import { solveUpper, transpose } from '../engine/small-matrix.ts';
import { norm } from '../number/norm.ts';

/** Corrections of the semi-normal equations; the first leaves rounding, the others make sure. */
const CORRECTIONS = 3;
/** Coefficients below this share of the largest, in units of their columns, are rounding. */
const NEGLIGIBLE = 1e-9;

function rowWeights({ n, precisionWeights, frequencyWeights }: Design): Float64Array {
  const weights = new Float64Array(n).fill(1);
  for (const factor of [precisionWeights, frequencyWeights]) {
    if (factor !== undefined) for (let i = 0; i < n; i++) weights[i] *= factor[i];
  }
  return weights;
}

/** Root mean squares of the kept columns: the norms of the triangle's columns. */
function columnNorms(triangle: Float64Array, p: number): number[] {
  return Array.from({ length: p }, (_, j) => norm(triangle, j * p, j * p + j + 1));
}

/**
 * What the columns left out are made of: for each, its coefficients in the columns kept, x = X_kept a.
 *
 * By semi-normal equations with corrections (Björck 1987, Linear Algebra Appl. 88/89) on the triangle of the engine:
 * X_keptᵀW X_kept = n RᵀR with n the number of rows. Reads the rows; a fit without dependent columns has nothing to do here.
 */
export function aliases(
  design: Design,
  products: Pick<CrossProducts, 'kept' | 'triangle' | 'columns'>,
): Float64Array[] {
  const { kept, triangle, columns } = products;
  const p = kept.length;
  if (p === columns) return [];
  const weights = rowWeights(design);
  const basis = Array.from(kept, (j) => design.fixed.columns[j]);
  const norms = columnNorms(triangle, p);
  const lower = reversed(transpose(triangle, p, p), p);
  const isKept = new Set(kept);
  const left = design.fixed.columns.filter((_, j) => !isKept.has(j));
  return left.map((column) => {
    const a = new Float64Array(p);
    const rest = column.slice();
    for (let pass = 0; pass < CORRECTIONS; pass++) {
      const slopes = Float64Array.from(basis, (x) => weightedProduct(x, rest, weights) / design.n);
      // RᵀR d = slopes; the lower triangle is solved as an upper one with rows and columns reversed.
      const half = solveUpper(lower, slopes.toReversed(), p, 1).toReversed();
      const step = solveUpper(triangle, half, p, 1);
      step.forEach((d, j) => {
        a[j] += d;
        const x = basis[j];
        for (let i = 0; i < rest.length; i++) rest[i] -= d * x[i];
      });
    }
    const sizes = a.map((value, j) => Math.abs(value) * norms[j]);
    const largest = Math.max(...sizes);
    return a.map((value, j) => (sizes[j] > NEGLIGIBLE * largest ? value : 0));
  });
}

function weightedProduct(x: Float64Array, y: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += weights[i] * x[i] * y[i];
  return sum;
}

/** J A J for the reversal J. */
function reversed(a: Float64Array, n: number): Float64Array {
  return Float64Array.from(a, (_, at) => a[n * n - 1 - at]);
}
