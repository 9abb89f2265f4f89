import { BlupError } from '../errors/blup-error.ts';
import { parseCsvPieces } from '../table/parse-csv.ts';
import type { Table } from '../table/table.ts';
import { utf8Pieces } from '../table/utf8-pieces.ts';

/** Formats that are recognised and not read, by their first bytes. */
const others: readonly (readonly [string, string])[] = [
  ['PAR1', 'a Parquet file'],
  ['ARROW1', 'an Arrow file'],
  ['PK\x03\x04', 'a zip archive or a workbook'],
  ['FEA1', 'a Feather file of version 1'],
  ['$FL2', 'an SPSS file'],
  ['<stata_dta>', 'a Stata file'],
  ['SQLite format 3', 'a database'],
  ['%PDF', 'a PDF'],
];

/** The first bytes of a file, one character each. */
export function beginning(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 16));
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The bytes of a gzipped file. Throws `file` when it is damaged. */
export async function unzipped(bytes: Uint8Array, name: string): Promise<Uint8Array> {
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

/** The table in the bytes of a CSV or TSV file, which may be gzipped. Throws `file` for anything else, and the errors of `parseCsv`. */
export async function tableFromCsvBytes(
  given: Uint8Array,
  name: string,
  delimiter = /\.tsv(\.gz)?$/i.test(name) ? '\t' : undefined,
): Promise<Table> {
  const bytes = isGzip(given) ? await unzipped(given, name) : given;
  const start = beginning(bytes);
  const other = others.find(([magic]) => start.startsWith(magic));
  if (other !== undefined) {
    throw new BlupError(
      'file',
      `"${name}" is ${other[1]}, which cannot be read here; save it as CSV`,
      {
        value: name,
      },
    );
  }
  return parseCsvPieces(
    () => utf8Pieces(bytes, name),
    delimiter === undefined ? {} : { delimiter },
  );
}
