import { deparseExpression } from '../formula/deparse.ts';
import type { Expression, NameExpression } from '../formula/expression.ts';
import type { TermList } from '../formula/formula.ts';
import type { Column, FactorColumn, NumericColumn } from '../table/table.ts';
import { type ColumnSums, columnSums, type SumsOf } from './column-sums.ts';
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

/** Levels of a predictor in a reference grid; undefined for a covariate, which enters at its mean. */
export function levelsOf(predictor: Predictor): readonly (string | number | boolean)[] | undefined {
  return predictor.kind === 'numeric' ? predictor.values : predictor.levels;
}

/** Adds `stride` times the level of each row, an index into `levelsOf`, to its cell. */
function addLevels(column: Column, predictor: Predictor, stride: number, cell: Int32Array): void {
  const levels = levelsOf(predictor) ?? [];
  const place = new Map(levels.map((level, i) => [level, i]));
  if (column.kind === 'factor') {
    const recode = Int32Array.from(column.levels, (level) => stride * (place.get(level) ?? 0));
    const { codes } = column;
    for (let i = 0; i < cell.length; i++) cell[i] += recode[codes[i]];
  } else if (levels.length <= 2) {
    addTruth(
      column.values,
      column.kind === 'logical' && levels[0] === true ? 1 : Number(levels[0]),
      stride,
      cell,
    );
  } else {
    const { values } = column;
    for (let i = 0; i < cell.length; i++) cell[i] += stride * (place.get(values[i]) ?? 0);
  }
}

function addTruth(
  values: Float64Array | Int8Array,
  first: number,
  stride: number,
  cell: Int32Array,
): void {
  for (let i = 0; i < cell.length; i++) if (values[i] !== first) cell[i] += stride;
}

/** Observations of a single column of numbers with at most two values. */
function countTwo(values: Float64Array, first: number): [number, number] {
  let count = 0;
  const n = values.length;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    count +=
      (values[i] === first ? 1 : 0) +
      (values[i + 1] === first ? 1 : 0) +
      (values[i + 2] === first ? 1 : 0) +
      (values[i + 3] === first ? 1 : 0);
  }
  for (; i < n; i++) count += values[i] === first ? 1 : 0;
  return [count, n - count];
}

/** Observations of each level of a single factor. */
function countLevels(factor: FactorColumn, predictor: Predictor, size: number): number[] {
  const own = new Float64Array(factor.levels.length);
  const { codes } = factor;
  for (let i = 0; i < codes.length; i++) own[codes[i]]++;
  const place = new Map((levelsOf(predictor) ?? []).map((level, i) => [level, i]));
  const counts = new Array<number>(size).fill(0);
  factor.levels.forEach((level, l) => {
    counts[place.get(level) ?? 0] += own[l];
  });
  return counts;
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
  const names = chosen.map(({ predictor }) => predictor.name);
  if (chosen.length === 0 && frequencies === undefined) return { names, counts: [nrow] };
  if (chosen.length === 1 && frequencies === undefined) {
    const [{ predictor, column, size }] = chosen;
    if (column.kind === 'numeric' && size <= 2) {
      const counts = countTwo(column.values, Number(levelsOf(predictor)?.[0]));
      return { names, counts: counts.slice(0, size) };
    }
    if (column.kind === 'factor') return { names, counts: countLevels(column, predictor, size) };
  }
  const cell = new Int32Array(nrow);
  let stride = 1;
  for (const { predictor, column, size } of chosen) {
    addLevels(column, predictor, stride, cell);
    stride *= size;
  }
  const counts = new Float64Array(size);
  if (frequencies === undefined) for (let i = 0; i < nrow; i++) counts[cell[i]]++;
  else for (let i = 0; i < nrow; i++) counts[cell[i]] += frequencies[i];
  return { names, counts: Array.from(counts) };
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
