import { getF, getI, setF } from '../access';
import { allocF64 } from '../arena';
import { evaluateRows, rowColumns } from '../family/rows';
import * as rows from '../generalised/rows';
import * as working from '../generalised/working';
import * as groups from './groups';

/**
 * Groups that are worked on together, so that the densities of some hundred rows are found by one call: groups `from` … `to`, whose rows
 * are counted from the first of group `from`.
 *
 *     capacity  rows that a chunk may have
 *     eta       linear predictors of the rows of the chunk
 *     columns   what `evaluateRows` says there, `capacity` apart
 */
export let capacity: i32 = 0;
export let eta: usize = 0;
export let columns: usize = 0;

const CHUNK: i32 = 256;

export function prepareChunk(): void {
  capacity = max(CHUNK, groups.largest);
  eta = allocF64(<f64>(capacity + 2));
  columns = allocF64(<f64>capacity * <f64>rowColumns());
}

/** The first group after those that are worked on together with `from`. */
export function chunkEnd(from: i32): i32 {
  const first = getI(groups.starts, from);
  let to = from + 1;
  while (
    to < groups.count &&
    to - from < capacity &&
    getI(groups.starts, to + 1) - first <= capacity
  ) {
    to++;
  }
  return to;
}

/** η of the rows of groups `from` … `to` at their `modes`. */
export function predict(from: i32, to: i32): void {
  const k = groups.size;
  const first = getI(groups.starts, from);
  for (let g = from; g < to; g++) {
    const u = groups.mode(g);
    const end = getI(groups.starts, g + 1);
    let s = groups.s + ((<usize>getI(groups.starts, g) * <usize>k) << 3);
    if (k === 1) {
      const by = getF(u, 0);
      for (let i = getI(groups.starts, g); i < end; i++) {
        setF(eta, i - first, getF(groups.base, i) + by * load<f64>(s));
        s += 8;
      }
      continue;
    }
    for (let i = getI(groups.starts, g); i < end; i++) {
      let sum = getF(groups.base, i);
      for (let c = 0; c < k; c++) sum += getF(s, c) * getF(u, c);
      setF(eta, i - first, sum);
      s += (<usize>k) << 3;
    }
  }
}

/** Evaluates the rows of groups `from` … `to` at η. */
export function evaluate(order: i32, from: i32, to: i32): void {
  const first = getI(groups.starts, from);
  const at = (<usize>first) << 3;
  evaluateRows(
    order,
    getI(groups.starts, to) - first,
    rows.y + at,
    rows.sizes + at,
    eta,
    working.auxiliary,
    columns,
    capacity,
  );
}

/** f at the mode as it stands; −∞ where a row has no density. */
export function height(from: i32, g: i32): f64 {
  const first = getI(groups.starts, from);
  let sum: f64 = 0;
  for (let i = getI(groups.starts, g) - first; i < getI(groups.starts, g + 1) - first; i++) {
    sum += getF(columns, i);
  }
  const u = groups.mode(g);
  for (let c = 0; c < groups.size; c++) sum -= 0.5 * getF(u, c) * getF(u, c);
  return sum;
}
