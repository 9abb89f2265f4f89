import { BlupError } from '../errors/blup-error.ts';
import { columnFromValues } from './column-from-values.ts';
import { makeTable } from './make-table.ts';
import type { Column, Table } from './table.ts';

/**
 * A table from an array of row objects.
 *
 * Columns are the own keys of all rows in order of first appearance; a row without the key is missing there. Throws
 * `no-rows` for an empty array and `input` for a row that is no plain object.
 */
export function tableFromRows(rows: readonly unknown[]): Table {
  if (rows.length === 0) {
    throw new BlupError('no-rows', 'the data have no rows; give at least one row');
  }
  const cells = new Map<string, unknown[]>();
  let lastKeys: readonly string[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = checkedRow(rows[i], i);
    const keys = Object.keys(row);
    // Rows mostly agree in their keys: then no look-up is needed.
    if (sameKeys(keys, lastKeys)) continue;
    lastKeys = keys;
    for (const key of keys) if (!cells.has(key)) cells.set(key, new Array(rows.length));
  }
  for (const [key, column] of cells) {
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as Record<string, unknown>;
      // An absent `constructor` or `__proto__` would otherwise be found on the prototype.
      column[i] = Object.hasOwn(row, key) ? row[key] : undefined;
    }
  }
  const entries = Array.from(cells, ([name, column]): [string, Column] => {
    return [name, columnFromValues(column, name)];
  });
  return makeTable(entries);
}

function checkedRow(row: unknown, i: number): object {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row;
  const what = row === null ? 'null' : Array.isArray(row) ? 'an array' : typeof row;
  throw new BlupError(
    'input',
    `row ${i + 1} is ${what}; rows must be objects such as { y: 1, school: "a" }`,
    { value: what, row: i + 1 },
  );
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
