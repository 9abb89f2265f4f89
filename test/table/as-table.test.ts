import { describe, expect, it } from 'vitest';
import { BlupError } from '../../src/errors/blup-error.ts';
import { asTable } from '../../src/table/as-table.ts';
import type { Table } from '../../src/table/table.ts';

const NA = Number.NaN;

function only(values: unknown) {
  return asTable({ v: values }).columns.get('v');
}

function numeric(...values: number[]) {
  return { kind: 'numeric', values: Float64Array.from(values) };
}

function factor(codes: number[], levels: string[]) {
  return { kind: 'factor', codes: Int32Array.from(codes), levels };
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof BlupError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('asTable with columns', () => {
  it('reads arrays and typed arrays', () => {
    expect(only([1, null, undefined, NA, -0.5])).toEqual(numeric(1, NA, NA, NA, -0.5));
    expect(only(Float32Array.of(1, 2.5))).toEqual(numeric(1, 2.5));
    expect(only(Uint8Array.of(1, 255))).toEqual(numeric(1, 255));
    expect(only(BigInt64Array.of(1n, -5n))).toEqual(numeric(1, -5));
    expect(only([1n, 2])).toEqual(numeric(1, 2));
    expect(only(['b', 'a', null, '', 'NA', 'b'])).toEqual(
      factor([1, 0, -1, -1, -1, 1], ['a', 'b']),
    );
    expect(only([true, false, null])).toEqual({ kind: 'logical', values: Int8Array.of(1, 0, -1) });
    expect(only([null, undefined, ''])).toEqual(numeric(NA, NA, NA));
    expect(only(new Array(2))).toEqual(numeric(NA, NA));
  });

  it('takes mixed columns for numbers only where all texts are numbers', () => {
    expect(only([1, '2.5', 'NA', null])).toEqual(numeric(1, 2.5, NA, NA));
    expect(only([true, 3])).toEqual(numeric(1, 3));
    expect(only([1, 'x', 0.1 + 0.2, true])).toEqual(
      factor([1, 3, 0, 2], ['0.3', '1', 'TRUE', 'x']),
    );
  });

  it('takes columns of text at their word', () => {
    expect(only(['1', '2', '10'])).toEqual(factor([0, 2, 1], ['1', '10', '2']));
    expect(only(['TRUE', 'FALSE'])).toEqual(factor([1, 0], ['FALSE', 'TRUE']));
  });

  it('counts dates in days', () => {
    const dates = [new Date('1970-01-02'), new Date('2020-01-01T12:00:00Z'), null, new Date(NA)];
    expect(only(dates)).toEqual(numeric(1, 18262.5, NA, NA));
    expect(() => only([new Date(0), 1])).toThrow(/mixes dates/);
  });

  it('copies what it is given', () => {
    const values = Float64Array.of(1, 2);
    const table = asTable({ values });
    values[0] = 99;
    expect(table.columns.get('values')).toEqual(numeric(1, 2));
  });

  it('reads ready columns and checks their codes', () => {
    const column = { kind: 'factor', codes: Int32Array.of(0, -1), levels: ['a'] } as const;
    expect(only(column)).toBe(column);
    const bad = { kind: 'factor', codes: Int32Array.of(0, 1), levels: ['a'] };
    expect(() => only(bad)).toThrow(/factor "v", row 2: code 1 has no level/);
  });

  it('takes any name', () => {
    const input = JSON.parse('{"__proto__": [1, 2], "constructor": ["a", "b"], "1": [3, 4]}');
    const table = asTable(input);
    expect(table.names).toEqual(['1', '__proto__', 'constructor']);
    expect(table.columns.get('__proto__')).toEqual(numeric(1, 2));
    expect(() => asTable({ '': [1] })).toThrow(/column 1 has no name/);
  });

  it('refuses what is no table', () => {
    for (const bad of [null, undefined, 3, true, () => 1, Symbol('x')]) {
      expect(codeOf(() => asTable(bad as never))).toBe('input');
    }
    for (const bad of [new Map(), new Set([1]), Float64Array.of(1), Promise.resolve(1)]) {
      expect(() => asTable(bad)).toThrow(/data must be an object of columns.*not a \w+/);
    }
    expect(() => asTable({})).toThrow(/no columns/);
    expect(() => asTable({ a: [1, 2], b: [1] })).toThrow(/"b" has 1 cells but "a" has 2/);
    expect(codeOf(() => asTable({ a: [], b: [] }))).toBe('no-rows');
    for (const bad of [3, 'text', null, {}, () => 1]) {
      expect(() => asTable({ a: bad })).toThrow(/column "a" must be an array/);
    }
    for (const bad of [{}, [1], () => 1, Symbol('x')]) {
      expect(() => asTable({ a: [1, bad] })).toThrow(/column "a", row 2: a cell must be/);
    }
    expect(() => asTable({ a: [2n ** 60n] })).toThrow(/too large for a number/);
    expect(() => asTable({ a: BigUint64Array.of(1n, 2n ** 60n) })).toThrow(/row 2/);
  });

  it('makes factors on demand', () => {
    const table = asTable(
      { a: [10, 9, NA, 1e5], b: [true, null, false, true] },
      { factors: ['a', 'b'] },
    );
    expect(table.columns.get('a')).toEqual(factor([1, 0, -1, 2], ['9', '10', '100000']));
    expect(table.columns.get('b')).toEqual(factor([1, -1, 0, 1], ['FALSE', 'TRUE']));
    expect(() => asTable({ school: [1] }, { factors: ['scholo'] })).toThrow(
      /did you mean "school"/,
    );
    expect(codeOf(() => asTable({ a: [1] }, { factors: 'a' as never }))).toBe('option');
  });
});

describe('asTable with other forms', () => {
  it('gives a table back', () => {
    const table = asTable({ a: [1, 2], g: ['x', 'y'] });
    expect(asTable(table)).toEqual(table);
    expect(asTable(structuredClone(table), { factors: ['a'] }).columns.get('a')?.kind).toBe(
      'factor',
    );
    const broken: Table = { ...table, names: ['zzz'] };
    expect(() => asTable(broken)).toThrow(/"zzz"/);
  });

  it('reads rows', () => {
    const table = asTable([
      { y: 1, g: 'a' },
      { g: 'b', y: 2 },
      { y: 3, z: true },
    ]);
    expect(table.names).toEqual(['y', 'g', 'z']);
    expect(table.columns.get('y')).toEqual(numeric(1, 2, 3));
    expect(table.columns.get('g')).toEqual(factor([0, 1, -1], ['a', 'b']));
    expect(table.columns.get('z')).toEqual({ kind: 'logical', values: Int8Array.of(-1, -1, 1) });
    const odd = asTable([JSON.parse('{"constructor": 1, "__proto__": 2}'), {}]);
    expect(odd.columns.get('constructor')).toEqual(numeric(1, NA));
    expect(odd.columns.get('__proto__')).toEqual(numeric(2, NA));
  });

  it('refuses bad rows', () => {
    expect(codeOf(() => asTable([]))).toBe('no-rows');
    expect(() => asTable([{ a: 1 }, null as never])).toThrow(/row 2 is null/);
    expect(() => asTable([[1, 2]])).toThrow(/row 1 is an array/);
    expect(() => asTable([1 as never])).toThrow(/row 1 is number/);
    expect(() => asTable([{}, {}])).toThrow(/no columns/);
  });

  it('reads CSV text but no path', () => {
    expect(asTable('a,b\n1,x\n', { factors: ['a'] }).columns.get('a')).toEqual(factor([0], ['1']));
    expect(() => asTable('data.csv')).toThrow(/"data.csv" is a single line.*readTable/);
    expect(codeOf(() => asTable(''))).toBe('input');
  });
});
