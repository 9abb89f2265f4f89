import { addF, getF, getI, setF, setI } from '../access';
import { alloc, allocI32, allocZero, mark, release } from '../arena';
import { subtractProduct } from '../dense/product';
import { addScaled, addTwoScaled } from '../dense/vector';
import * as basis from './basis';
import * as incidence from './incidence';
import * as input from './input';
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

export let zStart: usize = 0;
let rowPairs: usize = 0;

/** Finds where the columns of Z̃ of each factor stand, side by side; the last entry is their number. */
export function findStarts(): void {
  zStart = allocI32(input.factorCount + 1);
  setI(zStart, 0, 0);
  for (let f = 0; f < input.factorCount; f++) {
    setI(zStart, f + 1, getI(zStart, f) + input.factorSize(f));
  }
}

/** Second pass: call after `findBasis`. */
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

/** X̃ and ỹ of a block of rows by forward substitution: what is constant over rows stays exactly constant. */
export function fixedRows(roots: usize, from: i32, count: i32, x: usize): void {
  const rank = basis.rank;
  let column = 0;
  for (let j = 0; j <= input.p; j++) {
    const last = j === input.p;
    if (!last && getI(basis.xKept, j) === 0) continue;
    const target = x + ((<usize>(column * ROWS)) << 3);
    input.loadRows(last ? input.columnCount : input.xColumn(j), roots, from, count, target);
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
      input.loadRows(input.termColumn(start + c), roots, from, count, target);
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
