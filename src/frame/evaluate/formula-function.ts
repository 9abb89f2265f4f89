import type { BoundCall } from './arguments.ts';
import type { Context } from './context.ts';
import type { Value } from './value.ts';

/** A function that formulas may call. */
export interface FormulaFunction {
  /** Names of the parameters in order, or `any` for a function that takes whatever it gets. */
  readonly parameters: readonly string[] | 'any';
  readonly evaluate: (bound: BoundCall, context: Context, values: readonly Value[]) => Value;
}
