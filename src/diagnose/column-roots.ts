import { triangularise } from '../engine/triangularise.ts';
import type { ColumnRoots } from '../fit/row-facts.ts';

/** Rows that are reduced at once. */
const BLOCK = 4096;

/** Columns of equal length, and how many observations each row stands for. */
interface Counted {
  readonly columns: readonly Float64Array[];
  readonly counts?: Float64Array | undefined;
}

/** The levels that rows belong to. */
interface Levels {
  readonly codes: Int32Array;
  readonly count: number;
}

/**
 * R of the QR factorisation of √count-weighted rows, block by block: each block is reduced together with the triangle so far
 * (Demmel, Grigori, Hoemmen & Langou 2012). Columns that depend on others stay in it with their coordinates.
 */
function rootOf({ columns, counts }: Counted): Float64Array {
  const k = columns.length;
  const n = columns[0]?.length ?? 0;
  let root = new Float64Array(k * k);
  for (let from = 0; from < n; from += BLOCK) {
    const to = Math.min(n, from + BLOCK);
    const stacked = columns.map((column, j) => {
      const part = new Float64Array(k + to - from);
      part.set(root.subarray(j * k, (j + 1) * k));
      for (let i = from; i < to; i++) {
        part[k + i - from] = column[i] * (counts === undefined ? 1 : Math.sqrt(counts[i]));
      }
      return part;
    });
    triangularise(stacked, k, 0);
    root = new Float64Array(k * k);
    stacked.forEach((part, j) => {
      root.set(part.subarray(0, k), j * k);
    });
  }
  return root;
}

/** Means over the levels, level by level, and the observations of each. */
function levelMeans(
  { columns, counts }: Counted,
  { codes, count }: Levels,
): { means: Float64Array[]; sizes: Float64Array } {
  const sizes = new Float64Array(count);
  for (let i = 0; i < codes.length; i++) sizes[codes[i]] += counts?.[i] ?? 1;
  const means = columns.map((column) => {
    const sums = new Float64Array(count);
    for (let i = 0; i < codes.length; i++) sums[codes[i]] += (counts?.[i] ?? 1) * column[i];
    return sums.map((sum, l) => sum / sizes[l]);
  });
  return { means, sizes };
}

function centred({ columns, counts }: Counted): Float64Array[] {
  return columns.map((column) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < column.length; i++) {
      sum += (counts?.[i] ?? 1) * column[i];
      total += counts?.[i] ?? 1;
    }
    const mean = sum / total;
    return column.map((x) => x - mean);
  });
}

/**
 * The roots of columns of a model.
 *
 * @param levels of the only grouping factor; undefined leaves rows and level means together
 * @param center whether the overall mean is taken off
 */
export function columnRoots(
  given: Counted,
  levels: Levels | undefined,
  center: boolean,
): ColumnRoots {
  const all = center ? { ...given, columns: centred(given) } : given;
  if (levels === undefined) return { within: rootOf(all) };
  const { means, sizes } = levelMeans(all, levels);
  const within = all.columns.map((column, j) =>
    column.map((x, i) => x - means[j][levels.codes[i]]),
  );
  return {
    within: rootOf({ columns: within, counts: given.counts }),
    between: rootOf({ columns: means, counts: sizes }),
  };
}

/** The root of rows and means together: what is left when single groups are not to be told apart. */
export function joinedRoots({ within, between }: ColumnRoots): ColumnRoots {
  if (between === undefined) return { within };
  const k = Math.round(Math.sqrt(within.length));
  const columns = Array.from({ length: k }, (_, j) =>
    Float64Array.from({ length: 2 * k }, (_, i) =>
      i < k ? within[j * k + i] : between[j * k + i - k],
    ),
  );
  return { within: rootOf({ columns }) };
}

/** ‖R c‖² for each column c of a k×m matrix, summed. */
export function rootSquares(root: Float64Array, combinations: Float64Array, k: number): number {
  let total = 0;
  for (let at = 0; at < combinations.length; at += k) {
    for (let r = 0; r < k; r++) {
      let sum = 0;
      for (let c = 0; c < k; c++) sum += root[c * k + r] * combinations[at + c];
      total += sum * sum;
    }
  }
  return total;
}
