import { inStretches } from '../number/stretches.ts';

/** Sums over a column about its first number, which also tell whether all its numbers are finite. */
export interface ColumnSums {
  readonly origin: number;
  /** Σ (x − origin) and Σ (x − origin)²: NaN or infinite when a number is, or when squares overflow. */
  readonly sum: number;
  readonly squares: number;
}

/** Adds the sums over rows from..to − 1 to `into`, four side by side. */
function addStretch(
  values: Float64Array,
  origin: number,
  from: number,
  to: number,
  into: Float64Array,
): void {
  // One declaration each: engines do not keep destructured numbers in registers.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let aa = 0;
  let bb = 0;
  let cc = 0;
  let dd = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) {
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
  for (; i < to; i++) {
    const x = values[i] - origin;
    a += x;
    aa += x * x;
  }
  into[0] += a + b + (c + d);
  into[1] += aa + bb + (cc + dd);
}

/** The sums of a column in one pass. */
export function columnSums(values: Float64Array): ColumnSums {
  const n = values.length;
  const origin = n > 0 ? values[0] : 0;
  const into = new Float64Array(2);
  inStretches(n, (from, to) => addStretch(values, origin, from, to, into));
  return { origin, sum: into[0], squares: into[1] };
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
