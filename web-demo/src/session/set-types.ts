import type { Column, FactorColumn, Table } from 'blup';
import { asTable } from './first-library.ts';
import type { SessionState } from './state.ts';

/** Types that differ from what was read. */
export type ColumnTypes = Readonly<Record<string, 'factor' | 'number'>>;

/**
 * Reads columns as the user says: numbers as factors, or the labels of a factor as numbers, where what is no number becomes
 * missing. Columns that are not in the data are passed over.
 */
export function setTypes(state: SessionState, types: ColumnTypes): void {
  const { original } = state;
  if (original === undefined) return;
  const known = Object.entries(types).filter(([name]) => original.columns.has(name));
  const columns = new Map(original.columns);
  for (const [name, type] of known) {
    const column = columns.get(name) as Column;
    if (type === 'number' && column.kind === 'factor') columns.set(name, asNumbers(column));
  }
  const factors = known.filter(([, type]) => type === 'factor').map(([name]) => name);
  const table: Table = { ...original, columns };
  state.table = asTable(table, { factors });
}

function asNumbers({ codes, levels }: FactorColumn): Column {
  const numbers = levels.map((level) => (level.trim() === '' ? Number.NaN : Number(level)));
  const values = Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : numbers[code]));
  return { kind: 'numeric', values };
}
