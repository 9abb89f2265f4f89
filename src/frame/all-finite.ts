/**
 * Whether all numbers are finite (so none is missing either): one pass without a branch, four sums side by side, since
 * x − x is 0 for finite x and NaN for all others, and NaN stays in a sum.
 */
export function allFinite(values: Float64Array): boolean {
  const n = values.length;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    a += values[i] - values[i];
    b += values[i + 1] - values[i + 1];
    c += values[i + 2] - values[i + 2];
    d += values[i + 3] - values[i + 3];
  }
  for (; i < n; i++) a += values[i] - values[i];
  return a + b + c + d === 0;
}
