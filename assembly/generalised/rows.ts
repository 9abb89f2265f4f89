import { getF, getI, setF, setI } from '../access';
import { alloc, allocF64, allocI32, mark, release } from '../arena';
import * as basis from '../rows/basis';
import * as incidence from '../rows/incidence';
import * as input from '../rows/input';
import { findStarts, fixedRows, randomRows, zStart } from '../rows/transform';
import { ROWS } from '../rows/triangle';

/**
 * The rows of a generalised model in the engine's basis, read anew whenever the weights change. They are sorted by the levels of
 * all factors, the factor with the fewest levels first, so that the rows of a level lie together (for one factor, and
 * for nested ones at each depth).
 *
 *     z  n × width   the columns of Z̃ of all factors, a row's numbers side by side; factor f from zStart[f]
 *     x  n × p       the columns of X̃
 *     order          sorted position → row as given
 */
export let n: i32 = 0;
export let p: i32 = 0;
export let width: i32 = 0;
export let z: usize = 0;
export let x: usize = 0;
export let y: usize = 0;
/** Trials, or rows that a row stands for. */
export let sizes: usize = 0;
export let offset: usize = 0;
export let order: usize = 0;
/** For each pair of factors the position of each row's entry in its incidence. */
let pairPositions: usize = 0;

/** First column of a factor in `z`. */
export function start(factor: i32): i32 {
  return getI(zStart, factor);
}

/** Level of each sorted row. */
export function codes(factor: i32): usize {
  return input.factorCodes(factor);
}

/** Entry of pair g to which each sorted row belongs. */
export function pairEntries(g: i32): usize {
  return <usize>getI(pairPositions, g);
}

/**
 * Transforms and sorts the rows of `input` after `findRowBasis`, and describes factors and pairs to the problem.
 *
 * @param sizesGiven n doubles, or 0 for ones
 * @param offsetGiven n doubles, or 0 for none
 * @param skipped columns of X̃, the first ones, that the linear predictor leaves out: the others are orthogonal to them
 */
export function storeRows(sizesGiven: usize, offsetGiven: usize, skipped: i32): void {
  n = input.n;
  p = basis.rank - skipped;
  findStarts();
  width = getI(zStart, input.factorCount);
  z = allocF64(<f64>n * <f64>width);
  x = allocF64(<f64>n * <f64>p);
  y = allocF64(<f64>n);
  sizes = allocF64(<f64>n);
  offset = allocF64(<f64>n);
  order = allocI32(n);
  const before = mark();
  const position = allocI32(n);
  sortRows();
  for (let i = 0; i < n; i++) setI(position, getI(order, i), i);
  const zBlock = alloc((<usize>(width * ROWS)) << 3);
  const xBlock = alloc((<usize>((basis.rank + 1) * ROWS)) << 3);
  for (let from = 0; from < n; from += ROWS) {
    const count = min(ROWS, n - from);
    fixedRows(0, from, count, xBlock);
    randomRows(0, from, count, zBlock);
    const to = position + ((<usize>from) << 2);
    place(count, width, zBlock, to, z);
    place(count, p, xBlock + ((<usize>(skipped * ROWS)) << 3), to, x);
  }
  const response = input.column(input.columnCount);
  for (let i = 0; i < n; i++) {
    const row = getI(order, i);
    setF(y, i, load<f64>(response + ((<usize>row) << 3)));
    setF(sizes, i, sizesGiven === 0 ? 1 : load<f64>(sizesGiven + ((<usize>row) << 3)));
    setF(offset, i, offsetGiven === 0 ? 0 : load<f64>(offsetGiven + ((<usize>row) << 3)));
  }
  for (let f = 0; f < input.factorCount; f++) sortCodes(input.factorCodes(f), position);
  release(before);
}

/** Another response for the same rows. */
export function setResponse(response: usize): void {
  for (let i = 0; i < n; i++) setF(y, i, getF(response, getI(order, i)));
}

/** Columns of a block of rows, ROWS apart, to rows of `count` columns side by side. */
export function place(rows: i32, columns: i32, block: usize, position: usize, target: usize): void {
  for (let i = 0; i < rows; i++) {
    const to = target + ((<usize>getI(position, i) * <usize>columns) << 3);
    for (let c = 0; c < columns; c++) {
      setF(to, c, load<f64>(block + ((<usize>(c * ROWS + i)) << 3)));
    }
  }
}

/** Stable counting sorts by one factor after the other, the one with the fewest levels last. */
export function sortRows(): void {
  const next = allocI32(n);
  for (let i = 0; i < n; i++) setI(order, i, i);
  const done = allocI32(input.factorCount);
  memory.fill(done, 0, (<usize>input.factorCount) << 2);
  for (let pass = 0; pass < input.factorCount; pass++) {
    let chosen = -1;
    for (let f = 0; f < input.factorCount; f++) {
      if (getI(done, f) === 1) continue;
      if (chosen < 0 || input.factorLevels(f) >= input.factorLevels(chosen)) chosen = f;
    }
    setI(done, chosen, 1);
    const before = mark();
    const levels = input.factorLevels(chosen);
    const code = input.factorCodes(chosen);
    const starts = allocI32(levels + 1);
    memory.fill(starts, 0, (<usize>(levels + 1)) << 2);
    for (let i = 0; i < n; i++) {
      const level = getI(code, i) + 1;
      setI(starts, level, getI(starts, level) + 1);
    }
    for (let level = 0; level < levels; level++) {
      setI(starts, level + 1, getI(starts, level + 1) + getI(starts, level));
    }
    for (let i = 0; i < n; i++) {
      const row = getI(order, i);
      const level = getI(code, row);
      const at = getI(starts, level);
      setI(next, at, row);
      setI(starts, level, at + 1);
    }
    memory.copy(order, next, (<usize>n) << 2);
    release(before);
  }
}

function sortCodes(code: usize, position: usize): void {
  const before = mark();
  const given = allocI32(n);
  memory.copy(given, code, (<usize>n) << 2);
  for (let i = 0; i < n; i++) setI(code, getI(position, i), getI(given, i));
  release(before);
}

/** Finds the incidence of each pair of factors; call once for each pair in turn. */
export function beginPairs(): void {
  pairPositions = allocI32((input.factorCount * (input.factorCount - 1)) / 2);
}

export function findPair(g: i32, first: i32, second: i32): void {
  incidence.findIncidence(first, second);
  setI(pairPositions, g, <i32>incidence.rowPair);
}
