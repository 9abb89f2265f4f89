import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { parseCsv } from '../../src/table/parse-csv.ts';
import { readTable } from '../../src/table/read-file.ts';

let path = '';
beforeAll(() => {
  path = join(mkdtempSync(join(tmpdir(), 'blup-reading-')), 'data.csv.gz');
});
afterAll(() => rmSync(join(path, '..'), { recursive: true }));

/** The code of the error, or `read`. */
function outcome(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof BlupError) return error.code;
    throw error;
  }
}

function ofBytes(bytes: Uint8Array): string {
  writeFileSync(path, bytes);
  return outcome(() => readTable(path));
}

const rows = Array.from({ length: 300 }, (_, i) => `${i},Zoë ${i % 7},${Math.sqrt(i)}\n`);
const text = `id,name,x\n${rows.join('')}`;
const zipped = gzipSync(text);

describe('a gzip file', () => {
  it('is refused wherever it is cut', () => {
    expect(ofBytes(zipped)).toBe('read');
    for (let length = 0; length < zipped.length; length += 1 + (length >> 4)) {
      expect([length, ofBytes(zipped.subarray(0, length))]).toEqual([length, 'file']);
    }
    expect(ofBytes(zipped.subarray(0, zipped.length - 1))).toBe('file');
  });

  it('is refused, or read alike, wherever a byte is changed', () => {
    const whole = parseCsv(text);
    for (let at = 0; at < zipped.length; at += 1 + (at >> 4)) {
      const damaged = Buffer.from(zipped);
      damaged[at] ^= 0x5a;
      const found = ofBytes(damaged);
      // The first bytes hold a time stamp and the like, which say nothing about the content; without the magic it is text.
      if (found === 'read') expect(readTable(path)).toEqual(whole);
      else expect(['file', 'parse-csv']).toContain(found);
    }
  });
});

describe('bytes that are no text', () => {
  const plain = Buffer.from(text);
  const ofPlain = (bytes: Uint8Array): string => ofBytes(gzipSync(bytes));

  it('are refused at any place', () => {
    for (const byte of [0x80, 0xc0, 0xff, 0xed]) {
      for (const at of [0, 1, 3, 9, 500, plain.length - 1]) {
        const bytes = Buffer.from(plain);
        bytes[at] = byte;
        expect([byte, at, ofPlain(bytes)]).toEqual([byte, at, 'file']);
      }
    }
  });

  it('are refused at the seams of pieces too', () => {
    const long = Buffer.from(`a\n${'é'.repeat(70_000)}\n`);
    expect(ofPlain(long)).toBe('read');
    for (const at of [65_535, 65_536, 65_537]) {
      const bytes = Buffer.from(long);
      bytes[at] = 0xff;
      expect(ofPlain(bytes)).toBe('file');
    }
  });

  it('NUL is named with its line', () => {
    for (const line of [0, 1, 150, 299]) {
      const damaged = rows.map((row, i) => (i === line ? row.replace('o', '\0') : row));
      const read = () => parseCsv(`id,name,x\n${damaged.join('')}`);
      expect(read).toThrow(new RegExp(`line ${line + 2} holds a NUL`));
    }
  });
});

describe('100,000 columns', () => {
  const names = Array.from({ length: 100_000 }, (_, i) => `c${i}`);
  const header = names.join(',');
  const row = names.map((_, i) => i % 10).join(',');

  it('are read', () => {
    const table = parseCsv(`${header}\n${row}\n${row}\n`);
    expect(table.names).toHaveLength(100_000);
    expect(table.columns.get('c99999')).toMatchObject({ values: Float64Array.of(9, 9) });
  });

  it('are refused when a row is short, a name doubled or absent', () => {
    expect(() => parseCsv(`${header}\n${row}\n1,2\n`)).toThrow(
      /line 3 has 2 cells but the header has 100000/,
    );
    expect(() => parseCsv(`${header},c5\n${row},1\n`)).toThrow(
      /columns 6 and 100001 are both named "c5"/,
    );
    expect(() => parseCsv(`${header},\n${row},1\n`)).toThrow(/column 100001 of 100001 has no name/);
    expect(() => parseCsv(header)).toThrow(/no rows/);
  });
});

describe('cells without end', () => {
  it('a quote that is never closed is refused in linear time', () => {
    const began = process.cpuUsage();
    expect(() => parseCsv(`a,b\n1,"${'x\n'.repeat(2_000_000)}`)).toThrow(
      /line 2: a quoted cell is never closed/,
    );
    expect(process.cpuUsage(began).user).toBeLessThan(20e6);
  });

  it('a cell of a million letters is read', () => {
    const long = 'x'.repeat(1_000_000);
    expect(parseCsv(`a,b\n1,${long}\n`).columns.get('b')).toMatchObject({ levels: [long] });
  });
});
