import { deparseExpression } from '../../formula/deparse.ts';
import { logarithm } from '../../number/elementary.ts';
import { type BoundCall, numberArgument } from './arguments.ts';
import { numberFunctions } from './arithmetic.ts';
import { evaluationError } from './context.ts';
import type { FormulaFunction } from './formula-function.ts';
import { describeValue, type Value } from './value.ts';

function mapped(bound: BoundCall, parameter: string, f: (x: number) => number): Value {
  const value = bound.args.get(parameter) as Value;
  if (value.kind === 'numeric') {
    const { values } = value;
    const out = new Float64Array(values.length);
    for (let i = 0; i < out.length; i++) out[i] = f(values[i]);
    return { kind: 'numeric', values: out };
  }
  if (value.kind === 'logical')
    return { kind: 'numeric', values: Float64Array.from(value.values, f) };
  if (value.kind === 'matrix') {
    return { ...value, columns: value.columns.map((column) => column.map(f)) };
  }
  if (value.kind === 'constant' && value.values.every((v) => typeof v !== 'string')) {
    return { kind: 'constant', values: value.values.map((v) => f(Number(v))) };
  }
  throw evaluationError(`${bound.key} needs numbers, not ${describeValue(value)}`, bound.call.span);
}

/** R rounds halves to even where they are exact. */
function roundTo(digits: number): (x: number) => number {
  const scale = 10 ** digits;
  return (x) => {
    const scaled = x * scale;
    const near = Math.round(scaled);
    const half = Math.abs(scaled - Math.trunc(scaled)) === 0.5;
    return (half && near % 2 !== 0 ? near - 1 : near) / scale;
  };
}

const identity: FormulaFunction = {
  parameters: ['x'],
  evaluate: ({ args }) => args.get('x') as Value,
};

/** Functions of numbers, row by row, and those that only pass values on: `log`, `sqrt`, `I`, `c`, … */
export const plainFunctions: readonly (readonly [string, FormulaFunction])[] = [
  ['I', identity],
  ['offset', identity],
  [
    'log',
    {
      parameters: ['x', 'base'],
      evaluate: (bound) => {
        const base = numberArgument(bound, 'base');
        if (base === undefined) return mapped(bound, 'x', logarithm);
        return mapped(bound, 'x', (x) => logarithm(x) / logarithm(base));
      },
    },
  ],
  ...[...numberFunctions].map(([name, f]): readonly [string, FormulaFunction] => [
    name,
    { parameters: ['x'], evaluate: (bound) => mapped(bound, 'x', f) },
  ]),
  [
    'round',
    {
      parameters: ['x', 'digits'],
      evaluate: (bound) => mapped(bound, 'x', roundTo(numberArgument(bound, 'digits') ?? 0)),
    },
  ],
  ['cbind', { parameters: 'any', evaluate: (bound, _, values) => boundColumns(bound, values) }],
  ['as.numeric', { parameters: ['x'], evaluate: (bound) => numberOf(bound) }],
  [
    'c',
    {
      parameters: 'any',
      evaluate: ({ key, call }, _, values) => {
        const parts = values.flatMap((value) => {
          if (value.kind === 'constant') return value.values;
          throw evaluationError(
            `${key}: c() takes constants, not ${describeValue(value)}`,
            call.span,
          );
        });
        return { kind: 'constant', values: parts };
      },
    },
  ],
];

/** R's `cbind` of columns of numbers, as binomial responses are written: `cbind(successes, failures)`. */
function boundColumns({ key, call }: BoundCall, values: readonly Value[]): Value {
  const columns = values.map((value) => {
    if (value.kind === 'numeric') return value.values;
    throw evaluationError(
      `${key} needs columns of numbers, not ${describeValue(value)}`,
      call.span,
    );
  });
  return {
    kind: 'matrix',
    suffixes: call.args.map(({ value }) => deparseExpression(value)),
    columns,
  };
}

/** R's `as.numeric`: the number of the level for a factor. */
function numberOf(bound: BoundCall): Value {
  const value = bound.args.get('x') as Value;
  if (value.kind !== 'factor') return mapped(bound, 'x', (x) => x);
  return { kind: 'numeric', values: Float64Array.from(value.codes, (c) => c + 1) };
}
