import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { schemaFormula } from '../../frame/new-rows.ts';
import { inputName, inputsOf } from '../../frame/predictors.ts';
import { combine, type LinearFunction } from './linear-function.ts';
import {
  type LevelValue,
  type ReferenceGrid,
  schemaOf,
  unknownPredictor,
  valueIndex,
} from './reference-grid.ts';
import { readSpecs } from './specs.ts';

/** How cells count in a mean over factors: all alike, or as their levels are frequent in the data. */
export type MarginWeights = 'equal' | 'proportional';

/** What a margin takes of the options of `emmeans`. */
interface MarginOptions {
  readonly by?: string | readonly string[];
  readonly weights?: MarginWeights;
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
  model: AnyModel,
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

/** Functions of the margin of a grid, with all that a table of them tells. */
interface Margin {
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
  model: AnyModel,
  grids: readonly ReferenceGrid[],
  given: string | readonly string[],
  options: MarginOptions,
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
