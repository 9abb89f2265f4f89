import { nearest } from '../../errors/suggest.ts';
import { deparseExpression } from '../../formula/deparse.ts';
import type {
  CallExpression,
  ChainExpression,
  Expression,
  NameExpression,
  UnaryExpression,
} from '../../formula/expression.ts';
import { bindArguments } from './arguments.ts';
import { applyOperator, type Operand, operatorKind } from './arithmetic.ts';
import { type Context, evaluationError } from './context.ts';
import { functions } from './functions.ts';
import { type ConstantValue, describeValue, type Scalar, type Value } from './value.ts';

/** Names that R knows without data; a column of the same name goes before. */
export const namedConstants: ReadonlyMap<string, number | boolean> = new Map<
  string,
  number | boolean
>([
  ['pi', Math.PI],
  ['Inf', Number.POSITIVE_INFINITY],
  ['T', true],
  ['F', false],
]);

function constant(...values: Scalar[]): ConstantValue {
  return { kind: 'constant', values };
}

function evaluateName({ name, span }: NameExpression, context: Context): Value {
  const column = context.columns.get(name);
  if (column !== undefined) return column;
  const value = namedConstants.get(name);
  if (value === undefined) throw evaluationError(`no column "${name}"`, span);
  return constant(value);
}

function evaluateCall(call: CallExpression, context: Context): Value {
  const stated = context.stated?.get(deparseExpression(call));
  if (stated !== undefined) return stated;
  const definition = functions.get(call.name);
  if (definition === undefined) {
    const suggestion = nearest(call.name, functions.keys());
    const guess = suggestion === undefined ? '' : `; did you mean "${suggestion}"?`;
    throw evaluationError(
      `unknown function "${call.name}"${guess} (known: ${[...functions.keys()].join(' ')}; compute anything else as a column)`,
      call.span,
    );
  }
  const values = call.args.map(({ value }) => evaluate(value, context));
  if (definition.parameters === 'any') {
    return definition.evaluate(
      { call, key: deparseExpression(call), args: new Map() },
      context,
      values,
    );
  }
  return definition.evaluate(bindArguments(call, definition.parameters, values), context, values);
}

/** A value as numbers for arithmetic. */
function operand(value: Value, expression: Expression): Operand {
  switch (value.kind) {
    case 'numeric':
      return value.values;
    case 'logical':
      return Float64Array.from(value.values, (v) => (v < 0 ? Number.NaN : v));
    case 'matrix':
      if (value.columns.length === 1) return value.columns[0];
      break;
    case 'constant':
      if (value.values.length === 1 && typeof value.values[0] !== 'string') {
        return Number(value.values[0]);
      }
  }
  throw evaluationError(
    `cannot calculate with ${deparseExpression(expression)}: it is ${describeValue(value)}`,
    expression.span,
  );
}

function asValue(result: Operand, logical: boolean): Value {
  if (typeof result === 'number') return constant(result);
  if (!logical) return { kind: 'numeric', values: result };
  return { kind: 'logical', values: Int8Array.from(result, (v) => (Number.isNaN(v) ? -1 : v)) };
}

/** `sex == "Male"`, `site %in% c("a", "b")`; undefined when these are no such operation. */
function compareLevels(left: Value, op: string, right: Value): Value | undefined {
  if (left.kind === 'constant' && right.kind === 'factor' && op !== '%in%') {
    return compareLevels(right, op, left);
  }
  if (right.kind !== 'constant' || !['==', '!=', '%in%'].includes(op)) return undefined;
  if (left.kind === 'factor') {
    const wanted = new Set(right.values.map(String));
    const hit = left.levels.map((level) => Number(wanted.has(level) === (op !== '!=')));
    return { kind: 'logical', values: Int8Array.from(left.codes, (c) => (c < 0 ? -1 : hit[c])) };
  }
  if (op !== '%in%' || left.kind !== 'numeric') return undefined;
  const wanted = new Set(right.values.map(Number));
  return { kind: 'logical', values: Int8Array.from(left.values, (v) => Number(wanted.has(v))) };
}

function evaluateChain(chain: ChainExpression, context: Context): Value {
  let value = evaluate(chain.first, context);
  for (const { op, value: right } of chain.rest) {
    const other = evaluate(right, context);
    const compared = compareLevels(value, op, other);
    if (compared !== undefined) {
      value = compared;
      continue;
    }
    const kind = operatorKind(op);
    if (kind === undefined) {
      throw evaluationError(
        `"${op}" is no arithmetic in ${deparseExpression(chain)}; it stands between terms only`,
        chain.span,
      );
    }
    const result = applyOperator(op, operand(value, chain.first), operand(other, right));
    value = asValue(result, kind === 'logical');
  }
  return value;
}

function evaluateUnary({ op, value }: UnaryExpression, context: Context): Value {
  const inner = operand(evaluate(value, context), value);
  if (op === '!') return asValue(applyOperator('==', inner, 0), true);
  return op === '-' ? asValue(applyOperator('*', inner, -1), false) : asValue(inner, false);
}

/**
 * The value of an expression on the rows of a context: row by row, as R evaluates it on a data frame.
 *
 * Throws `formula-meaning` for unknown functions, arguments that do not fit, and arithmetic with factors.
 */
export function evaluate(expression: Expression, context: Context): Value {
  switch (expression.kind) {
    case 'number':
      return constant(expression.value);
    case 'text':
      return constant(expression.value);
    case 'boolean':
      return constant(expression.value);
    case 'name':
      return evaluateName(expression, context);
    case 'parenthesis':
      return evaluate(expression.value, context);
    case 'unary':
      return evaluateUnary(expression, context);
    case 'call':
      return evaluateCall(expression, context);
    case 'chain':
      return evaluateChain(expression, context);
  }
}
