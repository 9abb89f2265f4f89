// A minimal writer of Parquet files (Apache Parquet format 2.10: data pages of version 1, plain or dictionary encoded), for tests.
import { brotliCompressSync, gzipSync } from 'node:zlib';

export type Codec = 'none' | 'snappy' | 'gzip' | 'brotli' | 'zstd' | 'lz4';

export interface WriteColumn {
  readonly name: string;
  readonly type: 'boolean' | 'int32' | 'int64' | 'float' | 'double' | 'bytes';
  /** Converted type: 0 UTF8, 5 decimal, 6 date, 9 and 10 timestamps in ms and µs, 19 JSON. */
  readonly converted?: number;
  readonly scale?: number;
  readonly dictionary?: boolean;
  /** One list for each row group; `null` is missing. */
  readonly groups: readonly (readonly (boolean | number | bigint | string | null)[])[];
}

const codecs: Readonly<Record<Codec, number>> = {
  none: 0,
  snappy: 1,
  gzip: 2,
  brotli: 4,
  zstd: 6,
  lz4: 7,
};
const types = { boolean: 0, int32: 1, int64: 2, float: 4, double: 5, bytes: 6 } as const;

function varint(value: bigint | number): number[] {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return bytes;
}

/** A field of a Thrift struct in the compact protocol: its number, type and bytes. */
type Field = readonly [number, number, readonly number[]];

const zigzag = (value: number): number[] => varint(BigInt(value) << 1n);
const i32 = (id: number, value: number): Field => [id, 5, zigzag(value)];
const i64 = (id: number, value: number): Field => [id, 6, zigzag(value)];
const textBytes = (text: string): number[] => {
  const bytes = [...Buffer.from(text)];
  return [...varint(bytes.length), ...bytes];
};
const text = (id: number, value: string): Field => [id, 8, textBytes(value)];
const inner = (id: number, fields: readonly Field[]): Field => [id, 12, struct(fields)];
const list = (id: number, type: number, items: readonly (readonly number[])[]): Field => [
  id,
  9,
  [
    ...(items.length < 15 ? [(items.length << 4) | type] : [0xf0 | type, ...varint(items.length)]),
  ].concat(...items.map((item) => [...item])),
];

function struct(fields: readonly Field[]): number[] {
  let last = 0;
  const bytes: number[] = [];
  for (const [id, type, value] of fields) {
    bytes.push(((id - last) << 4) | type, ...value);
    last = id;
  }
  return [...bytes, 0];
}

/** Literals alone are valid compressed data, where no compressor is at hand. */
function compressed(bytes: Uint8Array, codec: Codec): Uint8Array {
  const size = bytes.length;
  if (codec === 'gzip') return gzipSync(bytes);
  if (codec === 'brotli') return brotliCompressSync(bytes);
  if (codec === 'snappy') {
    return Uint8Array.from([...varint(size), 63 << 2, ...u32(size - 1), ...bytes]);
  }
  if (codec === 'lz4') {
    const more =
      size < 15 ? [] : [...Array(Math.floor((size - 15) / 255)).fill(255), (size - 15) % 255];
    return Uint8Array.from([Math.min(size, 15) << 4, ...more, ...bytes]);
  }
  if (codec === 'zstd') {
    // Frame with a content size of 4 bytes in a single segment, one raw block.
    const header = (size << 3) | 1;
    return Uint8Array.from([
      0x28,
      0xb5,
      0x2f,
      0xfd,
      0xa0,
      ...u32(size),
      header & 255,
      (header >> 8) & 255,
      header >> 16,
      ...bytes,
    ]);
  }
  return bytes;
}

function u32(value: number): number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24];
}

function plain(values: readonly unknown[], type: WriteColumn['type']): Uint8Array {
  switch (type) {
    case 'boolean': {
      const bytes = new Uint8Array(Math.ceil(values.length / 8));
      values.forEach((value, i) => {
        if (value === true) bytes[i >> 3] |= 1 << (i & 7);
      });
      return bytes;
    }
    case 'int32':
      return new Uint8Array(Int32Array.from(values as number[]).buffer);
    case 'int64':
      return new Uint8Array(BigInt64Array.from((values as number[]).map(BigInt)).buffer);
    case 'float':
      return new Uint8Array(Float32Array.from(values as number[]).buffer);
    case 'double':
      return new Uint8Array(Float64Array.from(values as number[]).buffer);
    case 'bytes':
      return Buffer.concat(
        values.flatMap((value) => {
          const bytes = Buffer.from(String(value));
          return [Buffer.from(u32(bytes.length)), bytes];
        }),
      );
  }
}

function page(type: number, body: Uint8Array, codec: Codec, own: Field): Uint8Array {
  const packed = compressed(body, codec);
  const header = struct([i32(1, type), i32(2, body.length), i32(3, packed.length), own]);
  return Buffer.concat([Buffer.from(header), packed]);
}

function columnPages(
  { type, dictionary = false }: WriteColumn,
  cells: WriteColumn['groups'][number],
  codec: Codec,
): Uint8Array[] {
  const present = cells.filter((cell) => cell !== null);
  // Definition levels: runs of one cell each.
  const levels = cells.flatMap((cell) => [2, cell === null ? 0 : 1]);
  const before = Buffer.from([...u32(levels.length), ...levels]);
  const head = (encoding: number): Field =>
    inner(5, [i32(1, cells.length), i32(2, encoding), i32(3, 3), i32(4, 3)]);
  if (!dictionary) {
    return [page(0, Buffer.concat([before, plain(present, type)]), codec, head(0))];
  }
  const distinct = [...new Set(present)];
  const width = Math.max(1, Math.ceil(Math.log2(distinct.length + 1)));
  const bytes = Math.ceil(width / 8);
  const runs = present.flatMap((cell) => [2, ...u32(distinct.indexOf(cell)).slice(0, bytes)]);
  return [
    page(2, plain(distinct, type), codec, inner(7, [i32(1, distinct.length), i32(2, 0)])),
    page(0, Buffer.concat([before, Buffer.from([width, ...runs])]), codec, head(8)),
  ];
}

/** The bytes of a Parquet file with these columns, all of them optional. */
export function parquetBytes(columns: readonly WriteColumn[], codec: Codec = 'none'): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from('PAR1')];
  let offset = 4;
  const groups = columns[0].groups.map((first, g) => {
    const chunks = columns.map((column) => {
      const pages = columnPages(column, column.groups[g], codec);
      const start = offset;
      const size = pages.reduce((sum, { length }) => sum + length, 0);
      parts.push(...pages);
      offset += size;
      const dataStart = column.dictionary ? start + pages[0].length : start;
      const metadata: Field[] = [
        i32(1, types[column.type]),
        list(2, 5, [zigzag(0), zigzag(3), zigzag(8)]),
        list(3, 8, [textBytes(column.name)]),
        i32(4, codecs[codec]),
        i64(5, column.groups[g].length),
        i64(6, size),
        i64(7, size),
        i64(9, dataStart),
      ];
      if (column.dictionary) metadata.push(i64(11, start));
      return struct([i64(2, start), inner(3, metadata)]);
    });
    return struct([list(1, 12, chunks), i64(2, 0), i64(3, first.length)]);
  });
  const rows = columns[0].groups.reduce((sum, { length }) => sum + length, 0);
  const schema = [
    struct([text(4, 'schema'), i32(5, columns.length)]),
    ...columns.map(({ name, type, converted, scale }) => {
      const fields: Field[] = [i32(1, types[type]), i32(3, 1), text(4, name)];
      if (converted !== undefined) fields.push(i32(6, converted));
      if (scale !== undefined) fields.push(i32(7, scale), i32(8, 9));
      return struct(fields);
    }),
  ];
  const footer = struct([i32(1, 1), list(2, 12, schema), i64(3, rows), list(4, 12, groups)]);
  return Buffer.concat([
    ...parts,
    Buffer.from(footer),
    Buffer.from(u32(footer.length)),
    Buffer.from('PAR1'),
  ]);
}
