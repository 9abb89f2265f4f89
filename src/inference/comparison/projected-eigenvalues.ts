import type { CrossProducts } from '../../engine/cross-products.ts';
import { inverseDefinite } from '../../engine/small-matrix.ts';
import { triangularise } from '../../engine/triangularise.ts';
import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

/** A number that occurs so many times. */
export interface Multiple {
  readonly value: number;
  readonly times: number;
}

/** Values that differ by less than this share are one. */
const EQUAL = 1e-10;

/** Numbers in increasing order; those within a share `near` of the first of them as one, their mean. */
export function gather(values: Iterable<Multiple>, near = EQUAL): Multiple[] {
  const result: { value: number; times: number }[] = [];
  let first = Number.NaN;
  for (const { value, times } of [...values].sort((a, b) => a.value - b.value)) {
    const last = result.at(-1);
    if (last !== undefined && value - first <= near * value) {
      last.times += times;
      last.value += ((value - last.value) * times) / last.times;
    } else {
      first = value;
      result.push({ value, times });
    }
  }
  return result;
}

/** Eigenvalues of Z̃ᵀWZ̃ of a single term with one coefficient: its diagonal. */
export function groupEigenvalues({ factors: [factor] }: CrossProducts): Multiple[] {
  return gather(Array.from(factor.diagonal, (value) => ({ value, times: 1 })));
}

/**
 * A row of H = Z̃ᵀWX̃(X̃ᵀWX̃)^−½ for each level, so that Z̃ᵀWP₀Z̃ = D − HHᵀ with P₀ the projection off the columns of X.
 */
function coupling({ kept, fixed, factors: [factor] }: CrossProducts): Float64Array[] {
  const p = kept.length;
  const { levels, tail } = factor;
  const whole = p + 1;
  const block = new Float64Array(p * p);
  for (let c = 0; c < p; c++) {
    for (let r = 0; r < p; r++) block[c * p + r] = fixed[c * whole + r];
  }
  // X̃ᵀWX̃ is n times the identity but for rounding; any root of its inverse will do.
  const root = lowerRoot(inverseDefinite(block, p) ?? block, p);
  return Array.from({ length: levels }, (_, l) => {
    const row = new Float64Array(p);
    for (let c = 0; c < p; c++) {
      for (let i = c; i < p; i++) row[c] += tail[l * whole + i] * root[c * p + i];
    }
    return row;
  });
}

/** L with LLᵀ = S, lower triangular, p×p. */
function lowerRoot(s: Float64Array, p: number): Float64Array {
  const l = new Float64Array(p * p);
  for (let j = 0; j < p; j++) {
    for (let i = j; i < p; i++) {
      let sum = s[j * p + i];
      for (let c = 0; c < j; c++) sum -= l[c * p + i] * l[c * p + j];
      l[j * p + i] = i === j ? Math.sqrt(Math.max(0, sum)) : sum / l[j * p + j];
    }
  }
  return l;
}

/**
 * Eigenvalues of Z̃ᵀWP₀Z̃ = D − HHᵀ for a model whose random part is one coefficient on each level of one factor.
 *
 * D is diagonal and H has p columns. Of m levels with the same entry d of D, m − p combinations are orthogonal to H and
 * have the eigenvalue d: only the p others (or fewer) need a dense problem. Equal groups, the usual case, cost nothing.
 *
 * @param most largest dense problem to solve; undefined is returned beyond
 */
export function projectedEigenvalues(
  products: CrossProducts,
  most: number,
): Multiple[] | undefined {
  const p = products.kept.length;
  const { diagonal } = products.factors[0];
  const rows = coupling(products);
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[a] - diagonal[b]);
  const settled: Multiple[] = [];
  const entries: number[] = [];
  const dense: Float64Array[] = [];
  for (let from = 0; from < order.length; ) {
    const d = diagonal[order[from]];
    let to = from + 1;
    while (to < order.length && diagonal[order[to]] - d <= EQUAL * d) to++;
    const own = order.slice(from, to).map((l) => rows[l]);
    const kept = own.length > p ? compress(own, p) : own;
    for (const row of kept) {
      entries.push(d);
      dense.push(row);
    }
    if (own.length > kept.length) settled.push({ value: d, times: own.length - kept.length });
    from = to;
  }
  const size = dense.length;
  if (size > most) return undefined;
  const matrix = new Float64Array(size * size);
  for (let c = 0; c < size; c++) {
    for (let r = c; r < size; r++) {
      let sum = 0;
      for (let i = 0; i < p; i++) sum += dense[r][i] * dense[c][i];
      matrix[c * size + r] = (r === c ? entries[c] : 0) - sum;
    }
  }
  const values = symmetricEigenvalues(matrix, size);
  return gather([...settled, ...Array.from(values, (value) => ({ value, times: 1 }))]);
}

/** As few rows with the same cross-products: the triangle of a QR of the rows (m×p, m > p). */
function compress(rows: readonly Float64Array[], p: number): Float64Array[] {
  const columns = Array.from({ length: p }, (_, c) => Float64Array.from(rows, (row) => row[c]));
  const rank = triangularise(columns, p, 0).length;
  return Array.from({ length: rank }, (_, r) => Float64Array.from(columns, (column) => column[r]));
}
