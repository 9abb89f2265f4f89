/** Sums over a column about its first number, which also tell whether all its numbers are finite. */
export interface ColumnSums {
  readonly origin: number;
  /** Σ (x − origin) and Σ (x − origin)²: NaN or infinite when a number is, or when squares overflow. */
  readonly sum: number;
  readonly squares: number;
}

/** The sums of a column in one pass, four side by side. */
export function columnSums(values: Float64Array): ColumnSums {
  const n = values.length;
  const origin = n > 0 ? values[0] : 0;
  // One declaration each: engines do not keep destructured numbers in registers.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let aa = 0;
  let bb = 0;
  let cc = 0;
  let dd = 0;
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const w = values[i] - origin;
    const x = values[i + 1] - origin;
    const y = values[i + 2] - origin;
    const z = values[i + 3] - origin;
    a += w;
    b += x;
    c += y;
    d += z;
    aa += w * w;
    bb += x * x;
    cc += y * y;
    dd += z * z;
  }
  for (; i < n; i++) {
    const x = values[i] - origin;
    a += x;
    aa += x * x;
  }
  return { origin, sum: a + b + (c + d), squares: aa + bb + (cc + dd) };
}

/** Whether the sums show that all numbers of the column are finite; false may also mean that their squares are not. */
export function showFinite({ sum, squares }: ColumnSums): boolean {
  return Number.isFinite(sum + squares);
}

/** Sums of columns by array. */
export type SumsOf = (values: Float64Array) => ColumnSums;

/** `columnSums` that goes through each array once, for as long as nobody writes to it. */
export function rememberedSums(): SumsOf {
  const known = new Map<Float64Array, ColumnSums>();
  return (values) => {
    let sums = known.get(values);
    if (sums === undefined) {
      sums = columnSums(values);
      known.set(values, sums);
    }
    return sums;
  };
}
