import type { TextSpan } from '../errors/blup-error.ts';

interface Located {
  /** Place in the text it was parsed from. */
  readonly span: TextSpan;
}

/** A number as written; `integer` is R's `2L`. */
interface NumberExpression extends Located {
  readonly kind: 'number';
  readonly value: number;
  readonly integer: boolean;
}

interface TextExpression extends Located {
  readonly kind: 'text';
  readonly value: string;
}

interface BooleanExpression extends Located {
  readonly kind: 'boolean';
  readonly value: boolean;
}

/** The name of a column, without backticks. The name `.` stands for all other columns. */
export interface NameExpression extends Located {
  readonly kind: 'name';
  readonly name: string;
}

export interface Argument {
  readonly name?: string;
  readonly value: Expression;
}

export interface CallExpression extends Located {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Argument[];
}

export interface UnaryExpression extends Located {
  readonly kind: 'unary';
  readonly op: '-' | '+' | '!';
  readonly value: Expression;
}

interface ParenthesisExpression extends Located {
  readonly kind: 'parenthesis';
  readonly value: Expression;
}

/**
 * Operands joined from left to right by operators of one precedence: `a + b - c`. A flat record instead of nested
 * pairs, so that a sum of thousands of terms is no deeper than one of two.
 */
export interface ChainExpression extends Located {
  readonly kind: 'chain';
  readonly first: Expression;
  readonly rest: readonly ChainLink[];
}

export interface ChainLink {
  readonly op: string;
  readonly value: Expression;
}

/** One side of a formula, or a part of it: plain data as R would read the text. */
export type Expression =
  | NumberExpression
  | TextExpression
  | BooleanExpression
  | NameExpression
  | CallExpression
  | UnaryExpression
  | ParenthesisExpression
  | ChainExpression;
