import { describe, expect, it } from 'vitest';
import { asTable } from '../../src/table/as-table.ts';

const NA = Number.NaN;

interface Vector {
  length: number;
  nullCount: number;
  type: { typeId: number };
  data?: unknown[];
  get?(i: number): unknown;
  at?(i: number): unknown;
  toArray?(): unknown;
}

function vector(cells: unknown[], typeId: number, extra: Partial<Vector> = {}): Vector {
  const nullCount = cells.filter((c) => c === null).length;
  return { length: cells.length, nullCount, type: { typeId }, get: (i) => cells[i], ...extra };
}

function arrow(columns: [string, Vector][]) {
  return {
    numRows: columns[0][1].length,
    numCols: columns.length,
    schema: { fields: columns.map(([name]) => ({ name })) },
    getChild: (name: string) => columns.find((c) => c[0] === name)?.[1] ?? null,
    getChildAt: (i: number) => columns[i]?.[1] ?? null,
  };
}

function dictionary(
  chunks: { keys: number[]; nulls?: number[]; words: (string | null)[] }[],
): Vector {
  const cells = chunks.flatMap((c) =>
    c.keys.map((k, i) => (c.nulls?.includes(i) ? null : c.words[k])),
  );
  const data = chunks.map(({ keys, nulls = [], words }) => ({
    length: keys.length,
    nullCount: nulls.length,
    values: Int32Array.from(keys),
    dictionary: vector(words, 5),
    getValid: (i: number) => !nulls.includes(i),
  }));
  const get = () => {
    throw new Error('cells of a dictionary column must not be read one by one');
  };
  return vector(cells, -1, { data, get });
}

describe('asTable with Arrow-like tables', () => {
  it('reads numbers, text, truth values and nulls', () => {
    const table = asTable(
      arrow([
        ['x', vector([1, 2, 3], 3, { toArray: () => Float64Array.of(1, 2, 3) })],
        ['n', vector([1, null, 3], 3, { toArray: () => Float64Array.of(1, 0, 3) })],
        ['i', vector([1n, 2n, 3n], 2, { toArray: () => BigInt64Array.of(1n, 2n, 3n) })],
        ['h', vector([0.5, 1, 2], 3, { toArray: () => Uint16Array.of(14336, 15360, 16384) })],
        ['s', vector(['b', null, 'a'], 5)],
        ['l', vector([true, false, null], 6, { toArray: () => Uint8Array.of(1) })],
      ]),
    );
    expect(table.names).toEqual(['x', 'n', 'i', 'h', 's', 'l']);
    const values = (name: string) => table.columns.get(name);
    expect(values('x')).toEqual({ kind: 'numeric', values: Float64Array.of(1, 2, 3) });
    expect(values('n')).toEqual({ kind: 'numeric', values: Float64Array.of(1, NA, 3) });
    expect(values('i')).toEqual({ kind: 'numeric', values: Float64Array.of(1, 2, 3) });
    expect(values('h')).toEqual({ kind: 'numeric', values: Float64Array.of(0.5, 1, 2) });
    expect(values('s')).toEqual({
      kind: 'factor',
      codes: Int32Array.of(1, -1, 0),
      levels: ['a', 'b'],
    });
    expect(values('l')).toEqual({ kind: 'logical', values: Int8Array.of(1, 0, -1) });
  });

  it('maps dictionaries once, over chunks, without unused words', () => {
    const column = dictionary([
      { keys: [1, 0, 1], words: ['x', 'c', 'unused'], nulls: [1] },
      { keys: [2, 0, 1], words: ['a', 'c', 'NA'] },
    ]);
    expect(asTable(arrow([['g', column]])).columns.get('g')).toEqual({
      kind: 'factor',
      codes: Int32Array.of(1, -1, 1, -1, 0, 1),
      levels: ['a', 'c'],
    });
  });

  it('falls back to cells where validity cannot be reached, and reads at() too', () => {
    const words = ['u', null, 'v'];
    const data = [
      { length: 3, nullCount: 1, values: Int8Array.of(0, 0, 1), dictionary: vector(['u', 'v'], 5) },
    ];
    const { get: _, ...column } = vector(words, -1, { data, at: (i) => words[i] });
    expect(asTable(arrow([['g', column]])).columns.get('g')).toEqual({
      kind: 'factor',
      codes: Int32Array.of(0, -1, 1),
      levels: ['u', 'v'],
    });
  });

  it('counts dates and timestamps in days', () => {
    const table = asTable(
      arrow([
        ['d', vector([86_400_000, null], 8)],
        ['t', vector([43_200_000, 0], 10, { toArray: () => BigInt64Array.of(1n, 2n) })],
        ['o', vector([new Date(86_400_000), null], 8)],
      ]),
    );
    expect(table.columns.get('d')).toEqual({ kind: 'numeric', values: Float64Array.of(1, NA) });
    expect(table.columns.get('t')).toEqual({ kind: 'numeric', values: Float64Array.of(0.5, 0) });
    expect(table.columns.get('o')).toEqual({ kind: 'numeric', values: Float64Array.of(1, NA) });
  });

  it('refuses doubled names and absent columns', () => {
    const x = vector([1], 3);
    expect(() =>
      asTable(
        arrow([
          ['x', x],
          ['x', x],
        ]),
      ),
    ).toThrow(/"x" occurs twice/);
    const broken = { ...arrow([['x', x]]), getChild: () => null, getChildAt: () => null };
    expect(() => asTable(broken)).toThrow(/names a column "x" but does not hold it/);
  });

  it('takes vectors as columns of an object', () => {
    const table = asTable({
      x: vector([1, null], 3),
      g: dictionary([{ keys: [0, 0], words: ['a'] }]),
    });
    expect(table.columns.get('x')).toEqual({ kind: 'numeric', values: Float64Array.of(1, NA) });
    expect(table.columns.get('g')?.kind).toBe('factor');
  });
});

describe('asTable with Arquero-like tables', () => {
  const data: Record<string, unknown[]> = { y: [1, null, 3], g: ['a', 'b', 'a'] };

  it('reads by array, or by getter', () => {
    const byArray = { columnNames: () => ['y', 'g'], array: (name: string) => data[name] };
    const byGetter = {
      columnNames: () => ['y', 'g'],
      numRows: () => 3,
      getter: (name: string) => (i: number) => data[name][i],
    };
    for (const table of [asTable(byArray), asTable(byGetter)]) {
      expect(table.columns.get('y')).toEqual({
        kind: 'numeric',
        values: Float64Array.of(1, NA, 3),
      });
      expect(table.columns.get('g')).toMatchObject({ codes: Int32Array.of(0, 1, 0) });
    }
  });
});
