import { BlupError } from '../errors/blup-error.ts';
import { withFactors } from '../table/make-table.ts';
import type { Table } from '../table/table.ts';
import { beginning, isGzip, tableFromCsvBytes, unzipped } from './csv-bytes.ts';
import type { FileOptions } from './file-options.ts';

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
  const start = beginning(bytes);
  if (start.startsWith('PAR1')) {
    const { tableFromParquet } = await import('./parquet.ts');
    return tableFromParquet(bytes, name, options);
  }
  // A stream begins with the mark of a message instead of the name of the format.
  if (start.startsWith('ARROW1') || start.startsWith('\xff\xff\xff\xff')) {
    const { tableFromArrow } = await import('./arrow.ts');
    return tableFromArrow(bytes, name, options);
  }
  if (isGzip(bytes)) {
    return readBytes(await unzipped(bytes, name), name.replace(/\.gz$/i, ''), options);
  }
  return tableFromCsvBytes(bytes, name, options.delimiter);
}
