import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import { checkLinear } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { checkOptionNames } from '../../frame/frame-options.ts';
import { schemaFormula } from '../../frame/new-rows.ts';
import { inputName, inputsOf } from '../../frame/predictors.ts';
import { checkDdf, type DdfMethod } from '../contrasts/ddf-method.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { combine, type LinearFunction, testFunction } from './linear-function.ts';
import {
  type GridValues,
  type LevelValue,
  type ReferenceGrid,
  referenceGrid,
  schemaOf,
  unknownPredictor,
  valueIndex,
} from './reference-grid.ts';
import { responseTransformation, transformationNamed } from './response-scale.ts';
import { readSpecs } from './specs.ts';

/** How cells count in a mean over factors: all alike, or as their levels are frequent in the data. */
export type MarginWeights = 'equal' | 'proportional';

/** Options of `emmeans`. */
export interface EmmeansOptions {
  /** Values that predictors take in the reference grid: `{ age: [20, 40], sex: 'f' }`. */
  readonly at?: GridValues;
  /** Variables within whose levels the means are formed and compared. */
  readonly by?: string | readonly string[];
  /** Degrees of freedom; default Satterthwaite's. */
  readonly ddf?: DdfMethod;
  /** Confidence level; default 0.95. */
  readonly level?: number;
  /** Whether results of a transformed response, `log(y)`, are taken back to the response; default `'link'`: no. */
  readonly type?: 'link' | 'response';
  /** Default `'equal'`. */
  readonly weights?: MarginWeights;
}

/** One estimated marginal mean, or slope. Numbers are NaN when `estimable` is false: the data do not determine it. */
export interface EmmeansRow {
  /** A value for each of `variables`. */
  readonly levels: readonly LevelValue[];
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
  readonly lower: number;
  readonly upper: number;
  readonly estimable: boolean;
}

/** Estimated marginal means (or slopes). */
export interface Emmeans {
  readonly kind: 'emmeans';
  /** What is estimated: `emmean`, `response`, or of `emtrends` the variable with `.trend`. */
  readonly quantity: string;
  /** The variables asked for, then those of `by`. */
  readonly variables: readonly string[];
  readonly by: readonly string[];
  /** All combinations of the variables' values, the first fastest. */
  readonly rows: readonly EmmeansRow[];
  /** Factors of several levels that were averaged over. */
  readonly averagedOver: readonly string[];
  readonly ddf: DdfMethod;
  readonly level: number;
  readonly type: 'link' | 'response';
  /** Name of the transformation of the response, when it has one. */
  readonly transformation?: string;
  /** The linear function behind each row. */
  readonly functions: readonly LinearFunction[];
  readonly model: Model;
  readonly notices: readonly Notice[];
}

const optionNames = ['at', 'by', 'ddf', 'level', 'type', 'weights'];

/** Throws `option` unless 0 < level < 1. */
export function checkLevel(level: number): void {
  if (level > 0 && level < 1) return;
  throw new BlupError('option', `level must lie between 0 and 1, not ${level}`, { value: level });
}

/** Throws `option` for options of `emmeans` that are unknown or out of range. */
export function checkOptions(options: EmmeansOptions): void {
  // Here `weights` is the option's name in every program.
  const { weights = 'equal', ...others } = options;
  checkOptionNames(others, optionNames);
  const { ddf = 'satterthwaite', level = 0.95, type = 'link' } = options;
  checkDdf(ddf);
  checkLevel(level);
  if (type !== 'link' && type !== 'response') {
    throw new BlupError('option', `type is "${type}"; use "link" or "response"`, { value: type });
  }
  if (weights !== 'equal' && weights !== 'proportional') {
    throw new BlupError('option', `weights is "${weights}"; use "equal" or "proportional"`, {
      value: weights,
    });
  }
}

/** The place of each of the names among the variables of a grid. */
function findVariables(names: readonly string[], { variables }: ReferenceGrid): number[] {
  return names.map((name) => {
    const place = variables.findIndex((variable) => variable.name === name);
    if (place < 0) throw unknownPredictor('specs', name, variables);
    return place;
  });
}

/** The weight of each row of the grid in its mean, up to a factor per mean. */
function rowWeights(
  grid: ReferenceGrid,
  averaged: readonly number[],
  weights: MarginWeights,
): Float64Array {
  const size = grid.rows.n;
  if (weights === 'equal') return new Float64Array(size).fill(1);
  const { counts, variables } = grid;
  if (counts === undefined) {
    throw new BlupError(
      'option',
      'weights "proportional" need the frequencies of all combinations of levels, which are too many, not in the data, or left out of a saved model',
      { value: weights },
    );
  }
  const cell = new Int32Array(size);
  let stride = 1;
  for (const v of averaged) {
    const index = valueIndex(variables, v, size);
    for (let row = 0; row < size; row++) cell[row] += stride * index[row];
    stride *= variables[v].values.length;
  }
  const sums = new Float64Array(stride);
  for (let row = 0; row < size; row++) sums[cell[row]] += counts[row];
  return Float64Array.from(cell, (c) => sums[c]);
}

/** The margin of a grid: one linear function for each combination of the chosen variables, the first fastest. */
function margin(
  grid: ReferenceGrid,
  chosen: readonly number[],
  weights: Float64Array,
): LinearFunction[] {
  const { rows, variables } = grid;
  const target = new Int32Array(rows.n);
  let size = 1;
  for (const v of chosen) {
    const index = valueIndex(variables, v, rows.n);
    for (let row = 0; row < rows.n; row++) target[row] += size * index[row];
    size *= variables[v].values.length;
  }
  const totals = new Float64Array(size);
  for (let row = 0; row < rows.n; row++) totals[target[row]] += weights[row];
  const functions = Array.from({ length: size }, () => ({
    weights: new Float64Array(rows.columns.length),
    offset: grid.offset,
  }));
  for (let row = 0; row < rows.n; row++) {
    const f = functions[target[row]];
    const share = weights[row] / totals[target[row]];
    rows.columns.forEach((column, j) => {
      f.weights[j] += share * column[row];
    });
  }
  return functions;
}

/** A notice when a variable asked for interacts with one averaged over: its effect is not the same everywhere. */
function interactionNotice(
  model: Model,
  asked: readonly string[],
  averagedOver: readonly string[],
): Notice[] {
  const { fixed } = schemaFormula(schemaOf(model));
  const inputs = fixed.variables.map(({ expression }) => inputsOf(expression).map(inputName));
  const term = fixed.terms.find(({ variables }) => {
    const names = variables.flatMap((v) => inputs[v]);
    return (
      asked.some((name) => names.includes(name)) &&
      averagedOver.some((name) => names.includes(name))
    );
  });
  if (term === undefined) return [];
  const text = `averages over ${averagedOver.join(', ')} may mislead: the model has the interaction ${term.label}`;
  return [{ code: 'averaged-over-interaction', text, detail: { term: term.label, averagedOver } }];
}

/** The rows of a table of means: estimates, standard errors and intervals, on the scale asked for. */
export function estimateRows(
  model: Model,
  functions: readonly LinearFunction[],
  levels: readonly (readonly LevelValue[])[],
  ddf: DdfMethod,
  level: number,
  back: string | undefined,
): EmmeansRow[] {
  const transformation = transformationNamed(back);
  return functions.map((f, i) => {
    const test = testFunction(model, f, ddf);
    if (test === undefined) {
      const none = Number.NaN;
      return {
        levels: levels[i],
        estimate: none,
        se: none,
        df: none,
        lower: none,
        upper: none,
        estimable: false,
      };
    }
    const { estimate, se, df } = test;
    const half = tQuantile((1 - level) / 2, df) * se;
    const inverse = transformation?.inverse ?? ((x: number) => x);
    const slope = transformation?.slope(estimate) ?? 1;
    return {
      levels: levels[i],
      estimate: inverse(estimate),
      se: Math.abs(slope) * se,
      df,
      lower: inverse(estimate - half),
      upper: inverse(estimate + half),
      estimable: true,
    };
  });
}

/** Functions of the margin of a grid, with all that a table of them tells. */
export interface Margin {
  readonly variables: readonly string[];
  readonly by: readonly string[];
  readonly levels: readonly (readonly LevelValue[])[];
  readonly functions: readonly LinearFunction[];
  readonly averagedOver: readonly string[];
  readonly notices: readonly Notice[];
}

/**
 * The margin of a grid, or of several with the same variables, whose functions are added with the given coefficients;
 * the first grid names the values.
 */
export function marginOf(
  model: Model,
  grids: readonly ReferenceGrid[],
  given: string | readonly string[],
  options: EmmeansOptions,
  coefficients: readonly number[] = [1],
): Margin {
  const known = grids[0].variables.map(({ name }) => name);
  const text = typeof given === 'string' && known.includes(given) ? [given] : given;
  const { specs, by } = readSpecs(text, options.by);
  const names = [...specs, ...by];
  const chosen = findVariables(names, grids[0]);
  const { variables } = grids[0];
  const averaged = variables.map((_, v) => v).filter((v) => !chosen.includes(v));
  const weights = rowWeights(grids[0], averaged, options.weights ?? 'equal');
  const parts = grids.map((grid) => margin(grid, chosen, weights));
  const functions = parts[0].map((_, i) =>
    combine(
      parts.map((part) => part[i]),
      coefficients,
    ),
  );
  const own = chosen.map((v) => variables[v]);
  const indices = own.map((_, v) => valueIndex(own, v, functions.length));
  const levels = functions.map((_, row) => own.map(({ values }, v) => values[indices[v][row]]));
  const averagedOver = averaged
    .filter((v) => variables[v].values.length > 1)
    .map((v) => variables[v].name);
  const notices = interactionNotice(model, names, averagedOver);
  return { variables: names, by, levels, functions, averagedOver, notices };
}

/**
 * Estimated marginal means: predictions on a reference grid (see `referenceGrid`), averaged over the factors that are not
 * asked for (Searle, Speed & Milliken 1980, Am. Stat. 34; Lenth 2016, J. Stat. Softw. 69(1)). Results are those of
 * R's emmeans, except that no nesting of factors is looked for: a mean over cells that cannot occur is a mean of
 * predictions for them, or not estimable.
 *
 *     emmeans(model, 'recipe')      emmeans(model, '~ recipe | temp', { at: { temp: [180, 220] } })
 *
 * @param specs names of predictors, or text as in `readSpecs`
 * @throws `option` for unknown names and values; `not-fitted` when the fit is not certified
 */
export function emmeans(
  model: Model,
  specs: string | readonly string[],
  options: EmmeansOptions = {},
): Emmeans {
  checkLinear(model, 'emmeans()');
  checkOptions(options);
  const { at = {}, ddf = 'satterthwaite', level = 0.95, type = 'link' } = options;
  const m = marginOf(model, [referenceGrid(model, at)], specs, options);
  const transformation = responseTransformation(model);
  const back = type === 'response' ? transformation : undefined;
  return {
    kind: 'emmeans',
    quantity: back === undefined ? 'emmean' : 'response',
    variables: m.variables,
    by: m.by,
    rows: estimateRows(model, m.functions, m.levels, ddf, level, back),
    averagedOver: m.averagedOver,
    ddf,
    level,
    type,
    ...(transformation !== undefined && { transformation }),
    functions: m.functions,
    model,
    notices: m.notices,
  };
}
