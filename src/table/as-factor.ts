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

/** The values as 32-bit integers when all are that, with none missing; else undefined. */
function wholeNumbers(values: Float64Array): Int32Array | undefined {
  const whole = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const x = values[i];
    const k = x | 0;
    if (k !== x) return undefined;
    whole[i] = k;
  }
  return whole;
}

/** Identifiers, the usual case: a table instead of a hash. Undefined when they lie too far apart for one. */
function wholeFactor(whole: Int32Array): FactorColumn | undefined {
  let low = 0x7fffffff;
  let high = -0x80000000;
  for (let i = 0; i < whole.length; i++) {
    const x = whole[i];
    if (x < low) low = x;
    if (x > high) high = x;
  }
  if (high - low > 4 * whole.length + 1000) return undefined;
  const codeOf = new Int32Array(Math.max(0, high - low + 1));
  for (let i = 0; i < whole.length; i++) codeOf[whole[i] - low] = 1;
  const levels: string[] = [];
  for (let x = 0; x < codeOf.length; x++) {
    if (codeOf[x] === 0) continue;
    codeOf[x] = levels.length;
    levels.push(formatNumber(low + x));
  }
  const codes = new Int32Array(whole.length);
  for (let i = 0; i < whole.length; i++) codes[i] = codeOf[whole[i] - low];
  return { kind: 'factor', codes, levels };
}

function numericFactor(values: Float64Array): FactorColumn {
  const whole = wholeNumbers(values);
  const quick = whole && wholeFactor(whole);
  if (quick !== undefined) return quick;
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
