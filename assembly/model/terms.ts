import { getF, getI, setF, setI } from '../access';
import { alloc, allocI32, mark, release } from '../arena';
import { symmetricEigen } from '../dense/eigen';

/**
 * The random terms as blocks of θ: lower triangles, column by column.
 *
 *     table   [first parameter, size k] × count
 *     free    1 for each parameter that varies, 0 where a singular fit holds a whole column of a template at zero
 */
export let count: i32 = 0;
export let free: usize = 0;
let table: usize = 0;

/** Below this share of the largest variance (or of 1) a variance is a candidate for zero. */
const SMALL: f64 = 1e-5;

export function setTerms(total: i32, entries: usize, parameters: i32): void {
  count = total;
  table = entries;
  free = allocI32(parameters);
  freeAll(parameters);
}

export function freeAll(parameters: i32): void {
  for (let k = 0; k < parameters; k++) setI(free, k, 1);
}

export function start(term: i32): i32 {
  return getI(table, 2 * term);
}
export function size(term: i32): i32 {
  return getI(table, 2 * term + 1);
}

/** Position in θ of entry (r, c), r ≥ c, of a term's template. */
export function position(term: i32, r: i32, c: i32): i32 {
  const k = size(term);
  return start(term) + c * k - (c * (c - 1)) / 2 + (r - c);
}

/** A column of a template that is held at zero, or −1. */
export function zeroColumn(term: i32): i32 {
  for (let c = 0; c < size(term); c++) if (getI(free, position(term, c, c)) === 0) return c;
  return -1;
}

/**
 * Drops from the covariance of a term the directions whose variance is negligible, writes the template of what is left
 * (its Cholesky factor, with zero columns) into θ and marks the zero columns as not free.
 *
 * @returns whether there was such a direction
 */
export function dropSmall(term: i32, theta: usize): bool {
  const before = mark();
  const k = size(term);
  const bytes = (<usize>(k * k)) << 3;
  const sigma = alloc(bytes);
  const vectors = alloc(bytes);
  covariance(term, theta, sigma);
  symmetricEigen(k, sigma, vectors);
  let largest: f64 = 1;
  for (let i = 0; i < k; i++) largest = max(largest, getF(sigma, i * k + i));
  let dropped = false;
  for (let i = 0; i < k; i++) {
    if (getF(sigma, i * k + i) < SMALL * largest) {
      setF(sigma, i * k + i, 0);
      dropped = true;
    }
  }
  if (dropped) {
    const reduced = alloc(bytes);
    for (let j = 0; j < k; j++) {
      for (let i = 0; i < k; i++) {
        let sum: f64 = 0;
        for (let l = 0; l < k; l++) {
          sum += getF(vectors, l * k + i) * getF(sigma, l * k + l) * getF(vectors, l * k + j);
        }
        setF(reduced, j * k + i, sum);
      }
    }
    writeFactor(term, reduced, theta);
  }
  release(before);
  return dropped;
}

/** Σ = T Tᵀ of a term. */
export function covariance(term: i32, theta: usize, sigma: usize): void {
  const k = size(term);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) {
      let sum: f64 = 0;
      for (let c = 0; c <= min(i, j); c++) {
        sum += getF(theta, position(term, i, c)) * getF(theta, position(term, j, c));
      }
      setF(sigma, j * k + i, sum);
    }
  }
}

/** The Cholesky factor of a positive semidefinite matrix into θ; a vanishing pivot leaves its column zero and not free. */
export function writeFactor(term: i32, sigma: usize, theta: usize): void {
  const k = size(term);
  for (let c = 0; c < k; c++) {
    let pivot = getF(sigma, c * k + c);
    for (let l = 0; l < c; l++) pivot -= square(getF(theta, position(term, c, l)));
    const zero = !(pivot > 1e-10 * getF(sigma, c * k + c));
    const root = zero ? 0 : Math.sqrt(pivot);
    for (let r = c; r < k; r++) {
      const at = position(term, r, c);
      setI(free, at, zero ? 0 : 1);
      if (zero) {
        setF(theta, at, 0);
        continue;
      }
      let sum = getF(sigma, c * k + r);
      for (let l = 0; l < c; l++) {
        sum -= getF(theta, position(term, r, l)) * getF(theta, position(term, c, l));
      }
      setF(theta, at, r === c ? root : sum / root);
    }
  }
}

function square(x: f64): f64 {
  return x * x;
}

/** Gives every column of every template a non-negative diagonal. */
export function settleSigns(theta: usize): void {
  for (let term = 0; term < count; term++) {
    for (let c = 0; c < size(term); c++) {
      if (getF(theta, position(term, c, c)) >= 0) continue;
      for (let r = c; r < size(term); r++) {
        const at = position(term, r, c);
        setF(theta, at, -getF(theta, at));
      }
    }
  }
}
