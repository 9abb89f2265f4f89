import { deparseExpression } from '../formula/deparse.ts';
import type { Expression, NameExpression } from '../formula/expression.ts';
import type { TermList } from '../formula/formula.ts';
import type { Column, NumericColumn } from '../table/table.ts';
import type { Context } from './evaluate/context.ts';
import { dropUnusedLevels } from './evaluate/drop-unused-levels.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { groupFunctions } from './evaluate/group-functions.ts';
import type { EvaluatedFormula } from './evaluate-variables.ts';
import { takeColumn } from './keep-rows.ts';
import type { CellCounts, Predictor } from './schema.ts';
import { namesIn } from './used-columns.ts';

/** More combinations than this are not counted. */
const maxCells = 20_000;

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
  const seen = new Set<number>();
  for (let i = 0; i < values.length; i++) {
    seen.add(values[i]);
    if (seen.size > limit) return undefined;
  }
  return [...seen].sort((a, b) => a - b);
}

/** Two passes: exact to rounding whatever the origin. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] - values[0];
  const mean = values[0] + sum / values.length;
  let rest = 0;
  for (let i = 0; i < values.length; i++) rest += values[i] - mean;
  return mean + rest / values.length;
}

function deviationOf(values: Float64Array, mean: number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - mean) ** 2;
  return Math.sqrt(sum / Math.max(1, values.length - 1));
}

function summarise(name: string, column: Column, isFactor: boolean): Predictor {
  if (column.kind === 'factor')
    return { kind: 'factor', name, levels: dropUnusedLevels(column).levels };
  if (column.kind === 'logical') {
    const levels = [false, true].filter((truth) => column.values.includes(Number(truth)));
    return { kind: 'logical', name, levels };
  }
  const values = distinctValues(column.values, isFactor ? maxCells : 2);
  const mean = meanOf(column.values);
  const sd = deviationOf(column.values, mean);
  return { kind: 'numeric', name, mean, sd, ...(values !== undefined && { values }) };
}

/** Levels of a predictor in a reference grid; undefined for a covariate, which enters at its mean. */
export function levelsOf(predictor: Predictor): readonly (string | number | boolean)[] | undefined {
  return predictor.kind === 'numeric' ? predictor.values : predictor.levels;
}

/** The level of each row as an index into `levelsOf`. */
function levelIndex(column: Column, predictor: Predictor): (row: number) => number {
  const place = new Map((levelsOf(predictor) ?? []).map((level, i) => [level, i]));
  if (column.kind === 'factor') {
    const recode = column.levels.map((level) => place.get(level) ?? 0);
    return (row) => recode[column.codes[row]];
  }
  if (column.kind === 'logical') return (row) => place.get(column.values[row] === 1) ?? 0;
  return (row) => place.get(column.values[row]) ?? 0;
}

function countCells(
  predictors: readonly Predictor[],
  columns: readonly Column[],
  nrow: number,
  frequencies: Float64Array | undefined,
): CellCounts | undefined {
  const chosen = predictors.flatMap((predictor, i) => {
    const levels = levelsOf(predictor);
    return levels === undefined ? [] : [{ predictor, column: columns[i], size: levels.length }];
  });
  const size = chosen.reduce((product, { size }) => product * size, 1);
  if (size > maxCells) return undefined;
  const cell = new Int32Array(nrow);
  let stride = 1;
  for (const { predictor, column, size } of chosen) {
    const index = levelIndex(column, predictor);
    for (let i = 0; i < nrow; i++) cell[i] += stride * index(i);
    stride *= size;
  }
  const counts = new Array<number>(size).fill(0);
  for (let i = 0; i < nrow; i++) counts[cell[i]] += frequencies?.[i] ?? 1;
  return { names: chosen.map(({ predictor }) => predictor.name), counts };
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
    summarise(name, column, made.has(name)),
  );
  const cells = countCells(predictors, [...inputs.values()], rows.length, frequencies);
  return { predictors, ...(cells !== undefined && { cells }) };
}
