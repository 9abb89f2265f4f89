import { deparseExpression } from '../../formula/deparse.ts';
import type { CallExpression } from '../../formula/expression.ts';
import { evaluationError } from './context.ts';
import { type ConstantValue, describeValue, type Value } from './value.ts';

/** A call with its arguments evaluated and matched to the function's parameters. */
export interface BoundCall {
  readonly call: CallExpression;
  /** R's spelling of the whole call. */
  readonly key: string;
  readonly args: ReadonlyMap<string, Value>;
}

/**
 * Arguments matched to parameters as in R: the named ones first, the others in order.
 *
 * Throws `formula-meaning` for an argument without parameter, or given twice, and for a missing first one.
 */
export function bindArguments(
  call: CallExpression,
  parameters: readonly string[],
  values: readonly Value[],
): BoundCall {
  const usage = `${call.name}(${parameters.join(', ')})`;
  const args = new Map<string, Value>();
  call.args.forEach(({ name }, i) => {
    if (name === undefined) return;
    if (!parameters.includes(name) || args.has(name)) {
      throw evaluationError(`argument "${name}" does not fit ${usage}`, call.span);
    }
    args.set(name, values[i]);
  });
  call.args.forEach(({ name }, i) => {
    if (name !== undefined) return;
    const free = parameters.find((parameter) => !args.has(parameter));
    if (free === undefined) throw evaluationError(`too many arguments for ${usage}`, call.span);
    args.set(free, values[i]);
  });
  if (parameters.length > 0 && !args.has(parameters[0])) {
    throw evaluationError(`${usage} needs "${parameters[0]}"`, call.span);
  }
  return { call, key: deparseExpression(call), args };
}

function wrongArgument(bound: BoundCall, parameter: string, needed: string): Error {
  const value = bound.args.get(parameter);
  const got = value === undefined ? 'nothing' : describeValue(value);
  return evaluationError(
    `${bound.key}: "${parameter}" must be ${needed}, not ${got}`,
    bound.call.span,
  );
}

/** An argument as numbers, one per row. */
export function numbersArgument(bound: BoundCall, parameter: string): Float64Array {
  const value = bound.args.get(parameter);
  if (value?.kind === 'numeric') return value.values;
  if (value?.kind === 'logical') return Float64Array.from(value.values);
  if (value?.kind === 'matrix' && value.columns.length === 1) return value.columns[0];
  throw wrongArgument(bound, parameter, 'a numeric column');
}

function constantArgument(bound: BoundCall, parameter: string): ConstantValue | undefined {
  const value = bound.args.get(parameter);
  if (value === undefined || value.kind === 'constant') return value;
  throw wrongArgument(bound, parameter, 'written out in the formula');
}

/** An argument as a list of numbers written in the formula; undefined when not given. */
export function numberList(bound: BoundCall, parameter: string): readonly number[] | undefined {
  const values = constantArgument(bound, parameter)?.values;
  if (values === undefined || values.every((v) => typeof v === 'number')) return values;
  throw wrongArgument(bound, parameter, 'made of numbers');
}

/** An argument as one number written in the formula; undefined when not given. */
export function numberArgument(bound: BoundCall, parameter: string): number | undefined {
  const values = numberList(bound, parameter);
  if (values === undefined || values.length === 1) return values?.[0];
  throw wrongArgument(bound, parameter, 'a single number');
}

/** An argument as TRUE or FALSE, with a default. */
export function truthArgument(bound: BoundCall, parameter: string, otherwise: boolean): boolean {
  const value = switchArgument(bound, parameter);
  return value === undefined ? otherwise : Boolean(value);
}

/** An argument that is TRUE, FALSE or a number; undefined when not given. */
export function switchArgument(bound: BoundCall, parameter: string): boolean | number | undefined {
  const values = constantArgument(bound, parameter)?.values;
  if (values === undefined) return undefined;
  if (values.length === 1 && typeof values[0] !== 'string') return values[0];
  throw wrongArgument(bound, parameter, 'TRUE, FALSE or a number');
}

/** An argument as texts written in the formula, numbers spelled out; undefined when not given. */
export function textList(bound: BoundCall, parameter: string): readonly string[] | undefined {
  return constantArgument(bound, parameter)?.values.map(String);
}
