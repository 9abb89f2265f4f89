import { getI, setI } from '../access';
import { alloc, allocI32, mark, release } from '../arena';
import * as input from './input';

/**
 * Which levels of two grouping factors meet: for each level of the first the levels of the second, in compressed rows,
 * and for each row of the data the number of the pair it belongs to.
 *
 *     pointers  levels(first) + 1        partners of level a: index[pointers[a] … pointers[a + 1])
 *     index     count
 *     rowPair   n                        position in `index`; scratch, needed until the products are summed
 */
export let pointers: usize = 0;
export let index: usize = 0;
export let count: i32 = 0;
export let rowPair: usize = 0;

/** Finds the incidence of factors `first` and `second` in O(n) by a counting sort of the rows. */
export function findIncidence(first: i32, second: i32): void {
  const n = input.n;
  const rows = input.factorLevels(first);
  const columns = input.factorLevels(second);
  const a = input.factorCodes(first);
  const b = input.factorCodes(second);
  rowPair = allocI32(n);
  pointers = allocI32(rows + 1);
  const before = mark();
  const starts = allocI32(rows + 1);
  const order = allocI32(n);
  sortRows(n, rows, a, starts, order);
  const marker = allocI32(columns);
  count = 0;
  memory.fill(marker, 255, (<usize>columns) << 2);
  setI(pointers, 0, 0);
  for (let level = 0; level < rows; level++) {
    const base = count;
    for (let i = getI(starts, level); i < getI(starts, level + 1); i++) {
      const row = getI(order, i);
      const partner = getI(b, row);
      if (getI(marker, partner) < base) {
        setI(marker, partner, count);
        count++;
      }
      setI(rowPair, row, getI(marker, partner));
    }
    setI(pointers, level + 1, count);
  }
  release(before);
  index = allocI32(count);
  for (let row = 0; row < n; row++) setI(index, getI(rowPair, row), getI(b, row));
}

/** Rows in order of their level: order[starts[a] … starts[a + 1]) are the rows of level a. */
function sortRows(n: i32, levels: i32, codes: usize, starts: usize, order: usize): void {
  const next = alloc((<usize>(levels + 1)) << 2);
  memory.fill(starts, 0, (<usize>(levels + 1)) << 2);
  for (let row = 0; row < n; row++) {
    const level = getI(codes, row) + 1;
    setI(starts, level, getI(starts, level) + 1);
  }
  for (let level = 0; level < levels; level++) {
    setI(starts, level + 1, getI(starts, level + 1) + getI(starts, level));
  }
  memory.copy(next, starts, (<usize>(levels + 1)) << 2);
  for (let row = 0; row < n; row++) {
    const level = getI(codes, row);
    const at = getI(next, level);
    setI(order, at, row);
    setI(next, level, at + 1);
  }
}
