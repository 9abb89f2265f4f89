import { CompressionType, setCompressionCodec, Type, tableFromIPC } from '@uwdata/flechette';
import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import { readArrowTable } from '../table/arrow-columns.ts';
import { makeTable } from '../table/make-table.ts';
import type { Table } from '../table/table.ts';
import { checkArrowMetadata } from './check-arrow.ts';
import { checkColumnLengths } from './check-lengths.ts';
import type { FileOptions } from './file-options.ts';
import { lz4Frame } from './lz4-frame.ts';

const nested: ReadonlySet<number> = new Set<number>([
  Type.List,
  Type.LargeList,
  Type.FixedSizeList,
  Type.ListView,
  Type.LargeListView,
  Type.Struct,
  Type.Map,
  Type.Union,
  Type.Binary,
  Type.LargeBinary,
  Type.BinaryView,
  Type.FixedSizeBinary,
  Type.Interval,
]);

/** The table in an Arrow IPC file or stream; see `tableFromBytes`. */
export async function tableFromArrow(
  bytes: Uint8Array,
  name: string,
  options: FileOptions,
): Promise<Table> {
  try {
    const table = await decoded(bytes);
    const names = table.names.map(String);
    for (const wanted of options.columns ?? []) {
      if (names.includes(wanted)) continue;
      throw new BlupError(
        'unknown-column',
        `column "${wanted}" is not in "${name}"${didYouMean(wanted, names)}`,
        { value: wanted },
      );
    }
    const chosen = options.columns === undefined ? table : table.select([...options.columns]);
    for (const field of chosen.schema.fields) {
      const { typeId } = field.type;
      if (nested.has(typeId)) throw notCells(field.name, names);
    }
    const columns = chosen.schema.fields.map((_, i) => chosen.getChildAt(i));
    checkColumnLengths(columns);
    return makeTable(readArrowTable(chosen));
  } catch (error) {
    if (error instanceof BlupError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new BlupError(
      'file',
      `the Arrow file "${name}" ends too early or is damaged; copy it again`,
      {
        value: name,
        cause: why,
      },
    );
  }
}

function notCells(column: string, names: readonly string[]): BlupError {
  const rest = names.filter((other) => other !== column).slice(0, 3);
  return new BlupError(
    'file',
    `column "${column}" holds lists, structures or bytes, which no model can use; name the columns to read: columns: ${JSON.stringify(rest)}`,
    { value: column, column },
  );
}

async function decoded(bytes: Uint8Array) {
  checkArrowMetadata(bytes);
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: lz4Frame, encode: unused });
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('ZSTD')) throw error;
  }
  const { ZSTD: decode = unused } = (await import('hyparquet-compressors')).compressors;
  setCompressionCodec(CompressionType.ZSTD, { decode, encode: unused });
  return tableFromIPC(bytes);
}

function unused(): never {
  throw new Error('Arrow files are not written');
}
