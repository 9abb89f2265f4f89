import { getF, getI, setF, setI } from '../access';
import { allocI32, mark, release } from '../arena';
import { addScaled, addTwoScaled } from '../dense/vector';
import * as basis from './basis';
import * as input from './input';
import { loadRows } from './scales';
import { ROWS } from './triangle';

// Rows in the engine's basis: blocks of at most ROWS rows are transformed column by column, columns ROWS apart.

/** For each factor the first of its columns of Z̃, those of all factors side by side; the last entry is their number. */
export let zStart: usize = 0;

/** Finds `zStart`. */
export function findStarts(): void {
  zStart = allocI32(input.factorCount + 1);
  setI(zStart, 0, 0);
  for (let f = 0; f < input.factorCount; f++) {
    setI(zStart, f + 1, getI(zStart, f) + input.factorSize(f));
  }
}

/** X̃ and ỹ of a block of rows by forward substitution: what is constant over rows stays exactly constant. */
export function fixedRows(roots: usize, from: i32, count: i32, x: usize): void {
  const rank = basis.rank;
  let column = 0;
  for (let j = 0; j <= input.p; j++) {
    const last = j === input.p;
    if (!last && getI(basis.xKept, j) === 0) continue;
    const target = x + ((<usize>(column * ROWS)) << 3);
    loadRows(last ? input.columnCount : input.xColumn(j), roots, from, count, target);
    const r = last ? basis.xResponse : basis.xTriangle + ((<usize>(column * rank)) << 3);
    const done = last ? rank : column;
    let i = 0;
    for (; i + 2 <= done; i += 2) {
      const one = x + ((<usize>(i * ROWS)) << 3);
      addTwoScaled(count, -getF(r, i), one, -getF(r, i + 1), one + (ROWS << 3), target);
    }
    if (i < done) addScaled(count, -getF(r, i), x + ((<usize>(i * ROWS)) << 3), target);
    divide(count, target, last ? basis.scale : getF(r, column));
    column++;
  }
}

/** Z̃ of a block of rows, by forward substitution too: the columns of factor after factor. */
export function randomRows(roots: usize, from: i32, count: i32, z: usize): void {
  let triangle = basis.termTriangles;
  const next = mark();
  const filled = allocI32(input.factorCount);
  for (let f = 0; f < input.factorCount; f++) setI(filled, f, getI(zStart, f));
  for (let t = 0; t < input.termCount; t++) {
    const k = input.termSize(t);
    const start = input.termStart(t);
    const factor = input.termFactor(t);
    const base = getI(filled, factor);
    for (let c = 0; c < k; c++) {
      const target = z + ((<usize>((base + c) * ROWS)) << 3);
      loadRows(input.termColumn(start + c), roots, from, count, target);
      for (let i = 0; i < c; i++) {
        const r = getF(triangle, c * k + i);
        if (r !== 0) addScaled(count, -r, z + ((<usize>((base + i) * ROWS)) << 3), target);
      }
      divide(count, target, getF(triangle, c * k + c));
    }
    setI(filled, factor, base + k);
    triangle += (<usize>(k * k)) << 3;
  }
  release(next);
}

function divide(count: i32, x: usize, by: f64): void {
  const inverse = 1.0 / by;
  for (let i = 0; i < count; i++) setF(x, i, getF(x, i) * inverse);
}

/** Puts z and x of each row next to each other: row i at [i·(width + t)]. */
export function rowsFirst(count: i32, z: usize, width: i32, x: usize, t: i32, out: usize): void {
  const stride = (<usize>(width + t)) << 3;
  for (let c = 0; c < width + t; c++) {
    let from =
      c < width ? z + ((<usize>(c * ROWS)) << 3) : x + ((<usize>((c - width) * ROWS)) << 3);
    let to = out + ((<usize>c) << 3);
    for (let i = 0; i < count; i++) {
      store<f64>(to, load<f64>(from));
      from += 8;
      to += stride;
    }
  }
}
