import type { Design } from './design.ts';
import { logChoose, logFactorial } from './log-factorial.ts';

/** A design whose equal rows have become one, for families whose sums say all that single rows say. */
interface CollapsedDesign {
  /** One row for each pattern, `y` summed. */
  readonly design: Design;
  /** Trials of each pattern (binomial), or rows that it stands for (Poisson). */
  readonly sizes: Float64Array;
  /** What the log-likelihood of the patterns lacks to be that of the rows. */
  readonly constant: number;
  /** Pattern of each row. */
  readonly patterns: Int32Array;
}

/** Patterns above this share of the rows are not worth the change. */
const WORTH = 0.9;

/** Two halves of a double as one whole number, mixed into a hash (the finaliser of MurmurHash3). */
function mix(hash: number, word: number): number {
  let h = Math.imul(hash ^ word, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

interface Patterns {
  readonly patterns: Int32Array;
  /** First row of each pattern. */
  readonly first: Int32Array;
}

/** Numbers the distinct rows of some columns in order of appearance. Equal means equal as numbers: 0 and −0 are. */
function findPatterns(
  n: number,
  numbers: readonly Float64Array[],
  codes: readonly Int32Array[],
): Patterns {
  const hashes = new Int32Array(n);
  const bits = new Int32Array(2);
  const double = new Float64Array(bits.buffer);
  for (const column of numbers) {
    for (let i = 0; i < n; i++) {
      double[0] = column[i] + 0;
      hashes[i] = mix(mix(hashes[i], bits[0]), bits[1]);
    }
  }
  for (const column of codes) for (let i = 0; i < n; i++) hashes[i] = mix(hashes[i], column[i]);
  let size = 16;
  while (size < 2 * n) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  const patterns = new Int32Array(n);
  const first = new Int32Array(n);
  let count = 0;
  const equal = (a: number, b: number): boolean =>
    numbers.every((column) => column[a] === column[b]) &&
    codes.every((column) => column[a] === column[b]);
  for (let i = 0; i < n; i++) {
    let slot = hashes[i] & (size - 1);
    while (slots[slot] >= 0 && !equal(first[slots[slot]], i)) slot = (slot + 1) & (size - 1);
    if (slots[slot] < 0) {
      slots[slot] = count;
      first[count++] = i;
    }
    patterns[i] = slots[slot];
  }
  return { patterns, first: first.slice(0, count) };
}

function take(column: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => column[row]);
}

/** The rows of a design that stand first for their patterns; columns that were one array stay one. */
function rowsOf(design: Design, rows: Int32Array, y: Float64Array): Design {
  const taken = new Map<Float64Array, Float64Array>();
  const column = (values: Float64Array): Float64Array => {
    const known = taken.get(values) ?? take(values, rows);
    taken.set(values, known);
    return known;
  };
  const codes = new Map<Int32Array, Int32Array>();
  const code = (values: Int32Array): Int32Array => {
    const known = codes.get(values) ?? Int32Array.from(rows, (row) => values[row]);
    codes.set(values, known);
    return known;
  };
  const { kind, responseName, fixed, random, offset, notices } = design;
  return {
    kind,
    n: rows.length,
    responseName,
    y,
    fixed: { ...fixed, columns: fixed.columns.map(column) },
    random: random.map((term) => ({
      ...term,
      columns: term.columns.map(column),
      codes: code(term.codes),
    })),
    ...(offset && { offset: column(offset) }),
    notices,
  };
}

/**
 * The design with rows of equal X, Z, offset and levels added up; undefined when that would save little.
 *
 * Given the random effects the sums are sufficient: successes of the summed trials, or the summed count of so many rows. The
 * log-likelihood changes by a constant only. Frequency weights are worked in: a row stands for `w` rows.
 *
 * @param trials binomial: trials of each row, default 1
 */
export function collapse(
  design: Design,
  family: 'binomial' | 'poisson',
  trials?: Float64Array,
): CollapsedDesign | undefined {
  const { n, y, fixed, random, offset, frequencyWeights } = design;
  const numbers = new Set([...fixed.columns, ...random.flatMap(({ columns }) => columns)]);
  if (offset !== undefined) numbers.add(offset);
  const codes = new Set(random.map((term) => term.codes));
  const varying = [...numbers].filter((column) => column.some((x) => x !== column[0]));
  const { patterns, first } = findPatterns(n, varying, [...codes]);
  if (first.length > WORTH * n && frequencyWeights === undefined) return undefined;
  const sizes = new Float64Array(first.length);
  for (let i = 0; i < n; i++) {
    sizes[patterns[i]] += (frequencyWeights?.[i] ?? 1) * (trials?.[i] ?? 1);
  }
  const { sums, constant } = collapsedResponse(
    { sizes, patterns },
    family,
    y,
    trials,
    frequencyWeights,
  );
  return { design: rowsOf(design, first, sums), sizes, constant, patterns };
}

/** Sums of a response over the patterns of a collapsed design, and the constant that goes with them. */
export function collapsedResponse(
  { sizes, patterns }: Pick<CollapsedDesign, 'sizes' | 'patterns'>,
  family: 'binomial' | 'poisson',
  y: Float64Array,
  trials: Float64Array | undefined,
  frequencyWeights: Float64Array | undefined,
): { readonly sums: Float64Array; readonly constant: number } {
  const sums = new Float64Array(sizes.length);
  let constant = 0;
  for (let i = 0; i < y.length; i++) {
    const weight = frequencyWeights?.[i] ?? 1;
    const size = trials?.[i] ?? 1;
    sums[patterns[i]] += weight * y[i];
    constant += weight * (family === 'binomial' ? logChoose(size, y[i]) : -logFactorial(y[i]));
  }
  // A summed count is Poisson with so many times the mean.
  for (let k = 0; k < sums.length; k++) {
    constant -=
      family === 'binomial'
        ? logChoose(sizes[k], sums[k])
        : (sums[k] > 0 ? sums[k] * Math.log(sizes[k]) : 0) - logFactorial(sums[k]);
  }
  return { sums, constant };
}
