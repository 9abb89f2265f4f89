/** Rows of equal numbers, found once. */
interface DistinctRows {
  /** One row of each kind. */
  readonly first: Int32Array;
  /** Kind of each row; −1 for rows that are left out. */
  readonly kind: Int32Array;
}

/** Rows that agree in all columns, by hashing; rows with `skip` are left out. */
export function distinctRows(
  n: number,
  columns: readonly ArrayLike<number>[],
  skip: Uint8Array,
): DistinctRows {
  let size = 16;
  while (size < 2 * n) size *= 2;
  const table = new Int32Array(size).fill(-1);
  const first = new Int32Array(n);
  const kind = new Int32Array(n).fill(-1);
  const number = new Float64Array(1);
  const words = new Int32Array(number.buffer);
  let count = 0;
  const same = (a: number, b: number): boolean => {
    for (const column of columns) if (column[a] !== column[b]) return false;
    return true;
  };
  for (let i = 0; i < n; i++) {
    if (skip[i] === 1) continue;
    let hash = 0;
    for (const column of columns) {
      // Minus zero equals zero.
      number[0] = column[i] + 0;
      hash = Math.imul(hash ^ words[0], 0x85ebca6b);
      hash = Math.imul((hash ^ (hash >>> 15)) + words[1], 0xc2b2ae35);
      hash ^= hash >>> 13;
    }
    let at = hash & (size - 1);
    while (table[at] >= 0 && !same(first[table[at]], i)) at = (at + 1) & (size - 1);
    if (table[at] < 0) {
      table[at] = count;
      first[count++] = i;
    }
    kind[i] = table[at];
  }
  return { first: first.slice(0, count), kind };
}
