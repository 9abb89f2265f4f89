import type { LinkName } from '../../family/family.ts';
import type { NumberPair } from './equation-number.ts';
import type { EquationSymbol, EquationVariable } from './equations.ts';

/** How the parts of equations are spelled: in Unicode text or in LaTeX. */
export interface NotationWriter {
  readonly symbol: (symbol: EquationSymbol) => string;
  readonly variable: (variable: EquationVariable) => string;
  /** A number from `equation-number.ts`, unsigned. */
  readonly number: (text: string) => string;
  readonly estimate: (pair: NumberPair) => string;
  /** A coefficient times variables. */
  readonly product: (factors: readonly string[]) => string;
  readonly minus: string;
  /** A mean behind its link. */
  readonly link: (link: LinkName, mean: string) => string;
  /** A distribution by name with its parameters: `Poisson(λᵢⱼ)`. */
  readonly distribution: (name: string, parameters: readonly string[]) => string;
  /** P(y ≤ c). */
  readonly atMost: (response: string) => string;
  /** κ of a category by its number, or of any. */
  readonly threshold: (k: number | undefined) => string;
  /** σ². */
  readonly residualVariance: string;
  /** Name of a covariance matrix. */
  readonly matrix: (letter: string) => string;
  /** Entry of the matrix `letter`, rows and columns numbered by the effects. */
  readonly tau: (letter: string, row: readonly number[], column: readonly number[]) => string;
}

/** Numbers of an effect below τ: the first, and later ones unless all are 0. */
export function effectNumber({ index }: EquationSymbol): readonly number[] {
  const last = index.findLastIndex((n) => n !== 0);
  return index.slice(0, Math.max(1, last + 1));
}
