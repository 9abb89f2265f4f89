import type { Column } from 'blup';
import { tableOf } from './find.ts';
import { histogram } from './histogram.ts';
import type { SessionState } from './state.ts';

/** A column in a few numbers. */
export interface ColumnView {
  readonly name: string;
  readonly kind: Column['kind'];
  readonly missing: number;
  /** Of numbers. */
  readonly numbers?: {
    readonly mean: number;
    readonly sd: number;
    readonly min: number;
    readonly max: number;
  };
  /** Of numbers: how many lie in each of equal intervals from the least to the largest. */
  readonly bins?: readonly number[];
  /** Of factors: how many levels, and the most frequent ones. */
  readonly levels?: number;
  readonly frequent?: readonly { readonly level: string; readonly count: number }[];
}

/** Which columns: those whose name contains `search`, from the `from`-th on, at most `count`. */
export interface ColumnsRequest {
  readonly search: string;
  readonly from: number;
  readonly count: number;
}

/** Some columns of the data, and how many there are of that kind. */
export function describeColumns(
  state: SessionState,
  { search, from, count }: ColumnsRequest,
): { readonly total: number; readonly columns: readonly ColumnView[] } {
  const table = tableOf(state);
  const wanted = search.trim().toLowerCase();
  const found = table.names.filter((name) => name.toLowerCase().includes(wanted));
  const columns = found
    .slice(from, from + count)
    .map((name) => describe(name, table.columns.get(name) as Column));
  return { total: found.length, columns };
}

function describe(name: string, column: Column): ColumnView {
  if (column.kind === 'numeric')
    return { name, kind: 'numeric', ...describeNumbers(column.values) };
  if (column.kind === 'logical') {
    const counts = [0, 0];
    for (const value of column.values) if (value >= 0) counts[value]++;
    const frequent = [
      { level: 'TRUE', count: counts[1] },
      { level: 'FALSE', count: counts[0] },
    ];
    const missing = column.values.length - counts[0] - counts[1];
    return { name, kind: 'logical', missing, levels: 2, frequent };
  }
  const { codes, levels } = column;
  const counts = new Float64Array(levels.length);
  let missing = 0;
  for (const code of codes) {
    if (code < 0) missing++;
    else counts[code]++;
  }
  const frequent: { level: string; count: number }[] = [];
  counts.forEach((n, i) => {
    if (frequent.length === 4 && n <= frequent[3].count) return;
    frequent.push({ level: levels[i], count: n });
    frequent.sort((a, b) => b.count - a.count);
    frequent.length = Math.min(4, frequent.length);
  });
  return { name, kind: 'factor', missing, levels: levels.length, frequent };
}

function describeNumbers(values: Float64Array): Omit<ColumnView, 'name' | 'kind'> {
  let n = 0;
  let [mean, squares, min, max] = [0, 0, Infinity, -Infinity];
  let infinite = 0;
  for (const x of values) {
    if (Number.isNaN(x)) continue;
    if (!Number.isFinite(x)) {
      infinite++;
      continue;
    }
    n++;
    const step = x - mean;
    mean += step / n;
    squares += step * (x - mean);
    if (x < min) min = x;
    if (x > max) max = x;
  }
  const missing = values.length - n - infinite;
  if (n === 0) return { missing };
  const bins = histogram(values, min, max);
  const sd = n > 1 ? Math.sqrt(squares / (n - 1)) : Number.NaN;
  return { missing, numbers: { mean, sd, min, max }, bins };
}
