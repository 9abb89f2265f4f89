import { predictorRows } from '../design/predictor-rows.ts';
import { BlupError } from '../errors/blup-error.ts';
import { levelsOf } from '../frame/cell-counts.ts';
import { schemaFormula } from '../frame/new-rows.ts';
import type { CellCounts, Predictor, Schema } from '../frame/schema.ts';
import type { Column, Table } from '../table/table.ts';
import { damaged } from './codec.ts';

/** One row: listed values at the first, other numbers at their mean. */
function firstRow(predictor: Predictor): Column {
  if (predictor.kind === 'numeric') {
    return { kind: 'numeric', values: Float64Array.of(predictor.values?.[0] ?? predictor.mean) };
  }
  if (predictor.kind === 'logical') return { kind: 'logical', values: Int8Array.of(0) };
  return { kind: 'factor', codes: Int32Array.of(0), levels: predictor.levels };
}

/** Names of the columns that the schema makes, by making a row of them. */
function columnNames(schema: Schema): readonly string[] {
  const columns = new Map(
    schema.predictors.map((predictor) => [predictor.name, firstRow(predictor)]),
  );
  const table: Table = { kind: 'table', nrow: 1, names: [...columns.keys()], columns };
  try {
    checkVariables(schema);
    return predictorRows(schema, table, { offset: false }).names;
  } catch (error) {
    if (error instanceof BlupError && error.code === 'saved-model') throw error;
    // Whatever goes wrong on the schema's own values, the schema is to blame.
    const reason = error instanceof Error ? error.message : String(error);
    throw damaged('model.schema', `makes no columns (${reason.slice(0, 200)})`);
  }
}

function fits({ names, counts }: CellCounts, predictors: readonly Predictor[]): boolean {
  let size = 1;
  for (const name of names) {
    const predictor = predictors.find((one) => one.name === name);
    const levels = predictor === undefined ? undefined : levelsOf(predictor);
    if (levels === undefined) return false;
    size *= levels.length;
  }
  return counts.length === size && new Set(names).size === names.length;
}

/** Every variable of the formula must be known by its kind, those of random terms too. */
function checkVariables(schema: Schema): void {
  const known = new Set(schema.variables.map(({ name }) => name));
  const { fixed, random } = schemaFormula(schema);
  const offsets = new Set(fixed.offsets.map(({ name }) => name));
  for (const { variables } of [fixed, ...random.map(({ terms }) => terms)]) {
    const missing = variables.find(({ name }) => !known.has(name) && !offsets.has(name));
    if (missing !== undefined) throw damaged('model.schema', `lacks the variable ${missing.name}`);
  }
}

/** Throws `saved-model` unless the schema makes exactly the columns of the model. */
export function checkSchema(schema: Schema, names: readonly string[]): void {
  const made = columnNames(schema);
  if (made.length !== names.length || made.some((name, j) => name !== names[j])) {
    throw damaged('model.schema', 'makes other columns than the model has');
  }
  if (schema.cells !== undefined && !fits(schema.cells, schema.predictors)) {
    throw damaged('model.schema.cells', 'does not count the combinations of the levels');
  }
}
