/** No lower bounds. */
export const unbounded = (n: number): Float64Array => new Float64Array(n).fill(-Infinity);

/** `values` without the entries at `left`, with `more` behind. */
export function without(
  values: Float64Array,
  left: readonly number[],
  ...more: number[]
): Float64Array {
  return Float64Array.from([...values.filter((_, k) => !left.includes(k)), ...more]);
}
