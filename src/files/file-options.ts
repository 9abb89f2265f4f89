/** How a file is read. */
export interface FileOptions {
  /** Name of the file, for messages and for the delimiter of `.tsv`; default that of a `File`, else "the file". */
  readonly name?: string;
  /** Columns to take as factors although they hold numbers or truth values. Default none. */
  readonly factors?: readonly string[];
  /** For CSV files, see `parseCsv`. */
  readonly delimiter?: string;
  /** Of Parquet and Arrow files, the columns to read. Default all. */
  readonly columns?: readonly string[];
}
