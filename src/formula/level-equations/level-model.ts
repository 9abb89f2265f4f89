import type { TextSpan } from '../../errors/blup-error.ts';
import type { Expression } from '../expression.ts';

/** A name of the text with its key: see `symbolKey`. */
export interface SymbolName {
  readonly name: string;
  readonly key: string;
  readonly span: TextSpan;
}

/** A coefficient or residual, alone or times a product of variables. */
export interface Addend extends SymbolName {
  /** The variables of the product; empty when the symbol stands alone. */
  readonly factors: readonly Expression[];
}

/** `left = addend + addend …` on one level. */
export interface Equation {
  readonly left: SymbolName;
  readonly addends: readonly Addend[];
}

/** Residuals of one level without correlation: the named ones among each other, or all of the level. */
export interface Uncorrelated {
  readonly names?: readonly SymbolName[];
  readonly span: TextSpan;
}

/** The equations of one level. */
export interface EquationLevel {
  readonly level: number;
  readonly group?: Expression;
  /** Place of the heading. */
  readonly span: TextSpan;
  readonly equations: readonly Equation[];
  readonly uncorrelated: readonly Uncorrelated[];
}

/** Level equations as written, before coefficients are put into one another. */
export interface LevelModel {
  readonly response: Expression;
  readonly offsets: readonly Expression[];
  /** Ascending; the first is level 1 and has one equation. */
  readonly levels: readonly EquationLevel[];
}
