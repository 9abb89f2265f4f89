/**
 * Sums over runs: consecutive rows of one level, as data sorted by group have them. The sums stay in registers from the first row of a
 * run to its last, where row by row each addition would wait for the one before to come back from memory. Every sum adds its rows in
 * their order, so that runs and single rows give the same bits.
 *
 * Rows stand `stride` bytes apart: z the one or two coefficients of the factor, x the t columns of [X̃ ỹ].
 */

/** Shorter runs are added row by row. */
export const RUN: i32 = 4;

/** d += Σ z², h (1×t) += Σ z xᵀ over `count` rows, one coefficient a level. */
export function addRunOfOne(
  count: i32,
  stride: usize,
  z: usize,
  x: usize,
  t: i32,
  d: usize,
  h: usize,
): void {
  addProducts(count, stride, z, z, d);
  let j = 0;
  for (; j + 4 <= t; j += 4) {
    addFourProducts(count, stride, z, x, h);
    x += 32;
    h += 32;
  }
  if (j + 2 <= t) {
    addTwoProducts(count, stride, z, x, h);
    j += 2;
    x += 16;
    h += 16;
  }
  if (j < t) addProducts(count, stride, z, x, h);
}

function addProducts(count: i32, stride: usize, z: usize, x: usize, c: usize): void {
  let sum = load<f64>(c);
  for (let i = 0; i < count; i++) {
    sum += load<f64>(z) * load<f64>(x);
    z += stride;
    x += stride;
  }
  store<f64>(c, sum);
}

function addTwoProducts(count: i32, stride: usize, z: usize, x: usize, c: usize): void {
  let sums = v128.load(c);
  for (let i = 0; i < count; i++) {
    sums = f64x2.add(sums, f64x2.mul(v128.load_splat<f64>(z), v128.load(x)));
    z += stride;
    x += stride;
  }
  v128.store(c, sums);
}

function addFourProducts(count: i32, stride: usize, z: usize, x: usize, c: usize): void {
  let low = v128.load(c);
  let high = v128.load(c, 16);
  for (let i = 0; i < count; i++) {
    const own = v128.load_splat<f64>(z);
    low = f64x2.add(low, f64x2.mul(own, v128.load(x)));
    high = f64x2.add(high, f64x2.mul(own, v128.load(x, 16)));
    z += stride;
    x += stride;
  }
  v128.store(c, low);
  v128.store(c, high, 16);
}

/** d (2×2) += Σ z zᵀ, h (2×t) += Σ z xᵀ over `count` rows, two coefficients a level. */
export function addRunOfTwo(
  count: i32,
  stride: usize,
  z: usize,
  x: usize,
  t: i32,
  d: usize,
  h: usize,
): void {
  addTwoOuter(count, stride, z, z, d);
  let j = 0;
  for (; j + 4 <= t; j += 4) {
    addFourOuter(count, stride, z, x, h);
    x += 32;
    h += 64;
  }
  if (j + 2 <= t) {
    addTwoOuter(count, stride, z, x, h);
    j += 2;
    x += 16;
    h += 32;
  }
  if (j < t) addOuter(count, stride, z, x, h);
}

function addOuter(count: i32, stride: usize, z: usize, x: usize, c: usize): void {
  let sum = v128.load(c);
  for (let i = 0; i < count; i++) {
    sum = f64x2.add(sum, f64x2.mul(v128.load(z), v128.load_splat<f64>(x)));
    z += stride;
    x += stride;
  }
  v128.store(c, sum);
}

function addTwoOuter(count: i32, stride: usize, z: usize, x: usize, c: usize): void {
  let first = v128.load(c);
  let second = v128.load(c, 16);
  for (let i = 0; i < count; i++) {
    const both = v128.load(z);
    first = f64x2.add(first, f64x2.mul(both, v128.load_splat<f64>(x)));
    second = f64x2.add(second, f64x2.mul(both, v128.load_splat<f64>(x, 8)));
    z += stride;
    x += stride;
  }
  v128.store(c, first);
  v128.store(c, second, 16);
}

function addFourOuter(count: i32, stride: usize, z: usize, x: usize, c: usize): void {
  let first = v128.load(c);
  let second = v128.load(c, 16);
  let third = v128.load(c, 32);
  let fourth = v128.load(c, 48);
  for (let i = 0; i < count; i++) {
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
  v128.store(c, fourth, 48);
}
