import { formatNumber } from './number-text.ts';
import type { Column, FactorColumn } from './table.ts';

/**
 * The column as a factor.
 *
 * A factor comes back as it is. Numbers get their distinct values in numerical order as levels, labelled as R's
 * `as.character` does (15 significant digits, so 0.3 and 0.1 + 0.2 are one level). Truth values get `FALSE` and `TRUE`,
 * of which only those that occur. Missing stays missing.
 */
export function asFactor(column: Column): FactorColumn {
  if (column.kind === 'factor') return column;
  return column.kind === 'logical' ? logicalFactor(column.values) : numericFactor(column.values);
}

function logicalFactor(values: Int8Array): FactorColumn {
  const levels: string[] = [];
  if (values.includes(0)) levels.push('FALSE');
  if (values.includes(1)) levels.push('TRUE');
  const shift = levels[0] === 'TRUE' ? 1 : 0;
  const codes = Int32Array.from(values, (v) => (v < 0 ? -1 : v - shift));
  return { kind: 'factor', codes, levels };
}

/** Smallest and largest value when all are whole numbers or missing and lie close enough for a table; else undefined. */
function wholeRange(values: Float64Array): { low: number; high: number } | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (x < low) low = x;
    if (x > high) high = x;
    if (x !== Math.floor(x) && !Number.isNaN(x)) return undefined;
  }
  const near = high - low <= 4 * values.length + 1000 && Math.max(-low, high) < 1e15;
  return near ? { low, high } : undefined;
}

/** Identifiers, the usual case: a table instead of a hash. */
function wholeFactor(values: Float64Array, low: number, high: number): FactorColumn {
  const codeOf = new Int32Array(high - low + 1);
  for (let i = 0; i < values.length; i++) codeOf[values[i] - low] = 1;
  const levels: string[] = [];
  for (let x = 0; x < codeOf.length; x++) {
    if (codeOf[x] === 0) continue;
    codeOf[x] = levels.length;
    levels.push(formatNumber(low + x));
  }
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    codes[i] = Number.isNaN(x) ? -1 : codeOf[x - low];
  }
  return { kind: 'factor', codes, levels };
}

function numericFactor(values: Float64Array): FactorColumn {
  const range = wholeRange(values);
  if (range !== undefined) return wholeFactor(values, range.low, range.high);
  const codes = new Int32Array(values.length);
  const codeOf = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    if (Number.isNaN(x)) {
      codes[i] = -1;
      continue;
    }
    let code = codeOf.get(x);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(x, code);
    }
    codes[i] = code;
  }

  const distinct = Float64Array.from(codeOf.keys()).sort();
  const levels: string[] = [];
  const recode = new Int32Array(distinct.length);
  for (const x of distinct) {
    const label = formatNumber(x);
    // Values in order: equal labels are neighbours.
    if (levels.at(-1) !== label) levels.push(label);
    recode[codeOf.get(x) as number] = levels.length - 1;
  }
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] >= 0) codes[i] = recode[codes[i]];
  }
  return { kind: 'factor', codes, levels };
}
