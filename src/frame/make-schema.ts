import type { Formula } from '../formula/formula.ts';
import type { Table } from '../table/table.ts';
import type { Variable } from './frame.ts';
import type { ColumnSchema, FactorSchema, NumbersSchema, Schema } from './schema.ts';

function variableSchema(variable: Variable): FactorSchema | NumbersSchema {
  const { kind, name } = variable;
  if (kind === 'numeric') return { kind, name };
  if (kind === 'matrix') return { kind, name, suffixes: variable.suffixes };
  return { kind, name, levels: variable.levels, contrasts: variable.contrasts };
}

/** The schema of a frame: see `Schema`. */
export function makeSchema(
  formula: Formula,
  dot: readonly string[],
  used: readonly string[],
  table: Table,
  variables: Iterable<Variable>,
  constants: ReadonlyMap<string, unknown>,
): Schema {
  const columns = used.map((name): ColumnSchema => {
    return { name, kind: table.columns.get(name)?.kind ?? 'numeric' };
  });
  return {
    formula: formula.text,
    dot,
    columns,
    variables: Array.from(variables, variableSchema),
    constants: [...constants],
  };
}
