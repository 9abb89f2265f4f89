// Indexed reads and writes of plain arrays; the compiler inlines them.

export function getF(p: usize, i: i32): f64 {
  return load<f64>(p + ((<usize>i) << 3));
}

export function setF(p: usize, i: i32, x: f64): void {
  store<f64>(p + ((<usize>i) << 3), x);
}

export function addF(p: usize, i: i32, x: f64): void {
  const at = p + ((<usize>i) << 3);
  store<f64>(at, load<f64>(at) + x);
}

export function getI(p: usize, i: i32): i32 {
  return load<i32>(p + ((<usize>i) << 2));
}

export function setI(p: usize, i: i32, x: i32): void {
  store<i32>(p + ((<usize>i) << 2), x);
}
