import { addF, getF, getI } from '../access';
import * as input from './input';

/**
 * Sums over the rows of each level of a factor: d (k×k) += Σ z zᵀ and h (k×t, column-major) += Σ z xᵀ.
 *
 *     row i, `stride` bytes after the one before    │ z of all factors │ x: t columns of [X̃ ỹ] │
 *
 * Consecutive rows of one level, as data sorted by group have them, are a run: its sums stay in registers, where row by row each addition
 * would wait for the one before to come back from memory. Every sum adds its rows in their order either way, so that the bits are the
 * same. A run is read in chunks of four columns of x, which may go three numbers beyond the last row.
 */

/** Shorter runs are added row by row. */
const RUN: i32 = 4;

/** Adds a block of rows, from row `from` of the data on: z and x of the first, d of all levels from `diagonal`, h from `tail` on. */
export function addFactorRows(
  factor: i32,
  from: i32,
  count: i32,
  k: i32,
  z: usize,
  x: usize,
  t: i32,
  stride: usize,
  diagonal: usize,
  tail: usize,
): void {
  const square = (<usize>(k * k)) << 3;
  const side = (<usize>(k * t)) << 3;
  let code = input.factorCodes(factor) + ((<usize>from) << 2);
  let i = 0;
  while (i < count) {
    const level = <usize>load<i32>(code);
    const d = diagonal + level * square;
    const h = tail + level * side;
    const run = k > 2 ? 1 : runLength(code, count - i);
    if (run < RUN) {
      addRow(k, z, x, t, d, h);
      i++;
      code += 4;
      z += stride;
      x += stride;
      continue;
    }
    if (k === 1) addRunOfOne(run, stride, z, x, t, d, h);
    else addRunOfTwo(run, stride, z, x, t, d, h);
    i += run;
    code += (<usize>run) << 2;
    z += <usize>run * stride;
    x += <usize>run * stride;
  }
}

/** Rows from the first on that have its level, at most `most`. */
function runLength(code: usize, most: i32): i32 {
  const level = load<i32>(code);
  const all = i32x4.splat(level);
  let length = 1;
  while (length + 4 <= most) {
    const next = v128.load(code + ((<usize>length) << 2));
    if (!i32x4.all_true(i32x4.eq(next, all))) break;
    length += 4;
  }
  while (length < most && getI(code, length) === level) length++;
  return length;
}

function addRow(k: i32, z: usize, x: usize, t: i32, d: usize, h: usize): void {
  if (k === 1) {
    const own = load<f64>(z);
    store<f64>(d, load<f64>(d) + own * own);
    for (let j = 0; j < t; j++) addF(h, j, own * getF(x, j));
  } else if (k === 2) {
    const both = v128.load(z);
    addTwo(both, 2, z, d);
    addTwo(both, t, x, h);
  } else {
    addOuter(k, z, k, z, d);
    addOuter(k, z, t, x, h);
  }
}

/** C (2×n) += (a₀, a₁) bᵀ. */
function addTwo(a: v128, n: i32, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    v128.store(c, f64x2.add(v128.load(c), f64x2.mul(a, v128.load_splat<f64>(b))));
    b += 8;
    c += 16;
  }
}

/** C (m×n, column-major) += a bᵀ. */
export function addOuter(m: i32, a: usize, n: i32, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    const bj = getF(b, j);
    for (let i = 0; i < m; i++) {
      store<f64>(c, load<f64>(c) + getF(a, i) * bj);
      c += 8;
    }
  }
}

function addRunOfOne(
  run: i32,
  stride: usize,
  z: usize,
  x: usize,
  t: i32,
  d: usize,
  h: usize,
): void {
  let square = load<f64>(d);
  for (let j = 0; j < t; j += 4) {
    let low = v128.load(h);
    let high = v128.load(h, 16);
    let own = z;
    let column = x;
    for (let i = 0; i < run; i++) {
      const one = v128.load_splat<f64>(own);
      low = f64x2.add(low, f64x2.mul(one, v128.load(column)));
      high = f64x2.add(high, f64x2.mul(one, v128.load(column, 16)));
      if (j === 0) square += load<f64>(own) * load<f64>(own);
      own += stride;
      column += stride;
    }
    const left = t - j;
    if (left === 1) {
      v128.store64_lane(h, low, 0);
    } else {
      v128.store(h, low);
      if (left === 3) v128.store64_lane(h, high, 0, 16);
      else if (left > 3) v128.store(h, high, 16);
    }
    x += 32;
    h += 32;
  }
  store<f64>(d, square);
}

function addRunOfTwo(
  run: i32,
  stride: usize,
  z: usize,
  x: usize,
  t: i32,
  d: usize,
  h: usize,
): void {
  addColumns(run, stride, z, z, 2, d);
  for (let j = 0; j < t; j += 4) {
    addColumns(run, stride, z, x, t - j, h);
    x += 32;
    h += 64;
  }
}

/** C (2×n) += Σ z xᵀ over a run; n columns, at most four. */
function addColumns(run: i32, stride: usize, z: usize, x: usize, n: i32, c: usize): void {
  let first = v128.load(c);
  let second = v128.load(c, 16);
  if (n <= 2) {
    for (let i = 0; i < run; i++) {
      const both = v128.load(z);
      first = f64x2.add(first, f64x2.mul(both, v128.load_splat<f64>(x)));
      second = f64x2.add(second, f64x2.mul(both, v128.load_splat<f64>(x, 8)));
      z += stride;
      x += stride;
    }
    v128.store(c, first);
    if (n === 2) v128.store(c, second, 16);
    return;
  }
  let third = v128.load(c, 32);
  let fourth = v128.load(c, 48);
  for (let i = 0; i < run; i++) {
    const both = v128.load(z);
    first = f64x2.add(first, f64x2.mul(both, v128.load_splat<f64>(x)));
    second = f64x2.add(second, f64x2.mul(both, v128.load_splat<f64>(x, 8)));
    third = f64x2.add(third, f64x2.mul(both, v128.load_splat<f64>(x, 16)));
    fourth = f64x2.add(fourth, f64x2.mul(both, v128.load_splat<f64>(x, 24)));
    z += stride;
    x += stride;
  }
  v128.store(c, first);
  v128.store(c, second, 16);
  v128.store(c, third, 32);
  if (n > 3) v128.store(c, fourth, 48);
}
