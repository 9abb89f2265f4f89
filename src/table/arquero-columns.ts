import { columnFromValues } from './column-from-values.ts';
import type { Column } from './table.ts';

/** The part of an Arquero table that is used. `array` obeys the table's filter and order. */
interface ArqueroTable {
  columnNames(): readonly string[];
  array?(name: string): ArrayLike<unknown>;
  getter?(name: string): (row: number) => unknown;
  numRows?(): number;
}

/** Whether the value looks like an Arquero table. */
export function isArqueroTable(input: object): input is ArqueroTable {
  const { columnNames, array, getter } = input as Record<string, unknown>;
  const reads = typeof array === 'function' || typeof getter === 'function';
  return typeof columnNames === 'function' && reads;
}

/** The columns of an Arquero table, with its filter and order applied. */
export function readArqueroTable(table: ArqueroTable): [string, Column][] {
  return Array.from(table.columnNames(), (name) => {
    return [name, columnFromValues(cellsOf(table, name), name)];
  });
}

function cellsOf(table: ArqueroTable, name: string): ArrayLike<unknown> {
  if (table.array !== undefined) return table.array(name);
  const get = table.getter?.(name);
  const length = table.numRows?.() ?? 0;
  return Array.from({ length }, (_, i) => get?.(i));
}
