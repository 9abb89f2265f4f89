import type { BoundCall } from './arguments.ts';
import { basisFunctions } from './basis-functions.ts';
import type { Context } from './context.ts';
import { factorFunctions } from './factor-functions.ts';
import { groupFunctions } from './group-functions.ts';
import { plainFunctions } from './plain-functions.ts';
import type { Value } from './value.ts';

/** A function that formulas may call. */
export interface FormulaFunction {
  /** Names of the parameters in order, or `any` for a function that takes whatever it gets. */
  readonly parameters: readonly string[] | 'any';
  readonly evaluate: (bound: BoundCall, context: Context, values: readonly Value[]) => Value;
}

/** All functions that formulas may call, by name. */
export const functions: ReadonlyMap<string, FormulaFunction> = new Map([
  ...plainFunctions,
  ...factorFunctions,
  ...basisFunctions,
  ...groupFunctions,
]);
