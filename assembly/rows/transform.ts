import { getF, getI, setI } from '../access';
import { allocI32, mark, release } from '../arena';
import * as basis from './basis';
import * as input from './input';
import { columnScale, loadRows } from './scales';
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
    const source = rowsOf(last ? input.columnCount : input.xColumn(j), roots, from, count, target);
    const r = last ? basis.xResponse : basis.xTriangle + ((<usize>(column * rank)) << 3);
    const done = last ? rank : column;
    reduce(count, source, done, r, x, last ? basis.scale : getF(r, column), target);
    column++;
  }
}

/** The columns of Z̃ of a block of rows, factor by factor. */
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
    const own = z + ((<usize>(base * ROWS)) << 3);
    for (let c = 0; c < k; c++) {
      const target = own + ((<usize>(c * ROWS)) << 3);
      const source = rowsOf(input.termColumn(start + c), roots, from, count, target);
      const r = triangle + ((<usize>(c * k)) << 3);
      reduce(count, source, c, r, own, getF(r, c), target);
    }
    setI(filled, factor, base + k);
    triangle += (<usize>(k * k)) << 3;
  }
  release(next);
}

/** Where rows of a column can be read: in place, or scaled and weighted in `target`. */
function rowsOf(column: i32, roots: usize, from: i32, count: i32, target: usize): usize {
  if (roots === 0 && columnScale(column) === 1.0) {
    return input.column(column) + ((<usize>from) << 3);
  }
  loadRows(column, roots, from, count, target);
  return target;
}

/** target = (source − Σ rᵢ xᵢ) / by over the `done` columns before it, ROWS apart from x on; target may be source. */
function reduce(
  count: i32,
  source: usize,
  done: i32,
  r: usize,
  x: usize,
  by: f64,
  target: usize,
): void {
  const inverse = 1.0 / by;
  if (done === 0) {
    scale(count, source, inverse, target);
    return;
  }
  const stride = (<usize>ROWS) << 3;
  let i = 0;
  for (; i + 2 <= done; i += 2) {
    const factor = i + 2 === done ? inverse : 1.0;
    subtractTwo(count, source, getF(r, i), x, getF(r, i + 1), x + stride, factor, target);
    source = target;
    x += stride << 1;
  }
  if (i < done) subtractOne(count, source, getF(r, i), x, inverse, target);
}

function scale(count: i32, source: usize, factor: f64, target: usize): void {
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    v128.store(target, f64x2.mul(v128.load(source), f64x2.splat(factor)));
    source += 16;
    target += 16;
  }
  if (i < count) store<f64>(target, load<f64>(source) * factor);
}

/** target = (source − f·x) · factor */
function subtractOne(
  count: i32,
  source: usize,
  f: f64,
  x: usize,
  factor: f64,
  target: usize,
): void {
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const rest = f64x2.sub(v128.load(source), f64x2.mul(f64x2.splat(f), v128.load(x)));
    v128.store(target, f64x2.mul(rest, f64x2.splat(factor)));
    source += 16;
    x += 16;
    target += 16;
  }
  if (i < count) store<f64>(target, (load<f64>(source) - f * load<f64>(x)) * factor);
}

/** target = (source − f·x − g·z) · factor */
function subtractTwo(
  count: i32,
  source: usize,
  f: f64,
  x: usize,
  g: f64,
  z: usize,
  factor: f64,
  target: usize,
): void {
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    const rest = f64x2.sub(v128.load(source), f64x2.mul(f64x2.splat(f), v128.load(x)));
    const left = f64x2.sub(rest, f64x2.mul(f64x2.splat(g), v128.load(z)));
    v128.store(target, f64x2.mul(left, f64x2.splat(factor)));
    source += 16;
    x += 16;
    z += 16;
    target += 16;
  }
  if (i < count) {
    store<f64>(target, (load<f64>(source) - f * load<f64>(x) - g * load<f64>(z)) * factor);
  }
}

/** Puts z and x of each row next to each other: row i at [i·(width + t)]. */
export function rowsFirst(count: i32, z: usize, width: i32, x: usize, t: i32, out: usize): void {
  const stride = (<usize>(width + t)) << 3;
  let c = 0;
  for (; c + 2 <= width + t; c += 2) {
    let a = columnOf(c, z, width, x);
    let b = columnOf(c + 1, z, width, x);
    let to = out + ((<usize>c) << 3);
    let i = 0;
    for (; i + 2 <= count; i += 2) {
      const first = v128.load(a);
      const second = v128.load(b);
      v128.store(to, v128.shuffle<i64>(first, second, 0, 2));
      v128.store(to + stride, v128.shuffle<i64>(first, second, 1, 3));
      a += 16;
      b += 16;
      to += stride << 1;
    }
    if (i < count) {
      store<f64>(to, load<f64>(a));
      store<f64>(to, load<f64>(b), 8);
    }
  }
  if (c < width + t) {
    let from = columnOf(c, z, width, x);
    let to = out + ((<usize>c) << 3);
    for (let i = 0; i < count; i++) {
      store<f64>(to, load<f64>(from));
      from += 8;
      to += stride;
    }
  }
}

function columnOf(c: i32, z: usize, width: i32, x: usize): usize {
  return c < width ? z + ((<usize>(c * ROWS)) << 3) : x + ((<usize>((c - width) * ROWS)) << 3);
}
