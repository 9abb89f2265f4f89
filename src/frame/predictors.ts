import { deparseExpression } from '../formula/deparse.ts';
import type { Expression, NameExpression } from '../formula/expression.ts';
import type { TermList } from '../formula/formula.ts';
import type { Column, NumericColumn } from '../table/table.ts';
import { countCells, maxCells } from './cell-counts.ts';
import { type ColumnSums, columnSums, type SumsOf } from './column-sums.ts';
import type { Context } from './evaluate/context.ts';
import { dropUnusedLevels } from './evaluate/drop-unused-levels.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { groupFunctions } from './evaluate/group-functions.ts';
import type { EvaluatedFormula } from './evaluate-variables.ts';
import { takeColumn } from './keep-rows.ts';
import type { CellCounts, Predictor } from './schema.ts';
import { namesIn } from './used-columns.ts';

const groupCalls: ReadonlySet<string> = new Set(groupFunctions.map(([name]) => name));

/**
 * What an expression reads: columns, and calls of `gmean` and `gcenter`. These are columns in disguise (a level-2
 * aggregate that could stand in the data), so that no one has to know which groups they were made of.
 */
export function inputsOf(expression: Expression): (NameExpression | Expression)[] {
  switch (expression.kind) {
    case 'call':
      if (groupCalls.has(expression.name)) return [expression];
      return expression.args.flatMap(({ value }) => inputsOf(value));
    case 'unary':
    case 'parenthesis':
      return inputsOf(expression.value);
    case 'chain':
      return [expression.first, ...expression.rest.map(({ value }) => value)].flatMap(inputsOf);
    default:
      return namesIn(expression);
  }
}

/** The name of an input: that of the column, or the call's spelling. */
export function inputName(input: Expression): string {
  return input.kind === 'name' ? input.name : deparseExpression(input);
}

/** Columns of numbers that the formula turns into factors: `factor(dose)`, `cut(age, …)`. */
function madeFactors(fixed: TermList, { variables }: EvaluatedFormula): Set<string> {
  const names = fixed.variables
    .filter(({ name }) => variables.get(name)?.kind === 'factor')
    .flatMap(({ expression }) => inputsOf(expression).map(inputName));
  return new Set(names);
}

/** The distinct values in ascending order; undefined when there are more than `limit`. */
function distinctValues(values: Float64Array, limit: number): number[] | undefined {
  if (limit === 2) return twoValues(values);
  const seen = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    seen.add(values[i]);
    if (seen.size > limit) return undefined;
  }
  return [...seen].sort((a, b) => a - b);
}

/** `distinctValues` with limit 2, which every column of numbers is asked for: no set is filled. */
function twoValues(values: Float64Array): number[] | undefined {
  const first = values[0];
  let second = first;
  for (let i = 1; i < values.length; i++) {
    const x = values[i];
    if (x === first || x === second) continue;
    if (second !== first) return undefined;
    second = x;
  }
  if (second === first) return values.length === 0 ? [] : [first];
  return first < second ? [first, second] : [second, first];
}

/** Sums about the first number lose digits when it lies so many deviations (squared) from the mean. */
const FAR = 1e3;

/** Mean and standard deviation, exact to rounding whatever the origin. */
function momentsOf(
  values: Float64Array,
  { origin, sum, squares }: ColumnSums = columnSums(values),
): { mean: number; sd: number } {
  const n = values.length;
  const shift = sum / n;
  const rest = squares - shift * sum;
  if (rest * FAR > shift * sum) {
    return { mean: origin + shift, sd: Math.sqrt(rest / Math.max(1, n - 1)) };
  }
  return momentsAbout(values, origin + shift);
}

/** The same in a second pass, about a number near the mean. */
function momentsAbout(values: Float64Array, near: number): { mean: number; sd: number } {
  const n = values.length;
  let rest = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    const d = values[i] - near;
    rest += d;
    squares += d * d;
  }
  const sd = Math.sqrt(Math.max(0, squares - (rest * rest) / n) / Math.max(1, n - 1));
  return { mean: near + rest / n, sd };
}

/** The mean, exact to rounding whatever the origin. */
export function meanOf(values: Float64Array): number {
  return momentsOf(values).mean;
}

function summarise(name: string, column: Column, isFactor: boolean, sumsOf: SumsOf): Predictor {
  if (column.kind === 'factor')
    return { kind: 'factor', name, levels: dropUnusedLevels(column).levels };
  if (column.kind === 'logical') {
    const levels = [false, true].filter((truth) => column.values.includes(Number(truth)));
    return { kind: 'logical', name, levels };
  }
  const values = distinctValues(column.values, isFactor ? maxCells : 2);
  return {
    kind: 'numeric',
    name,
    ...momentsOf(column.values, sumsOf(column.values)),
    ...(values !== undefined && { values }),
  };
}

/** The predictors of a formula, and how its data spread over their levels. */
export interface PredictorSummary {
  readonly predictors: readonly Predictor[];
  readonly cells?: CellCounts;
}

/**
 * Summaries of the columns (and group means) that fixed effects read, on the rows kept: what a reference
 * grid is made of when the data are gone. Offsets are no predictors.
 *
 * `rows` are positions among those of the context.
 */
export function summarisePredictors(
  fixed: TermList,
  evaluated: EvaluatedFormula,
  context: Context,
  rows: Int32Array,
  frequencies: Float64Array | undefined,
  sumsOf: SumsOf,
): PredictorSummary {
  const inputs = new Map<string, Column>();
  const offsets = new Set(fixed.offsets.map(({ name }) => name));
  const variables = fixed.variables.filter(({ name }) => !offsets.has(name));
  for (const input of variables.flatMap(({ expression }) => inputsOf(expression))) {
    const name = inputName(input);
    if (inputs.has(name)) continue;
    const value =
      input.kind === 'name'
        ? context.columns.get(name)
        : (evaluate(input, context) as NumericColumn);
    if (value !== undefined) inputs.set(name, takeColumn(value, rows));
  }
  const made = madeFactors(fixed, evaluated);
  const predictors = Array.from(inputs, ([name, column]) =>
    summarise(name, column, made.has(name), sumsOf),
  );
  const cells = countCells(predictors, [...inputs.values()], rows.length, frequencies);
  return { predictors, ...(cells !== undefined && { cells }) };
}
