import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ContrastSpec, contrastMatrix, dummyMatrix } from '../../src/frame/contrasts.ts';

interface Matrix {
  names: string[] | null;
  rows: number[][];
}

const reference = JSON.parse(
  readFileSync(new URL('../reference/bases.json', import.meta.url), 'utf8'),
).contrasts as Record<string, Matrix>;
const four = ['a', 'b', 'c', 'd'];

function expectMatrix(spec: ContrastSpec, levels: string[], wanted: Matrix): void {
  const { names, rows } = contrastMatrix(spec, levels);
  expect(names).toEqual(wanted.names ?? wanted.rows[0].map((_, j) => String(j + 1)));
  rows.forEach((row, i) => {
    row.forEach((v, j) => {
      expect(Math.abs(v - wanted.rows[i][j])).toBeLessThan(1e-14);
    });
  });
  expect(rows.map((row) => row.length)).toEqual(wanted.rows.map((row) => row.length));
}

describe('contrastMatrix', () => {
  it('agrees with R', () => {
    expectMatrix('treatment', four, reference.treatment);
    expectMatrix({ kind: 'treatment', base: 3 }, four, reference.treatmentBase);
    expectMatrix({ kind: 'treatment', base: 'c' }, four, reference.treatmentBase);
    expectMatrix('SAS', four, reference.SAS);
    expectMatrix('sum', four, reference.sum);
    expectMatrix('helmert', four, reference.helmert);
    expectMatrix('poly', ['x', 'y'], reference.poly2);
    expectMatrix('poly', four, reference.poly4);
    expectMatrix('poly', [...four, 'e', 'f'], reference.poly6);
    expectMatrix({ kind: 'poly', scores: [1, 2, 4, 8] }, four, reference.polyScores);
  });

  it('stays orthogonal with many levels', () => {
    const levels = Array.from({ length: 90 }, (_, i) => String(i));
    const { rows, names } = contrastMatrix('poly', levels);
    expect(names.at(-1)).toBe('^89');
    let worst = 0;
    for (let j = 0; j < 89; j++) {
      for (let k = 0; k < 89; k++) {
        const product = rows.reduce((s, row) => s + row[j] * row[k], 0);
        worst = Math.max(worst, Math.abs(product - (j === k ? 1 : 0)));
      }
    }
    expect(worst).toBeLessThan(1e-13);
  });

  it('takes a matrix', () => {
    const rows = [
      [1, 0],
      [-1, 1],
      [0, -1],
    ];
    expect(contrastMatrix({ kind: 'custom', rows }, ['a', 'b', 'c'])).toEqual({
      names: ['1', '2'],
      rows,
    });
    const named = contrastMatrix({ kind: 'custom', rows, names: ['.p', '.q'] }, ['a', 'b', 'c']);
    expect(named.names).toEqual(['.p', '.q']);
  });

  it('codes without contrasts', () => {
    expect(dummyMatrix(['a', 'b'])).toEqual({
      names: ['a', 'b'],
      rows: [
        [1, 0],
        [0, 1],
      ],
    });
  });

  it('refuses what does not fit', () => {
    expect(() => contrastMatrix('sum', ['only'])).toThrow(/only the level "only"/);
    expect(() => contrastMatrix('sum', [])).toThrow(/no level/);
    expect(() => contrastMatrix({ kind: 'treatment', base: 'e' }, four)).toThrow(/base "e"/);
    expect(() => contrastMatrix({ kind: 'treatment', base: 5 }, four)).toThrow(/base 5/);
    expect(() => contrastMatrix({ kind: 'poly', scores: [1, 1, 2, 3] }, four)).toThrow(
      /different scores/,
    );
    expect(() => contrastMatrix({ kind: 'custom', rows: [[1], [2]] }, four)).toThrow(/4 rows/);
    expect(() => contrastMatrix({ kind: 'custom', rows: [[1], [Number.NaN]] }, ['a', 'b'])).toThrow(
      /finite/,
    );
    expect(() =>
      contrastMatrix({ kind: 'custom', rows: [[1], [2]], names: [] }, ['a', 'b']),
    ).toThrow(/names/);
    expect(() => contrastMatrix('helmet' as ContrastSpec, four)).toThrow(/did you mean "helmert"/);
  });
});
