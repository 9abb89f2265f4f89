import { addF, getF, getI, setF, setI } from '../access';
import { alloc, allocI32, allocZero } from '../arena';
import { subtractProduct } from '../dense/product';
import * as basis from './basis';
import * as incidence from './incidence';
import * as input from './input';
import { findStarts, fixedRows, randomRows, rowsFirst, zStart } from './transform';
import { ROWS } from './triangle';

/**
 * A₀ = [Z̃ X̃ ỹ]ᵀW[Z̃ X̃ ỹ], summed in one pass over the rows in blocks of ROWS.
 *
 *     fixed          t×t, t = rank + 1, column-major                  [X̃ ỹ]ᵀW[X̃ ỹ]
 *     factor f, word 3f     diagonal   levels × (K×K)                 Z̃ₐᵀWZ̃ₐ
 *               word 3f + 1 tail       levels × (K×t), column-major   Z̃ₐᵀW[X̃ ỹ]
 *               word 3f + 2 K
 *     pair  g, word 5g      first,  + 1 second,  + 2 pointers,  + 3 index,  + 4 blocks: count × (K₁×K₂), column-major
 */
export let fixed: usize = 0;
export let factors: usize = 0;
export let pairs: usize = 0;
export let pairCount: i32 = 0;

/** For each pair the position in `index` of each row. */
let rowPairs: usize = 0;

/** Second pass, after `findRowBasis`. `roots` are the square roots of the weights, or 0. */
export function sumProducts(roots: usize): void {
  const t = basis.rank + 1;
  const f = input.factorCount;
  fixed = allocZero((<usize>(t * t)) << 3);
  factors = allocI32(3 * f);
  findStarts();
  for (let i = 0; i < f; i++) {
    const k = getI(zStart, i + 1) - getI(zStart, i);
    const levels = <usize>input.factorLevels(i);
    setI(factors, 3 * i, <i32>allocZero((levels * <usize>(k * k)) << 3));
    setI(factors, 3 * i + 1, <i32>allocZero((levels * <usize>(k * t)) << 3));
    setI(factors, 3 * i + 2, k);
  }
  pairCount = (f * (f - 1)) / 2;
  pairs = allocI32(5 * pairCount);
  rowPairs = allocI32(pairCount);
  let g = 0;
  for (let second = 1; second < f; second++) {
    for (let first = 0; first < second; first++) {
      preparePair(g, first, second);
      g++;
    }
  }
  const width = getI(zStart, f);
  const x = alloc((<usize>(t * ROWS)) << 3);
  const z = alloc((<usize>(width * ROWS)) << 3);
  const row = alloc((<usize>((width + t) * ROWS)) << 3);
  for (let from = 0; from < input.n; from += ROWS) {
    const count = min(ROWS, input.n - from);
    fixedRows(roots, from, count, x);
    randomRows(roots, from, count, z);
    rowsFirst(count, z, width, x, t, row);
    if (!basis.orthonormal) addFixedRows(count, row, width, t);
    for (let f = 0; f < input.factorCount; f++) addFactorRows(f, from, count, row, width, t);
    for (let g = 0; g < pairCount; g++) addPairRows(g, from, count, row, width + t);
  }
  finishFixed(t);
}

/**
 * Subtracts [X̃ ỹ]ᵀ[X̃ ỹ] of a block of rows from `fixed`: rows side by side are the columns of the transpose, whose product
 * with itself the kernel takes away.
 */
function addFixedRows(count: i32, row: usize, width: i32, t: i32): void {
  const own = row + ((<usize>width) << 3);
  subtractProduct(t, t, count, own, width + t, own, width + t, 1, fixed, t, true);
}

function finishFixed(t: i32): void {
  for (let j = 0; j < t; j++) {
    for (let i = j; i < t; i++) {
      const known = i === j ? <f64>input.n : 0;
      const value = basis.orthonormal ? known : -getF(fixed, j * t + i);
      setF(fixed, j * t + i, value);
      setF(fixed, i * t + j, value);
    }
  }
}

function preparePair(g: i32, first: i32, second: i32): void {
  incidence.findIncidence(first, second);
  setI(pairs, 5 * g, first);
  setI(pairs, 5 * g + 1, second);
  setI(pairs, 5 * g + 2, <i32>incidence.pointers);
  setI(pairs, 5 * g + 3, <i32>incidence.index);
  const size = input.factorSize(first) * input.factorSize(second);
  setI(pairs, 5 * g + 4, <i32>allocZero((<usize>incidence.count * <usize>size) << 3));
  setI(rowPairs, g, <i32>incidence.rowPair);
}

/** Number of pairs of levels that meet, of pair g. */
export function pairEntries(g: i32): i32 {
  const first = getI(pairs, 5 * g);
  return getI(<usize>getI(pairs, 5 * g + 2), input.factorLevels(first));
}

/** Adds z zᵀ and z xᵀ of a block of rows to the levels of one factor. */
export function addFactorRows(
  f: i32,
  from: i32,
  count: i32,
  rows: usize,
  width: i32,
  t: i32,
): void {
  const k = getI(factors, 3 * f + 2);
  const stride = (<usize>(width + t)) << 3;
  const diagonal = <usize>getI(factors, 3 * f);
  const tail = <usize>getI(factors, 3 * f + 1);
  const square = (<usize>(k * k)) << 3;
  const side = (<usize>(k * t)) << 3;
  let code = input.factorCodes(f) + ((<usize>from) << 2);
  let z = rows + ((<usize>getI(zStart, f)) << 3);
  let x = rows + ((<usize>width) << 3);
  for (let i = 0; i < count; i++) {
    const level = <usize>load<i32>(code);
    const d = diagonal + level * square;
    const h = tail + level * side;
    if (k === 1) {
      const own = load<f64>(z);
      store<f64>(d, load<f64>(d) + own * own);
      for (let j = 0; j < t; j++) addF(h, j, own * getF(x, j));
    } else if (k === 2) {
      const both = v128.load(z);
      outerTwo(both, 2, z, d);
      outerTwo(both, t, x, h);
    } else {
      outer(k, z, k, z, d);
      outer(k, z, t, x, h);
    }
    code += 4;
    z += stride;
    x += stride;
  }
}

/** Adds z₁ z₂ᵀ of a block of rows to the pairs of levels of two factors that meet. */
export function addPairRows(g: i32, from: i32, count: i32, rows: usize, length: i32): void {
  const first = getI(pairs, 5 * g);
  const second = getI(pairs, 5 * g + 1);
  const k1 = getI(factors, 3 * first + 2);
  const k2 = getI(factors, 3 * second + 2);
  const blocks = <usize>getI(pairs, 5 * g + 4);
  const bytes = (<usize>(k1 * k2)) << 3;
  const stride = (<usize>length) << 3;
  let pair = <usize>getI(rowPairs, g) + ((<usize>from) << 2);
  let a = rows + ((<usize>getI(zStart, first)) << 3);
  let b = rows + ((<usize>getI(zStart, second)) << 3);
  for (let i = 0; i < count; i++) {
    outer(k1, a, k2, b, blocks + <usize>load<i32>(pair) * bytes);
    pair += 4;
    a += stride;
    b += stride;
  }
}

/** C (2×n) += (a₀, a₁) bᵀ. */
function outerTwo(a: v128, n: i32, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    v128.store(c, f64x2.add(v128.load(c), f64x2.mul(a, v128.load_splat<f64>(b))));
    b += 8;
    c += 16;
  }
}

/** C (m×n, column-major) += a bᵀ. */
function outer(m: i32, a: usize, n: i32, b: usize, c: usize): void {
  for (let j = 0; j < n; j++) {
    const bj = getF(b, j);
    for (let i = 0; i < m; i++) {
      store<f64>(c, load<f64>(c) + getF(a, i) * bj);
      c += 8;
    }
  }
}
