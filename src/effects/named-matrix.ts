/** A matrix with names, column-major: element (r, c) is `data[c * rows + r]`. Plain data. */
export interface NamedMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Absent where the rows are observations. */
  readonly rowNames?: readonly string[];
  readonly columnNames: readonly string[];
  readonly data: Float64Array;
}
