import { BlupError } from '../errors/blup-error.ts';
import { withFactors } from '../table/make-table.ts';
import { parseCsvPieces } from '../table/parse-csv.ts';
import type { Table } from '../table/table.ts';
import { utf8Pieces } from '../table/utf8-pieces.ts';

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

/** Formats that are recognised and not read, by their first bytes. */
const others: readonly (readonly [string, string])[] = [
  ['PK\x03\x04', 'a zip archive or a workbook'],
  ['FEA1', 'a Feather file of version 1'],
  ['$FL2', 'an SPSS file'],
  ['<stata_dta>', 'a Stata file'],
  ['SQLite format 3', 'a database'],
  ['%PDF', 'a PDF'],
];

/**
 * The table in a file's bytes: CSV or TSV, gzipped or not, Parquet, or Arrow IPC (file or stream, also called Feather). The format is
 * told by the content.
 *
 *     const table = await tableFromBytes(input.files[0]);
 *     const table = await tableFromBytes(readFileSync('hsb.parquet'), { columns: ['mathach', 'cses', 'school'] });
 *
 * CSV is read as by `parseCsv`. Of the other formats: numbers, decimals and integers up to 2^53 give numeric columns; larger
 * integers are an error; truth values give logical columns; text gives factors with the levels that
 * occur, sorted by code point, whose dictionaries are read once and not for each row; dates and times give days since 1970-01-01 UTC; nulls
 * are missing. The readers of Parquet and Arrow are loaded when they are needed.
 *
 * @throws `file` for a damaged or unsupported file, lists, structures or bytes in a column; `unknown-column`; the errors of `parseCsv`
 */
export async function tableFromBytes(
  data: ArrayBuffer | Uint8Array | Blob,
  options: FileOptions = {},
): Promise<Table> {
  const bytes = await bytesOf(data);
  const name = options.name ?? (data as { readonly name?: string }).name ?? 'the file';
  const table = await readBytes(bytes, name, options);
  return withFactors(table, options.factors ?? []);
}

async function bytesOf(data: unknown): Promise<Uint8Array> {
  if (data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (typeof Blob === 'function' && data instanceof Blob) {
    return new Uint8Array(await data.arrayBuffer());
  }
  throw new BlupError('file', 'the bytes of a file are an ArrayBuffer, a Uint8Array or a File', {
    value: typeof data,
  });
}

async function readBytes(bytes: Uint8Array, name: string, options: FileOptions): Promise<Table> {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 16));
  if (start.startsWith('PAR1')) {
    const { tableFromParquet } = await import('./parquet.ts');
    return tableFromParquet(bytes, name, options);
  }
  // A stream begins with the mark of a message instead of the name of the format.
  if (start.startsWith('ARROW1') || /^\xff{4}/.test(start)) {
    const { tableFromArrow } = await import('./arrow.ts');
    return tableFromArrow(bytes, name, options);
  }
  if (start.startsWith('\x1f\x8b')) {
    const inner = await unzipped(bytes, name);
    return readBytes(inner, name.replace(/\.gz$/i, ''), options);
  }
  const other = others.find(([magic]) => start.startsWith(magic));
  if (other !== undefined) {
    throw new BlupError('file', `"${name}" is ${other[1]}; save it as CSV, Parquet or Arrow`, {
      value: name,
    });
  }
  const delimiter = options.delimiter ?? (/\.tsv$/i.test(name) ? '\t' : undefined);
  return parseCsvPieces(
    () => utf8Pieces(bytes, name),
    delimiter === undefined ? {} : { delimiter },
  );
}

async function unzipped(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
      .stream()
      .pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (error) {
    throw new BlupError('file', `gzip file "${name}" ends too early or is damaged; copy it again`, {
      value: name,
      cause: String(error),
    });
  }
}
