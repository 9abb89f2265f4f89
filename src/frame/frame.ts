import type { Notice } from '../errors/notice.ts';
import type { Formula } from '../formula/formula.ts';
import type { FactorColumn } from '../table/table.ts';
import type { ContrastMatrix } from './contrasts.ts';
import type { Schema } from './schema.ts';

/** A variable that gives one column: finite numbers. */
export interface NumericVariable {
  readonly kind: 'numeric';
  /** R's spelling: `x`, `log(x)`. */
  readonly name: string;
  readonly values: Float64Array;
}

/** A factor without missing cells; truth values are factors with the levels `FALSE` and `TRUE`. */
export interface FactorVariable {
  readonly kind: 'factor';
  readonly name: string;
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  /** How the factor enters a term where it is not coded in full; without columns when it has only one level. */
  readonly contrasts: ContrastMatrix;
}

/** A variable that gives several columns: `poly(x, 2)`. */
export interface MatrixVariable {
  readonly kind: 'matrix';
  readonly name: string;
  /** What R puts behind the variable's name: `1`, `2`. */
  readonly suffixes: readonly string[];
  readonly columns: readonly Float64Array[];
}

/** A variable of the model frame, of one of three kinds. */
export type Variable = NumericVariable | FactorVariable | MatrixVariable;

/**
 * The variables of a model on the rows that enter it: nothing missing, nothing infinite, factors decided.
 *
 * Made by `modelFrame(formula, table, options)`.
 */
export interface ModelFrame {
  readonly kind: 'frame';
  /** With `.` expanded. */
  readonly formula: Formula;
  /** Number of rows kept. */
  readonly nrow: number;
  /** The rows of the table that were kept, 0-based, increasing. */
  readonly rows: Int32Array;
  readonly response: NumericVariable;
  /** Of a binomial response: trials of each row; absent when all are 1. */
  readonly trials?: Float64Array;
  /** Of a response that was a factor: failure and success, or the categories in order. */
  readonly categories?: readonly string[];
  /** Variables of the fixed and random terms, by R's spelling. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Grouping factors of the random terms, by R's spelling: `school`, `cask:batch`. All levels occur. */
  readonly groups: ReadonlyMap<string, FactorColumn>;
  /** Positive and finite. */
  readonly precisionWeights?: Float64Array;
  /** Positive whole numbers: rows that stand for none are not kept. */
  readonly frequencyWeights?: Float64Array;
  /** The sum of the option and of `offset(…)` terms. */
  readonly offset?: Float64Array;
  /** What is needed to build the same columns from other data. */
  readonly schema: Schema;
  readonly notices: readonly Notice[];
}
