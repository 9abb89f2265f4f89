/** A column of numbers; NaN is missing. Infinite values are allowed here and refused where they would enter a model. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly values: Float64Array;
}

/**
 * A column of categories: `levels[codes[i]]`, code −1 is missing.
 *
 * Levels made from text are sorted by code point (what R does in the C locale, and the same on every machine).
 */
export interface FactorColumn {
  readonly kind: 'factor';
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  /** Ordered factors get polynomial contrasts by default, as in R. */
  readonly ordered?: boolean;
}

/** A column of truth values: 1, 0, or −1 for missing. */
export interface LogicalColumn {
  readonly kind: 'logical';
  readonly values: Int8Array;
}

/** A column of a table, of one of three kinds. */
export type Column = NumericColumn | FactorColumn | LogicalColumn;

/**
 * Named columns of equal length: the one form in which data travel through the library.
 *
 * `columns` is a Map, so that no column name (`__proto__`, `constructor`) can mean anything else. Plain data: survives
 * structured clone.
 */
export interface Table {
  readonly kind: 'table';
  readonly nrow: number;
  readonly names: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
}
