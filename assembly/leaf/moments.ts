import { getF } from '../access';
import { alloc } from '../arena';
import * as problem from '../model/problem';
import * as groups from './groups';
import { accumulate, add, addMul, at, mul, put, sub, subMul } from './lanes';

/**
 * Sums over the groups from which gradient and Hessian with respect to Σ follow exactly, in f64x2; pairs of rows (r, s) of
 * K×K matrices are 00, 01, 11 (one entry when K = 1), e = Z̃ᵀV⁻¹(ỹ − X̃β̃) and R = E C Eᵀ:
 *
 *     sparse    Σ S − R        3       (R only for REML)
 *     squares   Σ e eᵀ         3
 *     products  Σ S_x W_y      9       W = −S + 2R + 2κ e eᵀ for the exact Hessian, κ e eᵀ for the average information
 *     grams     Σ E_rᵀ E_s     p×p for each of 00, 01, 11, column-major (only for the exact Hessian)
 *     slopes    Σ E_r e_s      p for each of 00, 01, 10, 11
 */
export let sparse: usize = 0;
export let squares: usize = 0;
export let products: usize = 0;
export let grams: usize = 0;
export let slopes: usize = 0;
let length: usize = 0;
let rows: usize = 0;
let images: usize = 0;

export function prepareMoments(): void {
  const p = problem.p;
  length = (<usize>(15 + 3 * p * p + 4 * p)) << 4;
  sparse = alloc(length);
  squares = sparse + (3 << 4);
  products = squares + (3 << 4);
  grams = products + (9 << 4);
  slopes = grams + ((<usize>(3 * p * p)) << 4);
  rows = alloc((<usize>(2 * (p + 1))) << 4);
  images = alloc((<usize>(2 * (p + 1))) << 4);
}

/**
 * Whether the Hessian is to be exact. Far from the optimum the average information is the better guide, since it is never
 * indefinite for want of curvature in the data; near it the exact Hessian converges quadratically.
 */
export let exact: bool = false;

export function useExact(yes: bool): void {
  exact = yes;
}

/** One pass over the groups; needs β̃, C^ββ and κ = d/r² at the current Σ. */
export function sumMoments(kappa: f64): void {
  memory.fill(sparse, 0, length);
  const p = problem.p;
  if (problem.size(0) === 1) {
    momentsOne(kappa);
  } else {
    momentsTwo(kappa);
    mirror(p, grams + ((<usize>(2 * p * p)) << 4));
  }
  mirror(p, grams);
}

export function momentsOne(kappa: f64): void {
  const p = problem.p;
  const one = f64x2.splat(1);
  const twice = f64x2.splat(exact ? 2 : 0);
  const own = f64x2.splat(exact ? 1 : 0);
  const weight = f64x2.splat(exact ? 2.0 * kappa : kappa);
  const variance = f64x2.splat(getF(groups.sigma, 0));
  let record = groups.records;
  for (let pair = 0; pair < groups.pairs; pair++) {
    const inverse = f64x2.div(one, addMul(one, at(record, 0), variance));
    const s = mul(at(record, 0), inverse);
    let e = mul(at(record, 1 + p), inverse);
    for (let j = 0; j < p; j++) {
      const x = mul(at(record, 1 + j), inverse);
      put(rows, j, x);
      e = subMul(e, x, f64x2.splat(getF(groups.beta, j)));
    }
    let w = subMul(mul(mul(weight, e), e), s, own);
    if (problem.reml) {
      const r = form(p, rows, rows);
      w = addMul(w, twice, r);
      accumulate(sparse, 0, sub(s, r));
    } else {
      accumulate(sparse, 0, s);
    }
    accumulate(squares, 0, mul(e, e));
    accumulate(products, 0, mul(s, w));
    if (exact) addSquare(p, rows, grams);
    addSlopes(p, rows, e, slopes);
    record += (<usize>groups.recordLength) << 4;
  }
}

export function momentsTwo(kappa: f64): void {
  const p = problem.p;
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  const twice = f64x2.splat(exact ? 2 : 0);
  const own = f64x2.splat(exact ? 1 : 0);
  const weight = f64x2.splat(exact ? 2.0 * kappa : kappa);
  const v00 = f64x2.splat(getF(groups.sigma, 0));
  const v01 = f64x2.splat(getF(groups.sigma, 1));
  const v11 = f64x2.splat(getF(groups.sigma, 2));
  const vd = f64x2.splat(getF(groups.sigma, 3));
  const second = rows + ((<usize>p) << 4);
  const block = (<usize>(p * p)) << 4;
  const line = (<usize>p) << 4;
  let record = groups.records;
  for (let pair = 0; pair < groups.pairs; pair++) {
    const d00 = at(record, 0);
    const d01 = at(record, 1);
    const d11 = at(record, 2);
    const dd = subMul(mul(d00, d11), d01, d01);
    const n00 = addMul(addMul(one, d00, v00), d01, v01);
    const n01 = addMul(mul(d00, v01), d01, v11);
    const n10 = addMul(mul(d01, v00), d11, v01);
    const n11 = addMul(addMul(one, d01, v01), d11, v11);
    const trace = sub(add(n00, n11), two);
    const inverse = f64x2.div(one, add(addMul(one, dd, vd), trace));
    const a = mul(inverse, n11);
    const b = mul(inverse, n01);
    const c = mul(inverse, n10);
    const d = mul(inverse, n00);
    const s00 = mul(inverse, addMul(d00, v11, dd));
    const s01 = mul(inverse, subMul(d01, v01, dd));
    const s11 = mul(inverse, addMul(d11, v00, dd));
    const y0 = at(record, 3 + 2 * p);
    const y1 = at(record, 4 + 2 * p);
    let e0 = subMul(mul(a, y0), b, y1);
    let e1 = subMul(mul(d, y1), c, y0);
    for (let j = 0; j < p; j++) {
      const h0 = at(record, 3 + 2 * j);
      const h1 = at(record, 4 + 2 * j);
      const x0 = subMul(mul(a, h0), b, h1);
      const x1 = subMul(mul(d, h1), c, h0);
      const by = f64x2.splat(getF(groups.beta, j));
      put(rows, j, x0);
      put(second, j, x1);
      e0 = subMul(e0, x0, by);
      e1 = subMul(e1, x1, by);
    }
    const q00 = mul(e0, e0);
    const q01 = mul(e0, e1);
    const q11 = mul(e1, e1);
    let w00 = subMul(mul(weight, q00), s00, own);
    let w01 = subMul(mul(weight, q01), s01, own);
    let w11 = subMul(mul(weight, q11), s11, own);
    accumulate(sparse, 0, s00);
    accumulate(sparse, 1, s01);
    accumulate(sparse, 2, s11);
    if (problem.reml) {
      image(p, rows, images);
      image(p, second, images + line);
      const r00 = product(p, rows, images);
      const r01 = product(p, rows, images + line);
      const r11 = product(p, second, images + line);
      w00 = addMul(w00, twice, r00);
      w01 = addMul(w01, twice, r01);
      w11 = addMul(w11, twice, r11);
      put(sparse, 0, sub(at(sparse, 0), r00));
      put(sparse, 1, sub(at(sparse, 1), r01));
      put(sparse, 2, sub(at(sparse, 2), r11));
    }
    accumulate(squares, 0, q00);
    accumulate(squares, 1, q01);
    accumulate(squares, 2, q11);
    accumulate(products, 0, mul(s00, w00));
    accumulate(products, 1, mul(s00, w01));
    accumulate(products, 2, mul(s00, w11));
    accumulate(products, 3, mul(s01, w00));
    accumulate(products, 4, mul(s01, w01));
    accumulate(products, 5, mul(s01, w11));
    accumulate(products, 6, mul(s11, w00));
    accumulate(products, 7, mul(s11, w01));
    accumulate(products, 8, mul(s11, w11));
    if (exact) {
      addSquare(p, rows, grams);
      addGram(p, rows, second, grams + block);
      addSquare(p, second, grams + (block << 1));
    }
    addSlopes(p, rows, e0, slopes);
    addSlopes(p, rows, e1, slopes + line);
    addSlopes(p, second, e0, slopes + (line << 1));
    addSlopes(p, second, e1, slopes + (line << 1) + line);
    record += (<usize>groups.recordLength) << 4;
  }
}

/** x C xᵀ for a row of p. */
function form(p: i32, x: usize, y: usize): v128 {
  image(p, x, images);
  return product(p, y, images);
}

/** C x. */
function image(p: i32, x: usize, out: usize): void {
  let column = groups.fixedInverse;
  for (let i = 0; i < p; i++) {
    let sum = f64x2.splat(0);
    for (let j = 0; j < p; j++) sum = addMul(sum, at(x, j), f64x2.splat(getF(column, j)));
    put(out, i, sum);
    column += (<usize>p) << 3;
  }
}

function product(p: i32, x: usize, y: usize): v128 {
  let sum = f64x2.splat(0);
  for (let j = 0; j < p; j++) sum = addMul(sum, at(x, j), at(y, j));
  return sum;
}

/** sums (p×p, column-major) += xᵀy. */
function addGram(p: i32, x: usize, y: usize, target: usize): void {
  for (let j = 0; j < p; j++) {
    const by = at(y, j);
    for (let i = 0; i < p; i++) {
      accumulate(target, i, mul(at(x, i), by));
    }
    target += (<usize>p) << 4;
  }
}

/** sums += xᵀx on and above the diagonal. */
function addSquare(p: i32, x: usize, target: usize): void {
  for (let j = 0; j < p; j++) {
    const by = at(x, j);
    for (let i = 0; i <= j; i++) accumulate(target, i, mul(at(x, i), by));
    target += (<usize>p) << 4;
  }
}

/** Fills up what `addSquare` leaves out. */
function mirror(p: i32, target: usize): void {
  for (let j = 0; j < p; j++) {
    for (let i = j + 1; i < p; i++) put(target, j * p + i, at(target, i * p + j));
  }
}

function addSlopes(p: i32, x: usize, e: v128, target: usize): void {
  for (let j = 0; j < p; j++) accumulate(target, j, mul(at(x, j), e));
}
