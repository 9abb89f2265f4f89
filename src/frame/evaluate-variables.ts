import type { Formula } from '../formula/formula.ts';
import type { Column, FactorColumn } from '../table/table.ts';
import type { SumsOf } from './column-sums.ts';
import { completeRows, type MissingCount } from './complete-rows.ts';
import type { Context } from './evaluate/context.ts';
import { evaluate } from './evaluate/evaluate.ts';
import type { Value } from './evaluate/value.ts';
import { evaluateGroup } from './evaluate-group.ts';
import { takeColumn, takeRows } from './keep-rows.ts';

/** All parts of a formula evaluated, by R's spelling. */
export interface EvaluatedFormula {
  readonly response: Value | undefined;
  /** Variables of fixed and random terms, without offsets. */
  readonly variables: ReadonlyMap<string, Value>;
  readonly offsets: ReadonlyMap<string, Value>;
  readonly groups: ReadonlyMap<string, FactorColumn>;
}

/** Evaluates the response, every variable of every term, the offsets and the grouping factors, each once. */
export function evaluateVariables(formula: Formula, context: Context): EvaluatedFormula {
  const { response, fixed, random } = formula;
  const variables = new Map<string, Value>();
  const offsetNames = new Set(fixed.offsets.map(({ name }) => name));
  for (const { name, expression } of [fixed, ...random.map(({ terms }) => terms)].flatMap(
    (terms) => terms.variables,
  )) {
    if (!variables.has(name) && !offsetNames.has(name)) {
      variables.set(name, evaluate(expression, context));
    }
  }
  const groups = new Map<string, FactorColumn>();
  for (const { group } of random) {
    if (!groups.has(group.name)) groups.set(group.name, evaluateGroup(group, context));
  }
  return {
    response: response === undefined ? undefined : evaluate(response.expression, context),
    variables,
    offsets: new Map(
      fixed.offsets.map(({ name, expression }) => [name, evaluate(expression, context)]),
    ),
    groups,
  };
}

function columnsOf(value: Value): Column[] {
  if (value.kind === 'constant') return [];
  if (value.kind !== 'matrix') return [value];
  return value.columns.map((values) => ({ kind: 'numeric', values }));
}

function takeValue(value: Value, rows: Int32Array): Value {
  if (value.kind === 'constant') return value;
  if (value.kind !== 'matrix') return takeColumn(value, rows);
  return { ...value, columns: value.columns.map((column) => takeRows(column, rows)) };
}

function takeAll<T>(map: ReadonlyMap<string, T>, take: (value: T) => T): ReadonlyMap<string, T> {
  return new Map([...map].map(([name, value]) => [name, take(value)]));
}

/** An evaluated formula without the rows in which a calculation gave no number, such as the logarithm of −1. */
interface EvaluatedRows {
  readonly evaluated: EvaluatedFormula;
  /** Positions among the rows that were evaluated. */
  readonly positions: Int32Array;
  readonly counts: readonly MissingCount[];
}

/**
 * Leaves out the rows in which an expression came out missing. `rawNames` are known to be complete and not looked at;
 * `everyRow` are all positions, where they are at hand.
 */
export function dropUndefined(
  formula: Formula,
  all: EvaluatedFormula,
  nrow: number,
  rawNames: ReadonlySet<string>,
  sumsOf: SumsOf,
  everyRow: Int32Array | undefined,
): EvaluatedRows {
  const named: [string, Value][] = [...all.variables, ...all.offsets, ...all.groups];
  if (all.response !== undefined) named.unshift([formula.response?.name ?? '', all.response]);
  const columns = named
    .filter(([name]) => !rawNames.has(name))
    .flatMap(([name, value]) => columnsOf(value).map((column) => [name, column] as const));
  const { rows: positions, counts } = completeRows(columns, nrow, sumsOf, everyRow);
  if (positions.length === nrow) return { evaluated: all, positions, counts };
  const take = (value: Value): Value => takeValue(value, positions);
  const evaluated = {
    response: all.response === undefined ? undefined : take(all.response),
    variables: takeAll(all.variables, take),
    offsets: takeAll(all.offsets, take),
    groups: takeAll(all.groups, (group) => takeColumn(group, positions) as FactorColumn),
  };
  return { evaluated, positions, counts };
}
