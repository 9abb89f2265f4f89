import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { parseCsv, parseCsvPieces } from '../../src/table/parse-csv.ts';
import type { Column, Table } from '../../src/table/table.ts';

const { NaN: NA } = Number;

function column(table: Table, name: string): Column {
  return table.columns.get(name) as Column;
}

function cells(table: Table, name: string): unknown[] {
  const c = column(table, name);
  if (c.kind === 'factor') return Array.from(c.codes, (code) => c.levels[code] ?? null);
  return [...c.values];
}

function errorOf(action: () => unknown): BlupError {
  try {
    action();
  } catch (error) {
    if (error instanceof BlupError) return error;
    throw error;
  }
  throw new Error('no error was thrown');
}

describe('parseCsv', () => {
  it('decides the type by all cells', () => {
    const t = parseCsv('n,s,l,m\n1,b,TRUE,NA\n-2.5e3,a,F,\nNA,NA,NA,NaN\n,,,\n');
    expect(t.names).toEqual(['n', 's', 'l', 'm']);
    expect(t.nrow).toBe(4);
    expect(column(t, 'n')).toEqual({ kind: 'numeric', values: Float64Array.of(1, -2500, NA, NA) });
    expect(column(t, 's')).toEqual({
      kind: 'factor',
      codes: Int32Array.of(1, 0, -1, -1),
      levels: ['a', 'b'],
    });
    expect(column(t, 'l')).toEqual({ kind: 'logical', values: Int8Array.of(1, 0, -1, -1) });
    expect(column(t, 'm')).toEqual({ kind: 'numeric', values: Float64Array.of(NA, NA, NA, NA) });
  });

  it('reads numbers as R does and nothing else', () => {
    const good = [
      '1',
      '+1',
      '-1',
      '.5',
      '5.',
      '1E3',
      ' 7 ',
      'Inf',
      '-Inf',
      'inf',
      '0',
      '00.5',
      '0e2',
    ];
    const t = parseCsv(`a,b\n${good.map((g) => `${g},1`).join('\n')}`);
    expect(cells(t, 'a')).toEqual([
      1,
      1,
      -1,
      0.5,
      5,
      1000,
      7,
      Infinity,
      -Infinity,
      Infinity,
      0,
      0.5,
      0,
    ]);
    for (const bad of [
      '0x10',
      '1_000',
      '1 2',
      '0b1',
      '.',
      'e5',
      '--1',
      '1e',
      '1,5',
      '12345678901234567',
    ]) {
      expect(column(parseCsv(`a;b\n1;2\n${bad};3`), 'a').kind).toBe('factor');
    }
  });

  it('takes quotes for punctuation', () => {
    const t = parseCsv('"a","b, c"\n"1","x ""y"""\n2,"line\nend"\n');
    expect(t.names).toEqual(['a', 'b, c']);
    expect(cells(t, 'a')).toEqual([1, 2]);
    expect(cells(t, 'b, c')).toEqual(['x "y"', 'line\nend']);
  });

  it('guesses the delimiter', () => {
    for (const d of [',', ';', '\t']) {
      const t = parseCsv(`a${d}b${d}c\n1${d}2${d}x`);
      expect(t.names).toEqual(['a', 'b', 'c']);
    }
    expect(parseCsv('a;b\n1,5;2,5\n').names).toEqual(['a', 'b']);
    expect(parseCsv('"a,b"\tc\n1\t2\n').names).toEqual(['a,b', 'c']);
    expect(parseCsv('a|b\n1|2\n', { delimiter: '|' }).names).toEqual(['a', 'b']);
    expect(parseCsv('one\n1\n2').names).toEqual(['one']);
  });

  it('copes with marks, line ends and blank lines', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const t = parseCsv(`\ufeffa,b${end}1,x${end}${end}2,y${end}${end}${end}`);
      expect(t.names).toEqual(['a', 'b']);
      expect(cells(t, 'b')).toEqual(['x', 'y']);
    }
    expect(cells(parseCsv('a,b\r\n1,2\n3,4\r\n'), 'b')).toEqual([2, 4]);
  });

  it('keeps blank lines inside a single column as missing cells', () => {
    expect(cells(parseCsv('a\n1\n\n3\n\n'), 'a')).toEqual([1, NA, 3]);
  });

  it('names the row names of write.csv and trims names', () => {
    const t = parseCsv('"", a ,b\n"1",2,3\n');
    expect(t.names).toEqual(['...1', 'a', 'b']);
  });

  it('has no trouble with names of object properties', () => {
    const t = parseCsv('__proto__,constructor,toString\n1,2,3\n');
    expect(t.names).toEqual(['__proto__', 'constructor', 'toString']);
    expect(cells(t, '__proto__')).toEqual([1]);
  });

  it('makes factors on demand', () => {
    const t = parseCsv('id,ok\n10,TRUE\n9,FALSE\n10,NA\n', { factors: ['id', 'ok'] });
    expect(column(t, 'id')).toEqual({
      kind: 'factor',
      codes: Int32Array.of(1, 0, 1),
      levels: ['9', '10'],
    });
    expect(column(t, 'ok')).toEqual({
      kind: 'factor',
      codes: Int32Array.of(1, 0, -1),
      levels: ['FALSE', 'TRUE'],
    });
    expect(errorOf(() => parseCsv('school\n1\n', { factors: ['schol'] }))).toMatchObject({
      code: 'unknown-column',
      detail: { value: 'schol', suggestion: 'school' },
    });
  });

  it('sorts levels by code point', () => {
    const t = parseCsv('a,b\nz,1\nÄ,1\nB,1\na,1\n\u{1f600},1\n\uffee,1\n');
    expect(column(t, 'a')).toMatchObject({ levels: ['B', 'a', 'z', 'Ä', '\uffee', '\u{1f600}'] });
  });

  it('reads columns again that turn out to be text late', () => {
    const rows = Array.from({ length: 30000 }, (_, i) =>
      i === 29000 ? `${i},x,007` : `${i},,007`,
    );
    const t = parseCsv(`id,late,code\n${rows.join('\n')}`);
    expect(column(t, 'late').kind).toBe('factor');
    expect(cells(t, 'late')[29000]).toBe('x');
    expect(cells(t, 'late')[28999]).toBe(null);
    const late = rows.map((row) => row.replace(',x,', ',,')).concat('30000,,B7');
    expect(new Set(cells(parseCsv(`id,late,code\n${late.join('\n')}`), 'code'))).toEqual(
      new Set(['007', 'B7']),
    );
  });

  it('does not care how the text is cut into pieces', () => {
    const text = '\ufeffa,"b ""q"""\r\n1,"x\r\ny"\r\n"2",z\r\n\r\n3,"1"\r\n';
    const whole = parseCsv(text);
    for (let size = 1; size < text.length; size++) {
      const cut = text.match(new RegExp(`[^]{1,${size}}`, 'g')) as string[];
      expect(parseCsvPieces(() => cut)).toEqual(whole);
    }
  });

  it('says what is wrong and where', () => {
    expect(errorOf(() => parseCsv('a,b\n1,2\n"x\ny",2\n\n3\n4,5'))).toMatchObject({
      code: 'parse-csv',
      message: expect.stringContaining('line 6 has 1 cells but the header has 2'),
      detail: { line: 6, found: 1, expected: 2 },
    });
    expect(errorOf(() => parseCsv('a,b\n1,2,3')).detail).toEqual({
      line: 2,
      found: 3,
      expected: 2,
    });
    expect(errorOf(() => parseCsv('a,b\n1,"2\n3,4')).message).toMatch(
      /line 2: a quoted cell is never closed/,
    );
    expect(errorOf(() => parseCsv('a,b\n1,"2"x\n3,4')).message).toMatch(
      /line 2: text follows the closing quote/,
    );
    expect(errorOf(() => parseCsv('a,b\n1,2\n3,\0')).message).toMatch(/line 3 holds a NUL/);
    expect(errorOf(() => parseCsv('a,b,a\n1,2,3')).message).toMatch(
      /columns 1 and 3 are both named "a"/,
    );
    expect(errorOf(() => parseCsv('a,,c\n1,2,3')).message).toMatch(/column 2 of 3 has no name/);
    expect(errorOf(() => parseCsv('')).message).toMatch(/empty/);
    expect(errorOf(() => parseCsv('\n\n')).message).toMatch(/empty/);
    expect(errorOf(() => parseCsv('a,b\n')).code).toBe('no-rows');
    expect(errorOf(() => parseCsv('a,b\n1,2', { delimiter: '::' })).code).toBe('option');
  });

  it('finds the line of an error far down', () => {
    const rows = Array.from({ length: 50000 }, (_, i) => (i === 40000 ? '1' : `${i},"x\n${i}"`));
    expect(errorOf(() => parseCsv(`a,b\n${rows.join('\n')}`)).detail.line).toBe(80002);
  });

  it('gives back what was written', () => {
    const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .map((s) => `_${s.replace(/\r\n?|\0/g, '\n')}`);
    const number = fc.double({ noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, number), { minLength: 1 }), (rows) => {
        const shown = (x: number) => (Object.is(x, -0) ? '-0' : String(x));
        const lines = rows.map(([s, x]) => `${quoted(s)},${shown(x)}`);
        const t = parseCsv(`s,x\n${lines.join('\n')}\n`, { delimiter: ',' });
        expect(cells(t, 's')).toEqual(rows.map(([s]) => s));
        expect(cells(t, 'x')).toEqual(rows.map(([, x]) => x));
      }),
      { numRuns: 300 },
    );
  });
});
