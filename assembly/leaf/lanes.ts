// Arithmetic on two groups at once: lane 0 is the first of a pair of groups, lane 1 the second.

export function at(p: usize, i: i32): v128 {
  return v128.load(p + ((<usize>i) << 4));
}

export function put(p: usize, i: i32, x: v128): void {
  v128.store(p + ((<usize>i) << 4), x);
}

/** p[i] += x */
export function accumulate(p: usize, i: i32, x: v128): void {
  const address = p + ((<usize>i) << 4);
  v128.store(address, f64x2.add(v128.load(address), x));
}

export function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

export function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}

export function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}

/** a + b·c */
export function addMul(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(a, f64x2.mul(b, c));
}

/** a − b·c */
export function subMul(a: v128, b: v128, c: v128): v128 {
  return f64x2.sub(a, f64x2.mul(b, c));
}

/** Sum of both lanes. */
export function total(p: usize, i: i32): f64 {
  const x = at(p, i);
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}
