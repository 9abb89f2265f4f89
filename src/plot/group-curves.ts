import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { AnyModel, FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { keptColumns, withRows } from '../fit/kept.ts';
import type { FittedModel } from '../fit/model.ts';
import { quoteName } from '../formula/deparse.ts';
import type { Table } from '../table/table.ts';
import { type GroupTerm, groupTerm } from './group-coefficients.ts';
import { hasMean, meanOf } from './link-scale.ts';
import { plainName } from './text-size.ts';

type WithRows = FittedModel | FittedGeneralisedModel;

/** A group's curve over x, and its data. */
export interface GroupCurve {
  readonly name: string;
  /** The fitted curve, x ascending. */
  readonly curve: readonly (readonly [x: number, y: number])[];
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** The curves of all groups. */
export interface GroupCurves {
  readonly x: string;
  readonly term: GroupTerm;
  readonly curves: readonly GroupCurve[];
  /** True when other predictors vary within groups: their part is then at each group's mean, in curves and points. */
  readonly adjusted: boolean;
}

/**
 * Fitted values of each group over a predictor. What does not involve the predictor is held at the group's mean, and the data are
 * moved by as much, so that curve and points differ by the residuals. Of a generalised model the linear predictor is held so and
 * turned into means; the points are the responses as they are (shares of successes), of an ordinal one there are none.
 *
 * @param x a numeric predictor of the model, by default the first random slope, else the first that varies within groups
 * @param data needed when x enters the formula only inside a function, `ns(x, 3)`: the table of the fit
 * @throws `option` when there is no such predictor
 */
export function groupCurves(
  given: AnyModel,
  group?: string,
  x?: string,
  data?: Table,
): GroupCurves {
  const model = withRows(given, 'fitted lines');
  const term = groupTerm(model, group);
  const name = plainName(x ?? defaultPredictor(model, term));
  const values = predictorValues(model, name, data);
  const linear = model.kind === 'glmm' ? model.linearPredictor : model.fitted;
  const other = otherPart(model, name);
  const rowsOf: number[][] = term.levels.map(() => []);
  levelOfRows(model, term).forEach((level, i) => {
    rowsOf[level].push(i);
  });
  let adjusted = false;
  const curves = term.levels.map((level, l): GroupCurve => {
    const rows = rowsOf[l];
    const mean = rows.reduce((sum, i) => sum + other[i], 0) / rows.length;
    const at = rows.map((i) => linear[i] - (other[i] - mean));
    adjusted ||= rows.some(
      (i) => Math.abs(other[i] - mean) > 1e-9 * (Math.abs(mean) + model.sigma),
    );
    return {
      name: level,
      curve: averaged(rows.map((i, r) => [values[i], at[r]])).map(([x, eta]) => [
        x,
        meanOf(model, eta),
      ]),
      points: pointsOf(model, values, rows, at),
    };
  });
  return { x: name, term, curves, adjusted };
}

/** The data of some rows; `at` is their fitted line. */
function pointsOf(
  model: WithRows,
  x: Float64Array,
  rows: readonly number[],
  at: readonly number[],
): (readonly [number, number])[] {
  if (!hasMean(model)) return [];
  return rows.map((i, r) => [
    x[i],
    model.kind === 'glmm' ? model.fitted[i] + model.residuals[i] : at[r] + model.residuals[i],
  ]);
}

function levelOfRows({ design }: WithRows, { group }: GroupTerm): Int32Array {
  return design.random.find((term) => term.group === group)?.codes ?? new Int32Array(0);
}

function numericVariables(model: WithRows): Map<string, Float64Array> {
  const found = new Map<string, Float64Array>();
  for (const [name, variable] of model.design.frame?.variables ?? []) {
    if (variable.kind === 'numeric') found.set(name, variable.values);
  }
  return found;
}

function defaultPredictor(model: WithRows, term: GroupTerm): string {
  const numbers = numericVariables(model);
  const slope = term.names.find((name) => numbers.has(name));
  if (slope !== undefined) return slope;
  for (const [name, values] of numbers) {
    const first = new Map<number, number>();
    const varies = levelOfRows(model, term).some((level, i) => {
      if (!first.has(level)) first.set(level, values[i]);
      return first.get(level) !== values[i];
    });
    if (varies) return name;
  }
  throw new BlupError(
    'option',
    `no numeric predictor of the model varies within ${term.group}; fitted lines need one, given as x`,
    { value: term.group },
  );
}

function predictorValues(model: WithRows, name: string, data?: Table): Float64Array {
  const numbers = numericVariables(model);
  const own = numbers.get(quoteName(name)) ?? numbers.get(name);
  if (own !== undefined) return own;
  const column = data?.columns.get(name);
  if (column?.kind === 'numeric') return Float64Array.from(model.rows, (row) => column.values[row]);
  const names = [...numbers.keys()];
  const hint =
    didYouMean(name, names) ||
    `; use ${names.join(' or ') || 'another plot'}, or give the table of the fit as data`;
  throw new BlupError('option', `"${name}" is no numeric predictor of the model${hint}`, {
    value: name,
  });
}

/** The part of each fitted value that does not involve a variable: offset and the columns whose name does not mention it. */
function otherPart(model: WithRows, x: string): Float64Array {
  const { design, fixed } = model;
  const mentions = mentionOf(numericVariables(model).has(x) ? x : quoteName(x));
  const sum = Float64Array.from(design.offset ?? new Float64Array(design.n));
  const add = (column: Float64Array, coefficient: (row: number) => number) => {
    for (let i = 0; i < sum.length; i++) sum[i] += coefficient(i) * column[i];
  };
  keptColumns(model, design.fixed.names).forEach((column, j) => {
    const term = design.fixed.termLabels[design.fixed.assign[column]];
    if (!mentions(term)) add(design.fixed.columns[column], () => fixed.estimates[j]);
  });
  model.random.forEach(({ names, effects }, t) => {
    const { columns, codes } = design.random[t];
    names.forEach((name, c) => {
      if (!mentions(name)) add(columns[c], (i) => effects[codes[i] * names.length + c]);
    });
  });
  return sum;
}

/** Whether a label has a name in it as a whole word; a name may be a call, `log(x)`. */
function mentionOf(variable: string): (label: string) => boolean {
  const escaped = variable.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_.])${escaped}(?![\\p{L}\\p{N}_.])`, 'u');
  return (label) => pattern.test(label);
}

/** Points by ascending x, those of equal x at their mean. */
function averaged(points: readonly (readonly [number, number])[]): [number, number][] {
  const sums = new Map<number, [number, number]>();
  for (const [x, y] of points) {
    const [n, sum] = sums.get(x) ?? [0, 0];
    sums.set(x, [n + 1, sum + y]);
  }
  return Array.from(sums, ([x, [n, sum]]): [number, number] => [x, sum / n]).sort(
    (a, b) => a[0] - b[0],
  );
}
