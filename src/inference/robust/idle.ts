import type { ClusterCoordinates } from './cluster-basis.ts';
import { norms, reflect } from './orthogonal.ts';

/** Coordinates of one level of the finest factor: its own columns of ZT, and those it shares: other ZT, X̃, y − Xβ̂. */
export interface Level {
  readonly own: readonly Float64Array[];
  readonly rest: readonly Float64Array[];
}

/**
 * Levels with equal own columns (equal numbers of rows, or equal times of measurement) may be rotated among themselves,
 * until only as many as there are shared columns have a part in these; the others count for nothing.
 */
export function withoutIdleLevels(levels: readonly Level[]): Level[] {
  const alike = new Map<string, Level[]>();
  for (const level of levels) {
    const key = level.own.map((row) => Array.from(row, (x) => x.toPrecision(14)).join()).join(';');
    const list = alike.get(key);
    if (list === undefined) alike.set(key, [level]);
    else list.push(level);
  }
  return [...alike.values()].flatMap((list) => {
    const shared = list[0].rest[0].length;
    const count = list[0].rest.length;
    if (list.length <= count * (shared - 1)) return list;
    const at = (i: number, c: number) => Float64Array.from(list, (level) => level.rest[i][c]);
    const columns = list[0].rest.map((_, i) => Array.from({ length: shared }, (__, c) => at(i, c)));
    const pivots = columns.flatMap((row) => row.slice(0, -1));
    const last = columns.map((row) => row[shared - 1]);
    const used = reflect(pivots, last, 0, list.length, norms(pivots, 0, list.length));
    return list.slice(0, used).map(({ own }, l) => ({
      own,
      rest: columns.map((row) => Float64Array.from(row, (column) => column[l])),
    }));
  });
}

/** Variances closer than this, relatively, are equal. */
const EQUAL = 1e-13;

/**
 * Coordinates of equal variance may be rotated among themselves, until at most p of them have a part in X̃; the others
 * count for nothing. Equal variances are the rule where the levels inside a cluster have equal numbers of rows.
 */
export function withoutIdle(
  all: readonly { variance: number; row: Float64Array }[],
  width: number,
): ClusterCoordinates {
  const sorted = all.toSorted((a, b) => b.variance - a.variance);
  const variances: number[] = [];
  const rows: Float64Array[] = [];
  for (let from = 0, to = 0; from < sorted.length; from = to) {
    const { variance } = sorted[from];
    while (to < sorted.length && sorted[to].variance >= variance * (1 - EQUAL)) to++;
    const columns = Array.from({ length: width }, (_, c) =>
      Float64Array.from({ length: to - from }, (__, i) => sorted[from + i].row[c]),
    );
    const x = columns.slice(0, -1);
    const count = reflect(x, columns.slice(-1), 0, to - from, norms(x, 0, to - from));
    for (let i = 0; i < count; i++) {
      variances.push(variance);
      rows.push(Float64Array.from(columns, (column) => column[i]));
    }
  }
  return { variances: Float64Array.from(variances), rows };
}
