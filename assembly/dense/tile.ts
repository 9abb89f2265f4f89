/**
 * The inner kernels of dense products: C −= A·B for a small block of C that stays in registers while k products are summed,
 * always in the order l = 0 … k − 1. Strides are in bytes: `sa` from one column of A to the next, `sk` and `sn` from one row and one
 * column of B to the next, `sc` from one column of C to the next.
 *
 *     column l of A    row l of B            C, two doubles a register
 *     ┌ a₀ ┐  top                            ┌ x00  x01  x02  x03 ┐
 *     │ a₁ │           [ b₀ b₁ b₂ b₃ ]       │                    │
 *     │ a₂ │  low                            │ x10  x11  x12  x13 │
 *     └ a₃ ┘                                 └                    ┘
 */

/** C (4×4) −= A (4×k) · B (k×4). */
export function block4x4(
  k: i32,
  a: usize,
  sa: usize,
  b: usize,
  sk: usize,
  sn: usize,
  c: usize,
  sc: usize,
): void {
  const b1 = sn;
  const b2 = sn << 1;
  const b3 = sn + b2;
  let x00 = f64x2.splat(0);
  let x10 = f64x2.splat(0);
  let x01 = f64x2.splat(0);
  let x11 = f64x2.splat(0);
  let x02 = f64x2.splat(0);
  let x12 = f64x2.splat(0);
  let x03 = f64x2.splat(0);
  let x13 = f64x2.splat(0);
  for (let l = 0; l < k; l++) {
    const top = v128.load(a);
    const low = v128.load(a, 16);
    let y = v128.load_splat<f64>(b);
    x00 = f64x2.add(x00, f64x2.mul(top, y));
    x10 = f64x2.add(x10, f64x2.mul(low, y));
    y = v128.load_splat<f64>(b + b1);
    x01 = f64x2.add(x01, f64x2.mul(top, y));
    x11 = f64x2.add(x11, f64x2.mul(low, y));
    y = v128.load_splat<f64>(b + b2);
    x02 = f64x2.add(x02, f64x2.mul(top, y));
    x12 = f64x2.add(x12, f64x2.mul(low, y));
    y = v128.load_splat<f64>(b + b3);
    x03 = f64x2.add(x03, f64x2.mul(top, y));
    x13 = f64x2.add(x13, f64x2.mul(low, y));
    a += sa;
    b += sk;
  }
  subtractPair(c, x00, x10);
  subtractPair(c + sc, x01, x11);
  subtractPair(c + (sc << 1), x02, x12);
  subtractPair(c + (sc << 1) + sc, x03, x13);
}

/**
 * `block4x4` of packed strips (packed.ts), whose strides are known: offsets within the instructions save the address arithmetic of
 * the general one, a fifth of the time at k = 16.
 */
export function packedBlock(k: i32, a: usize, b: usize, c: usize, sc: usize): void {
  let x00 = f64x2.splat(0);
  let x10 = f64x2.splat(0);
  let x01 = f64x2.splat(0);
  let x11 = f64x2.splat(0);
  let x02 = f64x2.splat(0);
  let x12 = f64x2.splat(0);
  let x03 = f64x2.splat(0);
  let x13 = f64x2.splat(0);
  const end = b + ((<usize>k) << 5);
  while (b < end) {
    const top = v128.load(a);
    const low = v128.load(a, 16);
    let y = v128.load_splat<f64>(b);
    x00 = f64x2.add(x00, f64x2.mul(top, y));
    x10 = f64x2.add(x10, f64x2.mul(low, y));
    y = v128.load_splat<f64>(b, 8);
    x01 = f64x2.add(x01, f64x2.mul(top, y));
    x11 = f64x2.add(x11, f64x2.mul(low, y));
    y = v128.load_splat<f64>(b, 16);
    x02 = f64x2.add(x02, f64x2.mul(top, y));
    x12 = f64x2.add(x12, f64x2.mul(low, y));
    y = v128.load_splat<f64>(b, 24);
    x03 = f64x2.add(x03, f64x2.mul(top, y));
    x13 = f64x2.add(x13, f64x2.mul(low, y));
    a += 32;
    b += 32;
  }
  subtractPair(c, x00, x10);
  subtractPair(c + sc, x01, x11);
  subtractPair(c + (sc << 1), x02, x12);
  subtractPair(c + (sc << 1) + sc, x03, x13);
}

/** C (4×1) −= A (4×k) · b (k). */
export function block4x1(k: i32, a: usize, sa: usize, b: usize, sk: usize, c: usize): void {
  let x0 = f64x2.splat(0);
  let x1 = f64x2.splat(0);
  for (let l = 0; l < k; l++) {
    const y = v128.load_splat<f64>(b);
    x0 = f64x2.add(x0, f64x2.mul(v128.load(a), y));
    x1 = f64x2.add(x1, f64x2.mul(v128.load(a, 16), y));
    a += sa;
    b += sk;
  }
  subtractPair(c, x0, x1);
}

/** c −= a · b for one row of A and one column of B. */
export function element(k: i32, a: usize, sa: usize, b: usize, sk: usize, c: usize): void {
  let x: f64 = 0;
  for (let l = 0; l < k; l++) {
    x += load<f64>(a) * load<f64>(b);
    a += sa;
    b += sk;
  }
  store<f64>(c, load<f64>(c) - x);
}

/** C (4×1) −= two registers. */
function subtractPair(c: usize, top: v128, low: v128): void {
  v128.store(c, f64x2.sub(v128.load(c), top));
  v128.store(c, f64x2.sub(v128.load(c, 16), low), 16);
}
