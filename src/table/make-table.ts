import { BlupError } from '../errors/blup-error.ts';
import { didYouMean, nearest } from '../errors/suggest.ts';
import { asFactor } from './as-factor.ts';
import type { Column, Table } from './table.ts';

/** Number of rows of a column. */
function columnLength(column: Column): number {
  return column.kind === 'factor' ? column.codes.length : column.values.length;
}

/**
 * A table from named columns, in the order given.
 *
 * Throws `input` when there is no column, when a name is empty or occurs twice, or when lengths differ, and `no-rows`
 * when the columns are empty.
 */
export function makeTable(entries: Iterable<readonly [string, Column]>): Table {
  const columns = new Map<string, Column>();
  for (const [name, column] of entries) {
    if (name === '') {
      const place = columns.size + 1;
      throw new BlupError('input', `column ${place} has no name; give every column a name`, {
        value: name,
        column: place,
      });
    }
    if (columns.has(name)) {
      throw new BlupError('input', `column name "${name}" occurs twice; rename one of the two`, {
        value: name,
      });
    }
    columns.set(name, column);
  }
  const names = [...columns.keys()];
  if (names.length === 0) {
    throw new BlupError('input', 'the data have no columns; give at least one named column');
  }
  const nrow = columnLength(columns.get(names[0]) as Column);
  for (const [name, column] of columns) {
    const length = columnLength(column);
    if (length !== nrow) {
      throw new BlupError(
        'input',
        `column "${name}" has ${length} cells but "${names[0]}" has ${nrow}; columns must be equally long`,
        { value: length, expected: nrow, column: name },
      );
    }
  }
  if (nrow === 0) {
    throw new BlupError('no-rows', 'the data have columns but no rows; give at least one row', {
      names,
    });
  }
  return { kind: 'table', nrow, names, columns };
}

/**
 * The table with the named columns turned into factors; see `asFactor`. Other columns are shared, not copied.
 *
 * Throws `unknown-column` for a name that is not in the table.
 */
export function withFactors(table: Table, factors: readonly string[]): Table {
  if (factors.length === 0) return table;
  const columns = new Map(table.columns);
  for (const name of factors) {
    const column = columns.get(name);
    if (column === undefined) {
      const suggestion = nearest(name, table.names);
      throw new BlupError(
        'unknown-column',
        `column "${name}" of the option factors is not in the data${didYouMean(name, table.names)}`,
        suggestion === undefined ? { value: name } : { value: name, suggestion },
      );
    }
    columns.set(name, asFactor(column));
  }
  return { ...table, columns };
}
