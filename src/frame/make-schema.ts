import { deparseFormula } from '../formula/deparse.ts';
import type { Formula } from '../formula/formula.ts';
import type { Table } from '../table/table.ts';
import type { Variable } from './frame.ts';
import type { PredictorSummary } from './predictors.ts';
import type { ColumnSchema, FactorSchema, NumbersSchema, Schema } from './schema.ts';
import { namesIn } from './used-columns.ts';

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
  summary: PredictorSummary,
  offset: Schema['offset'],
): Schema {
  const variableNames = new Set(
    [formula.fixed, ...formula.random.map(({ terms }) => terms)]
      .flatMap((terms) => terms.variables)
      .flatMap(({ expression }) => namesIn(expression).map(({ name }) => name)),
  );
  const columns = used.map((name): ColumnSchema => {
    const column = table.columns.get(name);
    if (column?.kind !== 'factor' || !variableNames.has(name)) {
      return { name, kind: column?.kind ?? 'numeric' };
    }
    return { name, kind: 'factor', levels: column.levels };
  });
  return {
    // Level equations are stored as the formula that they stand for.
    formula: formula.levels === undefined ? formula.text : deparseFormula(formula),
    dot,
    columns,
    variables: Array.from(variables, variableSchema),
    constants: [...constants],
    ...summary,
    ...(offset !== undefined && { offset }),
  };
}
