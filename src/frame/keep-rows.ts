import type { Column } from '../table/table.ts';
import { allFinite } from './all-finite.ts';
import { type SumsOf, showFinite } from './column-sums.ts';

/** Whether no cell of a column is missing. */
export function isComplete(column: Column, sumsOf: SumsOf): boolean {
  if (column.kind === 'numeric') {
    return showFinite(sumsOf(column.values)) || allFinite(column.values);
  }
  const codes = column.kind === 'factor' ? column.codes : column.values;
  // A negative code leaves its sign in the union of bits.
  const n = codes.length;
  let bits = 0;
  let i = 0;
  for (; i + 4 <= n; i += 4) bits |= codes[i] | codes[i + 1] | codes[i + 2] | codes[i + 3];
  for (; i < n; i++) bits |= codes[i];
  return bits >= 0;
}

/** Marks the rows in which a column is missing; returns how many there are in this column. */
export function markMissing(column: Column, missing: Uint8Array): number {
  let count = 0;
  if (column.kind === 'numeric') {
    const { values } = column;
    for (let i = 0; i < values.length; i++) {
      // Only NaN differs from itself.
      // biome-ignore lint/suspicious/noSelfCompare: much faster than Number.isNaN in the hot loop
      if (values[i] !== values[i]) {
        missing[i] = 1;
        count++;
      }
    }
    return count;
  }
  const codes = column.kind === 'factor' ? column.codes : column.values;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] < 0) {
      missing[i] = 1;
      count++;
    }
  }
  return count;
}

/** The indices of the zeros of a mask. */
export function unmarkedRows(mask: Uint8Array): Int32Array {
  let n = 0;
  for (let i = 0; i < mask.length; i++) n += 1 - mask[i];
  const rows = new Int32Array(n);
  for (let i = 0, k = 0; i < mask.length; i++) if (mask[i] === 0) rows[k++] = i;
  return rows;
}

/** All row numbers: 0 to n − 1. */
export function allRows(n: number): Int32Array {
  const rows = new Int32Array(n);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    rows[i] = i;
    rows[i + 1] = i + 1;
    rows[i + 2] = i + 2;
    rows[i + 3] = i + 3;
  }
  for (; i < n; i++) rows[i] = i;
  return rows;
}

/** The given entries of an array; the array itself when these are all. */
export function takeRows<T extends Float64Array | Int32Array | Int8Array>(
  values: T,
  rows: Int32Array,
): T {
  if (rows.length === values.length) return values;
  const out = new (values.constructor as new (n: number) => T)(rows.length);
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i]];
  return out;
}

/** The given rows of a column; the column itself when these are all. */
export function takeColumn(column: Column, rows: Int32Array): Column {
  if (column.kind === 'factor') {
    if (rows.length === column.codes.length) return column;
    return { ...column, codes: takeRows(column.codes, rows) };
  }
  if (rows.length === column.values.length) return column;
  return column.kind === 'numeric'
    ? { kind: 'numeric', values: takeRows(column.values, rows) }
    : { kind: 'logical', values: takeRows(column.values, rows) };
}
