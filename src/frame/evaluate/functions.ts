import { basisFunctions } from './basis-functions.ts';
import { factorFunctions } from './factor-functions.ts';
import type { FormulaFunction } from './formula-function.ts';
import { groupFunctions } from './group-functions.ts';
import { plainFunctions } from './plain-functions.ts';

/** All functions that formulas may call, by name. */
export const functions: ReadonlyMap<string, FormulaFunction> = new Map([
  ...plainFunctions,
  ...factorFunctions,
  ...basisFunctions,
  ...groupFunctions,
]);
