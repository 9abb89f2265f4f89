import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import {
  CompressionType,
  dateDay,
  dictionary,
  float64,
  int32,
  int64,
  list,
  setCompressionCodec,
  tableFromArrays,
  tableToIPC,
  timestamp,
  utf8,
} from '@uwdata/flechette';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { lz4Frame } from '../../src/files/lz4-frame.ts';
import { tableFromBytes } from '../../src/files/table-from-bytes.ts';
import { lmer } from '../../src/fit/lmer.ts';
import { parseCsv } from '../../src/table/parse-csv.ts';
import type { FactorColumn, Table } from '../../src/table/table.ts';
import { type Codec, parquetBytes, type WriteColumn } from './parquet-writer.ts';

const text = readFileSync(new URL('../../web-demo/data/hsb.csv', import.meta.url), 'utf8');
const hsb = parseCsv(text);

/** The cells of a table, as a writer takes them. */
function cellsOf(table: Table, name: string): (number | string | null)[] {
  const column = table.columns.get(name);
  if (column?.kind === 'factor') {
    return Array.from(column.codes, (code) => (code < 0 ? null : column.levels[code]));
  }
  return Array.from(column?.kind === 'numeric' ? column.values : []);
}

/** hsb.csv as Parquet: two row groups, texts by a dictionary. */
function hsbParquet(codec: Codec): Uint8Array {
  return parquetBytes(
    hsb.names.map((name): WriteColumn => {
      const cells = cellsOf(hsb, name);
      const groups = [cells.slice(0, 5000), cells.slice(5000)];
      return hsb.columns.get(name)?.kind === 'factor'
        ? { name, type: 'bytes', converted: 0, dictionary: true, groups }
        : { name, type: 'double', groups };
    }),
    codec,
  );
}

const errorOf = (promise: Promise<unknown>): Promise<BlupError> =>
  promise.then(
    () => {
      throw new Error('no error');
    },
    (error) => error,
  );

describe('Parquet', () => {
  test.each(['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'] as const)(
    'compressed by %s is the table of the CSV file',
    async (codec) => {
      expect(await tableFromBytes(hsbParquet(codec))).toEqual(hsb);
    },
  );

  test('types', async () => {
    const table = await tableFromBytes(
      parquetBytes([
        { name: 'flag', type: 'boolean', groups: [[true, null, false]] },
        { name: 'i', type: 'int32', groups: [[1, null, -3]] },
        { name: 'big', type: 'int64', groups: [[2n ** 53n - 1n, null, -5n]] },
        { name: 'f', type: 'float', groups: [[0.5, null, 2]] },
        { name: 'money', type: 'int32', converted: 5, scale: 2, groups: [[150, null, -25]] },
        { name: 'day', type: 'int32', converted: 6, groups: [[1, null, 19_000]] },
        { name: 'ms', type: 'int64', converted: 9, groups: [[129_600_000n, null, 0n]] },
        { name: 'us', type: 'int64', converted: 10, groups: [[43_200_000_000n, null, 0n]] },
        { name: 's', type: 'bytes', converted: 0, groups: [['b', null, 'a']] },
        { name: 'na', type: 'bytes', converted: 0, groups: [['NA', '', 'é']] },
        { name: 'd', type: 'bytes', converted: 0, dictionary: true, groups: [['z', null, 'z']] },
      ]),
    );
    const numbers = (name: string) => [
      ...(table.columns.get(name) as { values: Float64Array }).values,
    ];
    expect(table.columns.get('flag')).toEqual({ kind: 'logical', values: Int8Array.of(1, -1, 0) });
    expect(numbers('i')).toEqual([1, Number.NaN, -3]);
    expect(numbers('big')).toEqual([2 ** 53 - 1, Number.NaN, -5]);
    expect(numbers('f')).toEqual([0.5, Number.NaN, 2]);
    expect(numbers('money')).toEqual([1.5, Number.NaN, -0.25]);
    expect(numbers('day')).toEqual([1, Number.NaN, 19_000]);
    expect(numbers('ms')).toEqual([1.5, Number.NaN, 0]);
    expect(numbers('us')).toEqual([0.5, Number.NaN, 0]);
    const factor = (levels: string[], ...codes: number[]) => ({
      kind: 'factor',
      levels,
      codes: Int32Array.from(codes),
    });
    expect(table.columns.get('s')).toEqual(factor(['a', 'b'], 1, -1, 0));
    expect(table.columns.get('na')).toEqual(factor(['é'], -1, -1, 0));
    expect(table.columns.get('d')).toEqual(factor(['z'], 0, -1, 0));
  });

  test('some columns, and factors', async () => {
    const bytes = hsbParquet('gzip');
    const columns = ['mathach', 'school'];
    const table = await tableFromBytes(bytes, { columns, factors: ['school'] });
    expect(table.names).toEqual(hsb.names.filter((name) => columns.includes(name)));
    expect((table.columns.get('school') as FactorColumn).levels).toHaveLength(160);
    expect(await errorOf(tableFromBytes(bytes, { columns: ['mathac'] }))).toMatchObject({
      code: 'unknown-column',
    });
  });

  test('integers beyond 2^53 are refused with the way out', async () => {
    const bytes = parquetBytes([{ name: 'id', type: 'int64', groups: [[2n ** 60n + 1n]] }]);
    expect(await errorOf(tableFromBytes(bytes))).toMatchObject({
      code: 'file',
      detail: { column: 'id', row: 1 },
      message: expect.stringContaining('as text'),
    });
  });

  test('a damaged file gives a table or an error, and never hangs', async () => {
    const bytes = parquetBytes(
      [
        { name: 'x', type: 'double', groups: [[1, 2, null], [4]] },
        {
          name: 's',
          type: 'bytes',
          converted: 0,
          dictionary: true,
          groups: [['a', null, 'b'], ['a']],
        },
      ],
      'snappy',
    );
    for (let length = 0; length < bytes.length; length++) {
      const error = await errorOf(tableFromBytes(bytes.slice(0, length)));
      expect(error).toBeInstanceOf(BlupError);
    }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
        async (changes) => {
          const broken = bytes.slice();
          for (const [at, value] of changes) broken[at] = value;
          const found = await tableFromBytes(broken).catch((error) => error);
          expect(found.kind === 'table' || found instanceof BlupError).toBe(true);
        },
      ),
      { numRuns: 600 },
    );
  }, 60_000);
});

describe('a damaged Arrow file', () => {
  const columns = {
    y: Float64Array.from({ length: 12 }, (_, i) => i / 2),
    g: Array.from({ length: 12 }, (_, i) => `g${i % 4}`),
    flag: Array.from({ length: 12 }, (_, i) => (i % 5 === 0 ? null : i % 2 === 0)),
  };

  // One damaged count made the reader take all memory, which no one can catch.
  test.each(['file', 'stream'] as const)(
    'of any byte, as a %s, gives a table or an error',
    async (format) => {
      const whole = tableToIPC(tableFromArrays(columns), { format }) as Uint8Array;
      let refused = 0;
      for (let at = 0; at < whole.length; at++) {
        for (const flips of [0xff, 0x7f, 0x01]) {
          const bytes = whole.slice();
          bytes[at] ^= flips;
          const found = await tableFromBytes(bytes, { name: 'x.arrow' }).catch((error) => error);
          if (found instanceof BlupError) refused++;
          else expect(found.nrow).toBeLessThanOrEqual(12);
        }
      }
      expect(refused).toBeGreaterThan(100);
    },
    120_000,
  );

  test('with a count of 2³⁰ is refused at once', async () => {
    const whole = tableToIPC(tableFromArrays(columns), { format: 'stream' }) as Uint8Array;
    for (let at = 0; at + 4 < whole.length; at += 4) {
      const bytes = whole.slice();
      new DataView(bytes.buffer).setInt32(at, 2 ** 30, true);
      const found = await tableFromBytes(bytes, { name: 'x.arrow' }).catch((error) => error);
      expect(found.kind === 'table' || found instanceof BlupError).toBe(true);
    }
  }, 60_000);
});

const arrowColumns = {
  y: Float64Array.of(1.5, 2.5, 3.5),
  g: ['b', null, 'a'],
  code: ['u', 'v', 'u'],
  n: [1, null, 3],
  big: [1n, 2n, null],
  day: [new Date(0), new Date(86_400_000), null],
  at: [new Date(43_200_000), null, new Date(0)],
  ok: [true, false, null],
};
const arrow = tableFromArrays(arrowColumns, {
  types: {
    y: float64(),
    g: dictionary(utf8()),
    code: utf8(),
    n: int32(),
    big: int64(),
    day: dateDay(),
    at: timestamp(),
  },
});

const expectedArrow = async (table: Table) => {
  const values = (name: string) => [
    ...(table.columns.get(name) as { values: Float64Array }).values,
  ];
  expect(values('y')).toEqual([1.5, 2.5, 3.5]);
  expect(values('n')).toEqual([1, Number.NaN, 3]);
  expect(values('big')).toEqual([1, 2, Number.NaN]);
  expect(values('day')).toEqual([0, 1, Number.NaN]);
  expect(values('at')).toEqual([0.5, Number.NaN, 0]);
  expect(values('ok')).toEqual([1, 0, -1]);
  expect(table.columns.get('g')).toMatchObject({
    levels: ['a', 'b'],
    codes: Int32Array.of(1, -1, 0),
  });
  expect(table.columns.get('code')).toMatchObject({
    levels: ['u', 'v'],
    codes: Int32Array.of(0, 1, 0),
  });
};

/** An LZ4 frame of literals. */
function literalFrame(bytes: Uint8Array): Uint8Array {
  const frame = [0x04, 0x22, 0x4d, 0x18, 0x40, 0x40, 0];
  const block: number[] = [];
  const size = bytes.length;
  block.push(Math.min(size, 15) << 4);
  if (size >= 15) block.push(...Array(Math.floor((size - 15) / 255)).fill(255), (size - 15) % 255);
  block.push(...bytes);
  const word = [block.length & 255, (block.length >> 8) & 255, (block.length >> 16) & 255, 0];
  return Uint8Array.from([...frame, ...word, ...block, 0, 0, 0, 0]);
}

describe('Arrow', () => {
  test.each(['file', 'stream'] as const)('%s', async (format) => {
    await expectedArrow(await tableFromBytes(tableToIPC(arrow, { format }) as Uint8Array));
  });

  test('compressed as other programs write it', async () => {
    const zero = new Float64Array(500);
    setCompressionCodec(CompressionType.LZ4_FRAME, {
      decode: lz4Frame,
      // 4000 zeros: a literal and a match that overlaps itself, in a second block that refers to the first.
      encode: (bytes) =>
        bytes.every((byte) => byte === 0) && bytes.length === 4000
          ? Uint8Array.from([
              0x04,
              0x22,
              0x4d,
              0x18,
              0x40,
              0x40,
              0,
              2,
              0,
              0,
              0,
              0x10,
              0,
              20,
              0,
              0,
              0,
              0x0f,
              1,
              0,
              ...Array(15).fill(255),
              155,
              0,
              0,
              0,
              0,
              0,
            ])
          : literalFrame(bytes),
    });
    const table = tableFromArrays({ zero, s: Array.from(zero, (_, i) => `level ${i % 7}`) });
    const bytes = tableToIPC(table, {
      format: 'file',
      codec: CompressionType.LZ4_FRAME,
    }) as Uint8Array;
    const read = await tableFromBytes(bytes);
    expect(read.columns.get('zero')).toEqual({ kind: 'numeric', values: zero });
    expect((read.columns.get('s') as FactorColumn).levels).toHaveLength(7);
  });

  test('lists are refused, unless other columns are named', async () => {
    const table = tableFromArrays({ x: [1, 2], l: [[1], [2]] }, { types: { l: list(int32()) } });
    const bytes = tableToIPC(table, { format: 'file' }) as Uint8Array;
    expect(await errorOf(tableFromBytes(bytes))).toMatchObject({
      code: 'file',
      detail: { column: 'l' },
    });
    expect((await tableFromBytes(bytes, { columns: ['x'] })).names).toEqual(['x']);
  });

  test('a file cut off gives a table or an error', async () => {
    const bytes = tableToIPC(arrow, { format: 'file' }) as Uint8Array;
    for (let length = 0; length < bytes.length; length += 7) {
      const found = await tableFromBytes(bytes.slice(0, length)).catch((error) => error);
      expect(found.kind === 'table' || found instanceof BlupError).toBe(true);
    }
  }, 60_000);
});

describe('CSV and others', () => {
  test('text, gzipped text, a Blob', async () => {
    const bytes = Buffer.from(text);
    expect(await tableFromBytes(bytes)).toEqual(hsb);
    expect(await tableFromBytes(gzipSync(bytes))).toEqual(hsb);
    expect(await tableFromBytes(new Blob([text]))).toEqual(hsb);
    expect(await tableFromBytes(gzipSync(hsbParquet('none')))).toEqual(hsb);
    const tsv = new File(['a\tb,c\n1\t2\n'], 'x.tsv');
    expect((await tableFromBytes(tsv)).names).toEqual(['a', 'b,c']);
  });

  test('what is something else is named', async () => {
    const zip = Buffer.from('PK\x03\x04rest');
    expect(await errorOf(tableFromBytes(zip, { name: 'a.xlsx' }))).toMatchObject({
      code: 'file',
      message: '"a.xlsx" is a zip archive or a workbook, which cannot be read here; save it as CSV',
    });
    expect((await errorOf(tableFromBytes(gzipSync(text).subarray(0, 900)))).code).toBe('file');
    expect((await errorOf(tableFromBytes('a,b' as unknown as Uint8Array))).code).toBe('file');
  });
});

test('a model of a Parquet file is that of the CSV file', async () => {
  const formula = 'mathach ~ cses + sector + (cses | school)';
  const { timing: _, ...model } = lmer(formula, await tableFromBytes(hsbParquet('zstd')));
  const { timing: __, ...same } = lmer(formula, hsb);
  expect(model).toEqual(same);
});
