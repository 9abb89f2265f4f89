import { asFactor } from '../../table/as-factor.ts';
import type { FactorColumn } from '../../table/table.ts';
import { newLevelError } from '../new-level-error.ts';
import { type BoundCall, textList, truthArgument } from './arguments.ts';
import { type Context, constantsOf, evaluationError } from './context.ts';
import { dropUnusedLevels } from './drop-unused-levels.ts';
import type { FormulaFunction } from './formula-function.ts';
import { describeValue, type Value } from './value.ts';

function factorArgument(bound: BoundCall, value: Value | undefined): FactorColumn {
  if (value !== undefined && value.kind !== 'matrix' && value.kind !== 'constant') {
    return asFactor(value);
  }
  const got = value === undefined ? 'nothing' : describeValue(value);
  throw evaluationError(`${bound.key} needs a column, not ${got}`, bound.call.span);
}

/** The same factor on other levels; cells of a level that is not among them become missing. */
export function recodeLevels(factor: FactorColumn, levels: readonly string[]): FactorColumn {
  const place = new Map(levels.map((level, i) => [level, i]));
  const recode = Int32Array.from(factor.levels, (level) => place.get(level) ?? -1);
  const codes = factor.codes.map((code) => (code < 0 ? -1 : recode[code]));
  return { ...factor, codes, levels };
}

/** Levels that the data of the fit did not have cannot be coded; without a word they would be missing values. */
function refuseNewLevels(bound: BoundCall, factor: FactorColumn, levels: readonly string[]): void {
  const unknown = dropUnusedLevels(factor).levels.find((level) => !levels.includes(level));
  if (unknown === undefined) return;
  const row = factor.codes.indexOf(factor.levels.indexOf(unknown)) + 1;
  throw newLevelError(bound.key, unknown, row, levels);
}

function makeFactor(bound: BoundCall, context: Context, ordered?: boolean): Value {
  const factor = factorArgument(bound, bound.args.get('x'));
  const levels = constantsOf(
    context,
    bound.key,
    () => textList(bound, 'levels') ?? dropUnusedLevels(factor).levels,
  );
  if (!bound.args.has('levels')) refuseNewLevels(bound, factor, levels);
  const labels = textList(bound, 'labels') ?? levels;
  if (labels.length !== levels.length) {
    throw evaluationError(
      `${bound.key}: ${labels.length} labels for ${levels.length} levels; give as many`,
      bound.call.span,
    );
  }
  const isOrdered = ordered ?? truthArgument(bound, 'ordered', factor.ordered === true);
  return { ...recodeLevels(factor, levels), levels: labels, ordered: isOrdered };
}

function relevel(bound: BoundCall): Value {
  const factor = factorArgument(bound, bound.args.get('x'));
  const [ref] = textList(bound, 'ref') ?? [];
  if (ref === undefined || !factor.levels.includes(ref)) {
    const known = factor.levels.slice(0, 10).join(', ');
    throw evaluationError(
      `${bound.key}: ref must be one of the levels (${known}${factor.levels.length > 10 ? ', …' : ''})`,
      bound.call.span,
    );
  }
  const { levels } = factor;
  return recodeLevels(factor, [ref, ...levels.filter((level) => level !== ref)]);
}

/** Functions that make or change factors: `factor`, `ordered`, `relevel`, … */
export const factorFunctions: readonly (readonly [string, FormulaFunction])[] = [
  [
    'factor',
    {
      parameters: ['x', 'levels', 'labels', 'ordered'],
      evaluate: (bound, context) => makeFactor(bound, context),
    },
  ],
  ['as.factor', { parameters: ['x'], evaluate: (bound, context) => makeFactor(bound, context) }],
  [
    'ordered',
    {
      parameters: ['x', 'levels', 'labels'],
      evaluate: (bound, context) => makeFactor(bound, context, true),
    },
  ],
  ['relevel', { parameters: ['x', 'ref'], evaluate: relevel }],
];
