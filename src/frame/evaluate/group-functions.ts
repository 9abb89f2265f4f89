import { BlupError } from '../../errors/blup-error.ts';
import { asFactor } from '../../table/as-factor.ts';
import { groupMean } from '../../table/group-mean.ts';
import type { FactorColumn } from '../../table/table.ts';
import { type BoundCall, numbersArgument } from './arguments.ts';
import { type Context, constantsOf, evaluationError } from './context.ts';
import type { FormulaFunction } from './formula-function.ts';
import type { Value } from './value.ts';

/** The mean of each group, by the group's name. */
export interface GroupMeans {
  readonly levels: readonly string[];
  readonly means: readonly number[];
}

function fitMeans(x: Float64Array, group: FactorColumn): GroupMeans {
  const rows = groupMean(x, group);
  const means = new Array<number>(group.levels.length).fill(Number.NaN);
  for (let i = 0; i < rows.length; i++) means[group.codes[i]] = rows[i];
  return { levels: group.levels, means };
}

function meansOfRows(bound: BoundCall, context: Context): Float64Array {
  const g = bound.args.get('g');
  if (g === undefined || g.kind === 'matrix' || g.kind === 'constant') {
    throw evaluationError(
      `${bound.key} needs a grouping column: ${bound.call.name}(x, g)`,
      bound.call.span,
    );
  }
  const group = asFactor(g);
  const { levels, means } = constantsOf(context, bound.key, () =>
    fitMeans(numbersArgument(bound, 'x'), group),
  );
  if (levels.length === 0) {
    throw new BlupError(
      'no-groups-kept',
      `the model was saved without its groups, and so without the means of ${bound.key}; give them as a column of that name`,
      { value: bound.key },
    );
  }
  const known = new Map(levels.map((level, i) => [level, means[i]]));
  const ofLevel = Float64Array.from(group.levels, (level) => known.get(level) ?? Number.NaN);
  return Float64Array.from(group.codes, (code) => ofLevel[code]);
}

function gmean(bound: BoundCall, context: Context): Value {
  return { kind: 'numeric', values: meansOfRows(bound, context) };
}

function gcenter(bound: BoundCall, context: Context): Value {
  const means = meansOfRows(bound, context);
  const values = numbersArgument(bound, 'x').map((x, i) => x - means[i]);
  return { kind: 'numeric', values };
}

/** `gmean(x, g)`: the mean of x in the row's group; `gcenter(x, g)`: x minus that mean. */
export const groupFunctions: readonly (readonly [string, FormulaFunction])[] = [
  ['gmean', { parameters: ['x', 'g'], evaluate: gmean }],
  ['gcenter', { parameters: ['x', 'g'], evaluate: gcenter }],
];
