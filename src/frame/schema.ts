import type { ContrastMatrix } from './contrasts.ts';

/** A factor of a model: what new data must be coded by. */
export interface FactorSchema {
  readonly kind: 'factor';
  readonly name: string;
  readonly levels: readonly string[];
  readonly contrasts: ContrastMatrix;
}

/** A variable of numbers of a model: one column, or several with R's suffixes. */
export interface NumbersSchema {
  readonly kind: 'numeric' | 'matrix';
  readonly name: string;
  readonly suffixes?: readonly string[];
}

/** A raw column that a model reads, and what it must hold. */
export interface ColumnSchema {
  readonly name: string;
  readonly kind: 'numeric' | 'factor' | 'logical';
}

/**
 * What is needed, besides the formula's text, to build the columns of a model from other data: plain data that
 * survive JSON.
 */
export interface Schema {
  readonly formula: string;
  /** The columns that `.` stands for; empty without `.`. */
  readonly dot: readonly string[];
  /** The columns of the data that the formula reads. */
  readonly columns: readonly ColumnSchema[];
  readonly variables: readonly (FactorSchema | NumbersSchema)[];
  /** Constants of bases and group means by the call's spelling, `poly(x, 2)`. */
  readonly constants: readonly (readonly [call: string, constants: unknown])[];
}
