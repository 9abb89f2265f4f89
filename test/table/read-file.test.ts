import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable } from '../../src/table/read-file.ts';

// A child process cannot run TypeScript on Node 20.
const built = new URL('../../dist/table/read-file.js', import.meta.url);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'blup-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const text = 'id,name\n1,Zoë\n2,Åse\n';

describe('readTable', () => {
  it('reads plain and gzipped files', () => {
    const plain = readTable(file('a.csv', text));
    expect(plain.columns.get('name')).toMatchObject({ levels: ['Zoë', 'Åse'] });
    expect(readTable(file('a.csv.gz', gzipSync(text)))).toEqual(plain);
    expect(readTable(file('a.txt', text.replaceAll(',', ';')))).toEqual(plain);
    expect(readTable(file('a.tsv', text.replaceAll(',', '\t')))).toEqual(plain);
    expect(readTable(file('bom.csv', `\ufeff${text}`))).toEqual(plain);
    expect(readTable(file('f.csv', text), { factors: ['id'] }).columns.get('id')?.kind).toBe(
      'factor',
    );
    expect(readTable(file('one.tsv', 'a,b\n1\n')).names).toEqual(['a,b']);
  });

  it('does not cut letters at the seams of its pieces', () => {
    const long = `a,b\n${'ä€\u{1f600},1\n'.repeat(20000)}`;
    expect(readTable(file('long.csv', long)).columns.get('a')).toMatchObject({
      levels: ['ä€\u{1f600}'],
    });
  });

  it('says what is wrong with the file', () => {
    expect(() => readTable(join(folder, 'none.csv'))).toThrow(/none.csv" does not exist/);
    expect(() => readTable(folder)).toThrow(/is a directory/);
    expect(() => readTable('')).toThrow(/needs the path/);
    const half = gzipSync(text.repeat(100)).subarray(0, 40);
    expect(() => readTable(file('half.csv.gz', half))).toThrow(/ends too early/);
    const damaged = gzipSync(text);
    damaged[damaged.length - 6] ^= 255;
    expect(() => readTable(file('bad.csv.gz', damaged))).toThrow(/is damaged/);
    expect(() => readTable(file('not.csv.gz', text))).toThrow(/is not gzipped/);
    expect(() => readTable(file('latin.csv', Buffer.from(text, 'latin1')))).toThrow(
      /not valid UTF-8/,
    );
    expect(() => readTable(file('cut.csv', Buffer.from('a\nä').subarray(0, 3)))).toThrow(/UTF-8/);
    expect(() => readTable(file('wide.csv', Buffer.from(text, 'utf16le')))).toThrow(/NUL|UTF-8/);
    expect(() => readTable(file('empty.csv', ''))).toThrow(/empty/);
    expect(() => readTable(file('a.parquet', 'PAR1'))).toThrow(
      /Parquet or Arrow file; read it by await tableFromBytes/,
    );
    expect(() => readTable(file('a.arrow', ''))).toThrow(
      /Parquet or Arrow file; read it by await tableFromBytes/,
    );
    expect(() => readTable(file('sly.csv', 'PAR1\n1'))).toThrow(/Parquet/);
    expect(() => readTable(join(folder, 'a.csv', 'b.csv'))).toThrow(/cannot be read \(ENOTDIR\)/);
  });

  it.skipIf(!existsSync(built))('reads standard input (needs the build)', () => {
    const program = `
      import { readTable } from ${JSON.stringify(built.href)};
      console.log(readTable('-').nrow);`;
    const args = ['--input-type=module', '-e', program];
    expect(execFileSync(process.execPath, args, { input: text }).toString().trim()).toBe('2');
    expect(
      execFileSync(process.execPath, args, { input: gzipSync(text) })
        .toString()
        .trim(),
    ).toBe('2');
  });
});
