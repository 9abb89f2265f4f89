import type { Column } from '../../table/table.ts';

/** A column of several numbers per row, as `poly(x, 2)` gives. */
export interface MatrixValue {
  readonly kind: 'matrix';
  /** What R puts behind the variable's name, one for each column. */
  readonly suffixes: readonly string[];
  readonly columns: readonly Float64Array[];
}

export type Scalar = number | string | boolean;

/** A constant in a formula: a number, a text, TRUE or FALSE, or several of them made by `c(…)`. */
export interface ConstantValue {
  readonly kind: 'constant';
  readonly values: readonly Scalar[];
}

/** What an expression of a formula can be worth. */
export type Value = Column | MatrixValue | ConstantValue;

/** A name for the kind of a value, for messages. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'numeric':
      return 'numbers';
    case 'factor':
      return 'a factor';
    case 'logical':
      return 'truth values';
    case 'matrix':
      return 'several columns';
    case 'constant':
      return typeof value.values[0] === 'string' ? 'a text' : 'a constant';
  }
}
