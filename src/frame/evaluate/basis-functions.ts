import { evaluateBs, fitBs } from '../basis/bs.ts';
import { evaluateCut, fitCut } from '../basis/cut.ts';
import { evaluateNs, fitNs } from '../basis/ns.ts';
import { evaluatePoly, fitPoly } from '../basis/poly.ts';
import { evaluateScale, fitScale } from '../basis/scale.ts';
import type { SplineOptions } from '../basis/spline-knots.ts';
import {
  type BoundCall,
  numberArgument,
  numberList,
  numbersArgument,
  switchArgument,
  textList,
  truthArgument,
} from './arguments.ts';
import { type Context, constantsOf, evaluationError } from './context.ts';
import type { FormulaFunction } from './formula-function.ts';
import type { Value } from './value.ts';

/** An object without the entries that are undefined. */
function given<T extends object>(options: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(options).filter(([, v]) => v !== undefined)) as T;
}

/** Several columns named `1`, `2`, …, as R names them. */
function matrix(columns: readonly Float64Array[]): Value {
  return { kind: 'matrix', suffixes: columns.map((_, j) => String(j + 1)), columns };
}

function poly(bound: BoundCall, context: Context): Value {
  const x = numbersArgument(bound, 'x');
  const degree = numberArgument(bound, 'degree') ?? 1;
  const raw = truthArgument(bound, 'raw', false);
  const basis = constantsOf(context, bound.key, () => fitPoly(x, degree, raw));
  return matrix(evaluatePoly(basis, x));
}

function splineOptions(bound: BoundCall): SplineOptions {
  return given<SplineOptions>({
    df: numberArgument(bound, 'df'),
    knots: numberList(bound, 'knots'),
    intercept: truthArgument(bound, 'intercept', false),
    boundaryKnots: numberList(bound, 'Boundary.knots'),
  });
}

function ns(bound: BoundCall, context: Context): Value {
  const x = numbersArgument(bound, 'x');
  const basis = constantsOf(context, bound.key, () => fitNs(x, splineOptions(bound)));
  return matrix(evaluateNs(basis, x));
}

function bs(bound: BoundCall, context: Context): Value {
  const x = numbersArgument(bound, 'x');
  const degree = numberArgument(bound, 'degree') ?? 3;
  const basis = constantsOf(context, bound.key, () =>
    fitBs(x, { ...splineOptions(bound), degree }),
  );
  return matrix(evaluateBs(basis, x));
}

function scaled(
  bound: BoundCall,
  context: Context,
  center: boolean | number,
  scale: boolean | number,
): Value {
  const x = numbersArgument(bound, 'x');
  const basis = constantsOf(context, bound.key, () => fitScale(x, { center, scale }));
  return { kind: 'numeric', values: evaluateScale(basis, x)[0] };
}

function cut(bound: BoundCall, context: Context): Value {
  const x = numbersArgument(bound, 'x');
  const breaks = numberList(bound, 'breaks');
  if (breaks === undefined) {
    throw evaluationError(`${bound.key} needs "breaks", such as c(0, 10, 20)`, bound.call.span);
  }
  const labels = textList(bound, 'labels');
  const noLabels = labels?.length === 1 && labels[0] === 'false';
  const options = given<NonNullable<Parameters<typeof fitCut>[2]>>({
    labels: noLabels ? false : labels,
    includeLowest: truthArgument(bound, 'include.lowest', false),
    right: truthArgument(bound, 'right', true),
    digLab: numberArgument(bound, 'dig.lab'),
    ordered: truthArgument(bound, 'ordered_result', false),
  });
  return evaluateCut(
    constantsOf(context, bound.key, () => fitCut(x, breaks, options)),
    x,
  );
}

const splineParameters = ['knots', 'intercept', 'Boundary.knots'];
const cutParameters = ['labels', 'include.lowest', 'right', 'dig.lab', 'ordered_result'];

/** Functions whose columns depend on constants of the whole data: `poly`, `ns`, `bs`, `scale`, `center`, `cut`. */
export const basisFunctions: readonly (readonly [string, FormulaFunction])[] = [
  ['poly', { parameters: ['x', 'degree', 'raw'], evaluate: poly }],
  ['ns', { parameters: ['x', 'df', ...splineParameters], evaluate: ns }],
  [
    'bs',
    { parameters: ['x', 'df', 'knots', 'degree', ...splineParameters.slice(1)], evaluate: bs },
  ],
  [
    'scale',
    {
      parameters: ['x', 'center', 'scale'],
      evaluate: (bound, context) =>
        scaled(
          bound,
          context,
          switchArgument(bound, 'center') ?? true,
          switchArgument(bound, 'scale') ?? true,
        ),
    },
  ],
  [
    'center',
    { parameters: ['x'], evaluate: (bound, context) => scaled(bound, context, true, false) },
  ],
  ['cut', { parameters: ['x', 'breaks', ...cutParameters], evaluate: cut }],
];
