import { getF, setF } from '../access';
import { allocZero, mark, release } from '../arena';
import * as input from './input';
import { ROWS } from './triangle';

/**
 * The triangle R of all distinct columns and the response from their products, where that costs no digits: a quarter of the work of
 * reflections.
 *
 * Columns are taken about their first number (the first column of a model with an intercept is constant), so that no origin enters the
 * products; their Cholesky factor is R as long as what is left of each column is not small beside it. R only chooses the basis: the products
 * of the second pass are taken in it as it is (CholeskyQR2; Yamamoto, Nakatsukasa, Yanagisawa & Fukaya 2015).
 *
 *     g  size×size, size = columnCount + 1, the response last; lower triangle of the products, then R, upper, column-major
 */

/** What must be left of the squared norm of every column. */
const LEFT: f64 = 1e-3;

/** The triangle of the columns as given, which `weightedTriangle` finds too, or 0 when reflections are needed. */
export function productTriangle(roots: usize): usize {
  const size = input.columnCount + 1;
  if (!isConstant(input.column(0))) return 0;
  const g = allocZero((<usize>(size * size)) << 3);
  const before = mark();
  const even = (size + 1) & ~1;
  const block = allocZero((<usize>(even * ROWS)) << 3);
  for (let from = 0; from < input.n; from += ROWS) {
    const count = min(ROWS, input.n - from);
    for (let j = 0; j < size; j++) {
      loadShifted(j, roots, from, count, block + ((<usize>(j * ROWS)) << 3));
    }
    addProducts(size, count, block, g);
  }
  release(before);
  return factor(size, g) ? g : 0;
}

function isConstant(x: usize): bool {
  const first = load<f64>(x);
  if (first === 0) return false;
  for (let i = 1; i < input.n; i++) if (getF(x, i) !== first) return false;
  return true;
}

/** Rows of a column less its first number, times the roots of the weights; the constant column as it is. Fills up to an even number of rows. */
function loadShifted(j: i32, roots: usize, from: i32, count: i32, target: usize): void {
  const x = input.column(j);
  const origin = j === 0 ? 0 : load<f64>(x);
  let at = x + ((<usize>from) << 3);
  if (roots === 0) {
    let i = 0;
    for (; i + 2 <= count; i += 2) {
      v128.store(target, f64x2.sub(v128.load(at), f64x2.splat(origin)));
      at += 16;
      target += 16;
    }
    if (i < count) {
      store<f64>(target, load<f64>(at) - origin);
      store<f64>(target, 0, 8);
    }
    return;
  }
  for (let i = 0; i < count; i++) setF(target, i, (getF(at, i) - origin) * getF(roots, from + i));
  if ((count & 1) === 1) setF(target, count, 0);
}

/** Adds the products of a block of columns, two columns by two at a time. */
function addProducts(size: i32, count: i32, block: usize, g: usize): void {
  const rows = (count + 1) & ~1;
  for (let j = 0; j < size; j += 2) {
    const b = block + ((<usize>(j * ROWS)) << 3);
    for (let i = j; i < size; i += 2) {
      const a = block + ((<usize>(i * ROWS)) << 3);
      addTile(rows, a, b, g + ((<usize>(j * size + i)) << 3), size, i + 1 < size, j + 1 < size);
    }
  }
}

/** C (2×2, leading dimension ld) += [a₀ a₁]ᵀ[b₀ b₁] over rows; the second row or column of C is left alone when it has none. */
function addTile(
  rows: i32,
  a: usize,
  b: usize,
  c: usize,
  ld: i32,
  twoRows: bool,
  twoColumns: bool,
): void {
  const stride = (<usize>ROWS) << 3;
  let x00 = f64x2.splat(0);
  let x10 = f64x2.splat(0);
  let x01 = f64x2.splat(0);
  let x11 = f64x2.splat(0);
  for (let i = 0; i < rows; i += 2) {
    const a0 = v128.load(a);
    const a1 = v128.load(a + stride);
    const b0 = v128.load(b);
    const b1 = v128.load(b + stride);
    x00 = f64x2.add(x00, f64x2.mul(a0, b0));
    x10 = f64x2.add(x10, f64x2.mul(a1, b0));
    x01 = f64x2.add(x01, f64x2.mul(a0, b1));
    x11 = f64x2.add(x11, f64x2.mul(a1, b1));
    a += 16;
    b += 16;
  }
  addSum(c, x00);
  if (twoRows) addSum(c + 8, x10);
  if (!twoColumns) return;
  c += (<usize>ld) << 3;
  addSum(c, x01);
  if (twoRows) addSum(c + 8, x11);
}

function addSum(c: usize, x: v128): void {
  store<f64>(c, load<f64>(c) + (f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1)));
}

/** Turns the products into R of the columns as given; false when a column has too little left, or is no number. */
function factor(size: i32, g: usize): bool {
  for (let j = 0; j < size; j++) {
    const own = g + ((<usize>(j * size)) << 3);
    let rest = getF(own, j);
    const whole = rest;
    for (let l = 0; l < j; l++) rest -= getF(own, l) * getF(own, l);
    if (!(rest > LEFT * whole && whole > 1e-180 && whole < 1e180)) return false;
    const root = Math.sqrt(rest);
    setF(own, j, root);
    for (let k = j + 1; k < size; k++) {
      const other = g + ((<usize>(k * size)) << 3);
      let sum = getF(own, k);
      for (let l = 0; l < j; l++) sum -= getF(own, l) * getF(other, l);
      setF(other, j, sum / root);
      setF(own, k, 0);
    }
  }
  const first = getF(g, 0) / load<f64>(input.column(0));
  for (let j = 1; j < size; j++) {
    const own = g + ((<usize>(j * size)) << 3);
    store<f64>(own, load<f64>(own) + first * load<f64>(input.column(j)));
  }
  return true;
}
