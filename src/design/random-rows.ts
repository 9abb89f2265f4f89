import { newGroup, newRows, schemaFormula } from '../frame/new-rows.ts';
import type { Schema } from '../frame/schema.ts';
import type { FactorColumn, Table } from '../table/table.ts';
import { columnStore } from './column-store.ts';
import { modelColumns } from './model-columns.ts';

/** The rows of one random term for other data than those of the fit. */
export interface NewTermRows {
  readonly names: readonly string[];
  /** One Float64Array(n) per random coefficient. */
  readonly columns: readonly Float64Array[];
  /** The grouping factor with the levels of the new data; absent when groups are not asked for. */
  readonly group?: FactorColumn;
}

/**
 * Random-effects columns of a fitted formula for new data, term by term as in `Design.random`: the same bases, contrasts and
 * constants as in the fit. Missing cells give NaN, missing groups code −1.
 *
 * @param groups names of the grouping factors that are wanted; the columns of others need not be in the table
 * @throws as `newRows`
 */
export function randomRows(
  schema: Schema,
  table: Table,
  groups: ReadonlySet<string>,
): NewTermRows[] {
  const { random } = schemaFormula(schema);
  const store = columnStore(table.nrow);
  const known = new Map<string, FactorColumn>();
  return random.flatMap((bar): NewTermRows[] => {
    const variables = newRows([bar.terms], schema, table);
    const { names, columns } = modelColumns(bar.terms, variables, store);
    const group = groups.has(bar.group.name)
      ? (known.get(bar.group.name) ?? newGroup(bar.group, schema, table))
      : undefined;
    if (group !== undefined) known.set(bar.group.name, group);
    const grouped = group === undefined ? {} : { group };
    if (!bar.uncorrelated) return [{ names, columns, ...grouped }];
    return names.map((name, c) => ({ names: [name], columns: [columns[c]], ...grouped }));
  });
}
