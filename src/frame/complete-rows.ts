import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import type { Column } from '../table/table.ts';
import { columnSums, type SumsOf } from './column-sums.ts';
import { allRows, isComplete, markMissing, unmarkedRows } from './keep-rows.ts';

/** How often something is missing in a named column or expression. */
export interface MissingCount {
  readonly name: string;
  readonly missing: number;
}

/** The rows without missing cells, and where cells are missing. */
interface CompleteRows {
  readonly rows: Int32Array;
  readonly counts: readonly MissingCount[];
}

/** Rows in which none of the columns is missing; `columns` are `nrow` long. `all` are all row numbers, where they are at hand. */
export function completeRows(
  columns: Iterable<readonly [name: string, column: Column]>,
  nrow: number,
  sumsOf: SumsOf = columnSums,
  all?: Int32Array,
): CompleteRows {
  let mask: Uint8Array | undefined;
  const counts: MissingCount[] = [];
  for (const [name, column] of columns) {
    if (isComplete(column, sumsOf)) continue;
    mask ??= new Uint8Array(nrow);
    const missing = markMissing(column, mask);
    if (missing > 0) counts.push({ name, missing });
  }
  const complete = mask === undefined || counts.length === 0;
  return { rows: complete ? (all ?? allRows(nrow)) : unmarkedRows(mask as Uint8Array), counts };
}

function list(counts: readonly MissingCount[]): string {
  const shown = counts.slice(0, 5).map(({ name, missing }) => `${name} (${missing})`);
  return shown.join(', ') + (counts.length > 5 ? ', …' : '');
}

/**
 * What the NA policy says to missing cells: a notice `rows-omitted`, or nothing when none is missing.
 *
 * Throws `input` when the policy is `fail`, and `no-rows` when no row is left, naming the column that misses most.
 */
export function omissionNotice(
  nrow: number,
  kept: number,
  counts: readonly MissingCount[],
  policy: 'omit' | 'fail',
): Notice | undefined {
  if (counts.length === 0) return undefined;
  const detail = { omitted: nrow - kept, rows: nrow, missing: counts };
  if (kept === 0) {
    const worst = counts.reduce((a, b) => (b.missing > a.missing ? b : a));
    const all = worst.missing === nrow ? `all ${nrow}` : `${worst.missing} of ${nrow}`;
    const text = `no row is complete: column "${worst.name}" is missing in ${all} rows; leave it out or fill it in`;
    throw new BlupError('no-rows', text, { ...detail, value: worst.name });
  }
  const where = `missing values in ${list(counts)}`;
  if (policy === 'fail') {
    throw new BlupError(
      'input',
      `${nrow - kept} of ${nrow} rows are incomplete: ${where}; fill them in or allow na: 'omit'`,
      detail,
    );
  }
  const text = `${nrow - kept} of ${nrow} rows left out: ${where}`;
  return { code: 'rows-omitted', text, detail };
}
