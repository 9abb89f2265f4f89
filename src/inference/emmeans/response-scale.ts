import type { Model } from '../../fit/model.ts';
import { schemaFormula } from '../../frame/new-rows.ts';
import { schemaOf } from './reference-grid.ts';

/** A transformed response: the way back, for text and numbers. */
export interface Transformation {
  /** As in the formula: `log`, `sqrt` … */
  readonly name: string;
  readonly inverse: (x: number) => number;
  /** Derivative of the inverse. */
  readonly slope: (x: number) => number;
  /** Whether differences are logarithms of ratios. */
  readonly ratios: boolean;
}

const transformations: readonly Transformation[] = [
  { name: 'log', inverse: Math.exp, slope: Math.exp, ratios: true },
  { name: 'log2', inverse: (x) => 2 ** x, slope: (x) => Math.LN2 * 2 ** x, ratios: true },
  { name: 'log10', inverse: (x) => 10 ** x, slope: (x) => Math.LN10 * 10 ** x, ratios: true },
  { name: 'log1p', inverse: Math.expm1, slope: Math.exp, ratios: false },
  { name: 'sqrt', inverse: (x) => x * x, slope: (x) => 2 * x, ratios: false },
];

/** The transformation of that name. */
export function transformationNamed(name: string | undefined): Transformation | undefined {
  return transformations.find((known) => known.name === name);
}

/** How the formula transforms the response: `log(y)`, `sqrt(y)` …; undefined when it does not, or in no known way. */
export function responseTransformation(model: Model): string | undefined {
  const expression = schemaFormula(schemaOf(model)).response?.expression;
  if (expression?.kind !== 'call' || expression.args.length !== 1) return undefined;
  return transformationNamed(expression.name)?.name;
}
