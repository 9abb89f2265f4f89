import { newOffset, newRows, schemaFormula } from '../frame/new-rows.ts';
import type { Schema } from '../frame/schema.ts';
import type { Table } from '../table/table.ts';
import { columnStore } from './column-store.ts';
import { modelColumns } from './model-columns.ts';

/** Rows of the fixed-effects model matrix for other data than those of the fit. */
export interface PredictorRows {
  /** Number of rows, all rows of the table. */
  readonly n: number;
  /** Names of all columns, those included that the fit left out; see `crossProducts.kept` of a model. */
  readonly names: readonly string[];
  /** One Float64Array(n) per name. */
  readonly columns: readonly Float64Array[];
  /** The known part of the linear predictor; absent without offset, and for an offset that was given as an array. */
  readonly offset?: Float64Array;
}

/**
 * The fixed-effects model matrix of a fitted formula for new data: the same levels, contrasts and constants of bases as
 * in the fit, so that the data of the fit give its own matrix bit by bit.
 *
 * The response and the grouping factors are not needed, nor are the columns of offsets with `offset: false`. Missing cells give NaN in the columns that use them; nothing is
 * left out. See `newRows` for group means and for errors.
 *
 * @param schema `model.schema`; plain data, also after JSON
 */
export function predictorRows(
  schema: Schema,
  table: Table,
  options: { readonly offset?: boolean } = {},
): PredictorRows {
  const { fixed } = schemaFormula(schema);
  const variables = newRows([fixed], schema, table);
  const { names, columns } = modelColumns(fixed, variables, columnStore(table.nrow));
  const offset = options.offset === false ? undefined : newOffset(fixed, schema, table);
  return { n: table.nrow, names, columns, ...(offset && { offset }) };
}
