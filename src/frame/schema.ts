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
  /** Of a factor that variables are made of; absent where it only groups. */
  readonly levels?: readonly string[];
}

/** A raw column that the fixed effects read, or a group mean in their formula, as a reference grid needs it. */
export type Predictor =
  | {
      readonly kind: 'numeric';
      readonly name: string;
      readonly mean: number;
      readonly sd: number;
      /** The distinct values, ascending: given when there are at most two, or when the formula makes a factor of them. */
      readonly values?: readonly number[];
    }
  | {
      readonly kind: 'factor';
      readonly name: string;
      /** Those that occur. */
      readonly levels: readonly string[];
    }
  | {
      readonly kind: 'logical';
      readonly name: string;
      readonly levels: readonly boolean[];
    };

/** How many observations each combination of levels has. */
export interface CellCounts {
  /** Predictors with levels (or listed values), in the order of `Schema.predictors`. */
  readonly names: readonly string[];
  /** One count for each combination, the first predictor's levels fastest. */
  readonly counts: readonly number[];
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
  readonly predictors: readonly Predictor[];
  /** Absent when there are more than 20,000 combinations. */
  readonly cells?: CellCounts;
  /** Of a model with offsets: the mean of their sum, and the column that the option `offset` named. */
  readonly offset?: { readonly column?: string; readonly mean: number };
}
