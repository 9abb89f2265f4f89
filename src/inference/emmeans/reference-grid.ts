import { type PredictorRows, predictorRows } from '../../design/predictor-rows.ts';
import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { levelsOf } from '../../frame/cell-counts.ts';
import type { Predictor, Schema } from '../../frame/schema.ts';
import { formatNumber } from '../../table/number-text.ts';
import type { Column, Table } from '../../table/table.ts';

/** A level of a factor, a truth value, or a value of a covariate. */
export type LevelValue = string | number | boolean;

/** A predictor of the grid with the values it takes there. */
interface GridVariable {
  readonly name: string;
  readonly values: readonly LevelValue[];
}

/** All combinations of the values of all predictors, the first fastest, with their rows of the model matrix. */
export interface ReferenceGrid {
  readonly variables: readonly GridVariable[];
  readonly rows: PredictorRows;
  /** The mean of the model's offsets. */
  readonly offset: number;
  /** Observations that have the combination of levels of each row; absent when there are too many combinations. */
  readonly counts?: readonly number[];
}

/** Values that predictors are to take instead of their own. */
export type GridValues = Readonly<Record<string, LevelValue | readonly LevelValue[]>>;

/** 800 MB of model matrix at 100 columns. */
const maxRows = 1_000_000;

/** The schema of a model, or `not-fitted` for a model made of bare numbers. */
export function schemaOf({ schema }: AnyModel): Schema {
  if (schema !== undefined) return schema;
  throw new BlupError('input', 'the model has no schema: it was not made from a formula and data');
}

/** Error `option` for a name that is no predictor. */
export function unknownPredictor(
  where: string,
  name: string,
  predictors: readonly { readonly name: string }[],
): BlupError {
  const names = predictors.map((predictor) => predictor.name);
  const hint = didYouMean(name, names) || `; they are ${names.join(', ') || 'none'}`;
  return new BlupError(
    'option',
    `${where}: "${name}" is no predictor of the fixed effects${hint}`,
    { value: name },
  );
}

function chosenValues(predictor: Predictor, given: LevelValue | readonly LevelValue[]) {
  const values = Array.isArray(given) ? (given as readonly LevelValue[]) : [given as LevelValue];
  const { name } = predictor;
  if (values.length === 0)
    throw new BlupError('option', `at: ${name} has no values`, { value: name });
  if (predictor.kind === 'numeric') {
    return values.map((value) => {
      const x = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof x === 'number' && Number.isFinite(x)) return x;
      throw new BlupError('option', `at: ${name} needs finite numbers, not "${value}"`, { value });
    });
  }
  const levels: readonly (string | boolean)[] = predictor.levels;
  return values.map((value) => {
    const text = typeof value === 'number' ? formatNumber(value) : String(value);
    const level = levels.find(
      (known) =>
        String(known) === text ||
        (typeof known === 'boolean' && String(known) === text.toLowerCase()),
    );
    if (level !== undefined) return level;
    const texts = levels.map(String);
    throw new BlupError(
      'option',
      `at: "${text}" is no level of ${name}${didYouMean(text, texts) || `; they are ${texts.slice(0, 10).join(', ')}`}`,
      { value: text, variable: name },
    );
  });
}

function gridColumn(predictor: Predictor, values: readonly LevelValue[], at: Int32Array): Column {
  if (predictor.kind === 'factor') {
    const codes = values.map((value) => predictor.levels.indexOf(String(value)));
    return { kind: 'factor', codes: at.map((v) => codes[v]), levels: predictor.levels };
  }
  if (predictor.kind === 'logical') {
    return { kind: 'logical', values: Int8Array.from(at, (v) => Number(values[v])) };
  }
  return { kind: 'numeric', values: Float64Array.from(at, (v) => Number(values[v])) };
}

/** For each row the index of the value that a variable takes there. */
export function valueIndex(
  variables: readonly GridVariable[],
  which: number,
  size: number,
): Int32Array {
  const stride = variables
    .slice(0, which)
    .reduce((product, { values }) => product * values.length, 1);
  const count = variables[which].values.length;
  return Int32Array.from({ length: size }, (_, row) => Math.floor(row / stride) % count);
}

/** Counts of the combinations of the grid, from those of all levels. */
function gridCounts(
  schema: Schema,
  variables: readonly GridVariable[],
  indices: readonly Int32Array[],
  size: number,
): number[] | undefined {
  const { cells, predictors } = schema;
  if (cells === undefined) return undefined;
  const place = new Int32Array(size);
  let stride = 1;
  for (const name of cells.names) {
    const v = variables.findIndex((variable) => variable.name === name);
    const levels = levelsOf(predictors[v]) ?? [];
    const codes = variables[v].values.map((value) => levels.indexOf(value));
    // A value that no observation has.
    if (codes.includes(-1)) return undefined;
    for (let row = 0; row < size; row++) place[row] += stride * codes[indices[v][row]];
    stride *= levels.length;
  }
  return Array.from(place, (cell) => cells.counts[cell]);
}

/**
 * The reference grid of a model: every combination of all levels of factors (and of truth values), with covariates at
 * their means, as emmeans makes it (Searle, Speed & Milliken 1980; Lenth 2016). A covariate with at most two distinct
 * values, or one that the formula makes a factor of, takes its values. Functions and bases are evaluated there with
 * the constants of the fit. Offsets enter at the mean of their sum.
 *
 * `at` replaces the values of the predictors it names. Throws `option` for names and levels that are not the model's,
 * `memory` for more than a million combinations.
 */
export function referenceGrid(model: AnyModel, at: GridValues = {}): ReferenceGrid {
  const schema = schemaOf(model);
  const { predictors } = schema;
  for (const name of Object.keys(at)) {
    if (!predictors.some((predictor) => predictor.name === name)) {
      throw unknownPredictor('at', name, predictors);
    }
  }
  const variables = predictors.map((predictor): GridVariable => {
    const { name } = predictor;
    if (Object.hasOwn(at, name)) return { name, values: chosenValues(predictor, at[name]) };
    const levels = levelsOf(predictor);
    if (levels !== undefined) return { name, values: levels };
    return { name, values: [predictor.kind === 'numeric' ? predictor.mean : 0] };
  });
  const size = variables.reduce((product, { values }) => product * values.length, 1);
  if (size > maxRows) {
    throw new BlupError(
      'memory',
      `the reference grid would have ${size} combinations (${variables.map(({ name, values }) => `${name} ${values.length}`).join(', ')}); choose values by at`,
      { value: size, limit: maxRows },
    );
  }
  const indices = variables.map((_, v) => valueIndex(variables, v, size));
  const columns = new Map(
    predictors.map((predictor, v) => [
      predictor.name,
      gridColumn(predictor, variables[v].values, indices[v]),
    ]),
  );
  const table: Table = { kind: 'table', nrow: size, names: [...columns.keys()], columns };
  const rows = predictorRows(schema, table, { offset: false });
  const bad = rows.columns.findIndex((column) => !column.every(Number.isFinite));
  if (bad >= 0) {
    throw new BlupError(
      'not-finite',
      `${rows.names[bad]} is no finite number at some point of the reference grid; choose other values by at`,
      { value: rows.names[bad] },
    );
  }
  const counts = gridCounts(schema, variables, indices, size);
  return {
    variables,
    rows,
    offset: schema.offset?.mean ?? 0,
    ...(counts !== undefined && { counts }),
  };
}
