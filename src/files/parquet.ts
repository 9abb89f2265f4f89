import type { ColumnData, FileMetaData, SchemaElement } from 'hyparquet';
import { parquetMetadataAsync } from 'hyparquet/src/metadata.js';
import { parquetRead } from 'hyparquet/src/read.js';
import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import { makeTable } from '../table/make-table.ts';
import type { Column, Table } from '../table/table.ts';
import type { FileOptions } from './file-options.ts';
import { factorOfNumbers, internedTexts } from './interned.ts';

/** How the cells of a column are read. */
type Kind = 'number' | 'logical' | 'text';

interface PlannedColumn {
  readonly name: string;
  readonly kind: Kind;
}

const DAY = 86_400_000;
/** More rows than any array can hold are a damaged file. */
const MOST_ROWS = 2 ** 31;

const decoder = new TextDecoder();

function damaged(name: string, why: string): BlupError {
  return new BlupError('file', `the Parquet file "${name}" cannot be read: ${why}`, {
    value: name,
    cause: why,
  });
}

/** The table in a Parquet file; see `tableFromBytes`. */
export async function tableFromParquet(
  bytes: Uint8Array,
  name: string,
  options: FileOptions,
): Promise<Table> {
  try {
    return await read(bytes, name, options);
  } catch (error) {
    if (error instanceof BlupError) throw error;
    throw damaged(name, error instanceof Error ? error.message : String(error));
  }
}

async function read(bytes: Uint8Array, name: string, options: FileOptions): Promise<Table> {
  const whole = bytes.buffer as ArrayBuffer;
  const file = {
    byteLength: bytes.byteLength,
    slice: (start: number, end = bytes.byteLength) =>
      whole.slice(bytes.byteOffset + start, bytes.byteOffset + Math.min(end, bytes.byteLength)),
  };
  const metadata = await parquetMetadataAsync(file, { geoparquet: false });
  const nrow = Number(metadata.num_rows);
  if (!(nrow >= 0 && nrow < MOST_ROWS)) throw damaged(name, `it says that it has ${nrow} rows`);
  const inGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (inGroups !== nrow) throw damaged(name, `it says ${nrow} rows and its parts have ${inGroups}`);
  const planned = plannedColumns(metadata, name, options.columns);
  const texts = internedTexts();
  const numberOf = (cell: Uint8Array): number => texts.numberOf(decoder.decode(cell));
  const days = (perDay: number) => (time: bigint | number) => Number(time) / perDay;
  const cells = new Map(planned.map((column) => [column.name, newCells(column, nrow)]));
  let failure: unknown;
  await parquetRead({
    file,
    metadata,
    columns: planned.map((column) => column.name),
    geoparquet: false,
    ...(await compressorsOf(metadata)),
    parsers: {
      stringFromBytes: numberOf,
      jsonFromBytes: numberOf,
      uuidFromBytes: (cell) => texts.numberOf(uuidText(cell)),
      dateFromDays: Number,
      timestampFromMilliseconds: days(DAY),
      timestampFromMicroseconds: days(DAY * 1e3),
      timestampFromNanoseconds: days(DAY * 1e6),
    },
    onChunk: (chunk) => {
      try {
        const own = cells.get(chunk.columnName);
        if (own !== undefined) fill(own, chunk);
      } catch (error) {
        failure ??= error;
      }
    },
  });
  if (failure !== undefined) throw failure;
  return makeTable(
    planned.map((column): [string, Column] => {
      const own = cells.get(column.name) as Cells;
      if (own.filled !== nrow) {
        throw damaged(name, `column "${column.name}" has ${own.filled} of ${nrow} cells`);
      }
      return [column.name, finished(own, texts.texts)];
    }),
  );
}

async function compressorsOf({ row_groups }: FileMetaData) {
  const plain = new Set<string>(['UNCOMPRESSED', 'SNAPPY']);
  const needed = row_groups.some(({ columns }) =>
    columns.some(({ meta_data }) => meta_data !== undefined && !plain.has(meta_data.codec)),
  );
  return needed ? { compressors: (await import('hyparquet-compressors')).compressors } : {};
}

function plannedColumns(
  { schema }: FileMetaData,
  file: string,
  wanted: readonly string[] | undefined,
): PlannedColumn[] {
  const top = topElements(schema);
  const names = top.map((element) => element.name);
  for (const name of wanted ?? []) {
    if (names.includes(name)) continue;
    throw new BlupError(
      'unknown-column',
      `column "${name}" is not in "${file}"${didYouMean(name, names)}`,
      { value: name },
    );
  }
  const chosen = wanted === undefined ? top : top.filter(({ name }) => wanted.includes(name));
  return chosen.map((element) => ({ name: element.name, kind: kindOf(element, names) }));
}

/** The elements below the root, without what is inside them. */
function topElements(schema: readonly SchemaElement[]): SchemaElement[] {
  const top: SchemaElement[] = [];
  const end = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (schema[at]?.num_children ?? 0); child++) next = end(next);
    return next;
  };
  for (let at = 1; at < schema.length; at = end(at)) top.push(schema[at]);
  return top;
}

function kindOf(element: SchemaElement, names: readonly string[]): Kind {
  const { name, type, converted_type: converted, logical_type: logical, num_children } = element;
  const refuse = (what: string): never => {
    const rest = names.filter((other) => other !== name).slice(0, 3);
    throw new BlupError(
      'file',
      `column "${name}" holds ${what}, which no model can use; name the columns to read: columns: ${JSON.stringify(rest)}`,
      { value: what, column: name },
    );
  };
  if ((num_children ?? 0) > 0 || element.repetition_type === 'REPEATED') {
    return refuse('lists or structures');
  }
  if (converted === 'BSON' || converted === 'INTERVAL') return refuse(converted.toLowerCase());
  if (logical?.type === 'GEOMETRY' || logical?.type === 'GEOGRAPHY') return refuse('shapes');
  if (type === 'BOOLEAN') return 'logical';
  if (converted === 'DECIMAL' || logical?.type === 'FLOAT16') return 'number';
  if (logical?.type === 'UUID' || type === 'BYTE_ARRAY') return 'text';
  if (type === 'FIXED_LEN_BYTE_ARRAY') return refuse('bytes');
  return 'number';
}

/** Cells of a column while it is read. */
interface Cells {
  readonly kind: Kind;
  readonly numbers: Float64Array;
  readonly codes: Int32Array;
  filled: number;
}

function newCells({ kind }: PlannedColumn, nrow: number): Cells {
  return {
    kind,
    numbers: new Float64Array(kind === 'number' ? nrow : 0),
    codes: new Int32Array(kind === 'number' ? 0 : nrow),
    filled: 0,
  };
}

function fill(own: Cells, { columnName, columnData, rowStart, rowEnd }: ColumnData): void {
  const { kind, numbers, codes } = own;
  const target: Float64Array | Int32Array = kind === 'number' ? numbers : codes;
  if (rowEnd > target.length) throw new Error(`column "${columnName}" has too many cells`);
  const missing = kind === 'number' ? Number.NaN : -1;
  for (let i = rowStart; i < rowEnd; i++) {
    const cell: unknown = columnData[i - rowStart];
    let value: number;
    if (cell === undefined || cell === null) value = missing;
    else if (typeof cell !== 'bigint') value = Number(cell);
    else value = exact(cell, columnName, i + 1);
    target[i] = value;
  }
  own.filled += rowEnd - rowStart;
}

function exact(cell: bigint, column: string, row: number): number {
  const value = Number(cell);
  if (Number.isSafeInteger(value)) return value;
  throw new BlupError(
    'file',
    `column "${column}", row ${row}: ${cell} is too large for a number; save such identifiers as text`,
    { value: String(cell), column, row },
  );
}

function finished({ kind, numbers, codes }: Cells, texts: readonly string[]): Column {
  if (kind === 'number') return { kind: 'numeric', values: numbers };
  if (kind === 'logical') return { kind: 'logical', values: Int8Array.from(codes) };
  return factorOfNumbers(codes, texts);
}

function uuidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
