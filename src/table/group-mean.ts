import { BlupError } from '../errors/blup-error.ts';
import type { FactorColumn } from './table.ts';

/**
 * The mean of `x` in the group of each row: the level-2 aggregate of a level-1 variable.
 *
 * `x` holds numbers (NaN, null and undefined are missing and left out of the mean), `g` a value per row of any kind, or
 * a factor. Rows of a missing group, and groups without any value, get NaN. Two passes: exact to rounding whatever the
 * origin of `x`. Throws `input` when lengths differ or `x` holds something else.
 */
export function groupMean(
  x: ArrayLike<number | null | undefined>,
  g: FactorColumn | ArrayLike<unknown>,
): Float64Array {
  const values = numbersOf(x);
  const { codes, size } = groupCodes(g, values.length);
  const means = meansOf(values, codes, size);
  return Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : means[code]));
}

/** `x` minus the mean of its group; missing stays NaN. Arguments as in `groupMean`. */
export function groupCenter(
  x: ArrayLike<number | null | undefined>,
  g: FactorColumn | ArrayLike<unknown>,
): Float64Array {
  const values = numbersOf(x);
  const means = groupMean(values, g);
  return values.map((v, i) => v - means[i]);
}

function numbersOf(x: ArrayLike<number | null | undefined>): Float64Array {
  if (x instanceof Float64Array) return x;
  return Float64Array.from(x, (v, i) => {
    if (typeof v === 'number') return v;
    if (v === null || v === undefined) return Number.NaN;
    throw new BlupError('input', `group means need numbers, row ${i + 1} holds ${String(v)}`, {
      value: v,
      row: i + 1,
    });
  });
}

function groupCodes(
  g: FactorColumn | ArrayLike<unknown>,
  n: number,
): { codes: Int32Array; size: number } {
  const factor = 'codes' in g ? g : undefined;
  const length = factor === undefined ? (g as ArrayLike<unknown>).length : factor.codes.length;
  if (length !== n) {
    throw new BlupError('input', `${n} values but ${length} group labels; give one label per row`, {
      value: length,
      expected: n,
    });
  }
  if (factor !== undefined) return { codes: factor.codes, size: factor.levels.length };
  const codeOf = new Map<unknown, number>();
  const codes = Int32Array.from(g as ArrayLike<unknown>, (label) => {
    if (label === null || label === undefined || Number.isNaN(label)) return -1;
    const code = codeOf.get(label) ?? codeOf.size;
    codeOf.set(label, code);
    return code;
  });
  return { codes, size: codeOf.size };
}

function meansOf(values: Float64Array, codes: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  const means = new Float64Array(size);
  for (let i = 0; i < values.length; i++) {
    if (codes[i] < 0 || Number.isNaN(values[i])) continue;
    counts[codes[i]]++;
    means[codes[i]] += values[i];
  }
  for (let j = 0; j < size; j++) means[j] /= counts[j];

  const corrections = new Float64Array(size);
  for (let i = 0; i < values.length; i++) {
    const j = codes[i];
    // An infinite mean is the answer; its residuals would be NaN.
    if (j >= 0 && Number.isFinite(means[j]) && !Number.isNaN(values[i])) {
      corrections[j] += values[i] - means[j];
    }
  }
  for (let j = 0; j < size; j++) {
    if (counts[j] > 0) means[j] += corrections[j] / counts[j];
  }
  return means;
}
