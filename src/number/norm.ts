/** √Σ x² over entries from..to − 1: what `Math.hypot` gives, at the price of a loop where no square leaves the range of numbers. */
export function norm(x: Float64Array, from = 0, to = x.length): number {
  let squares = 0;
  for (let i = from; i < to; i++) squares += x[i] * x[i];
  if (squares > 1e-280 && squares < 1e280) return Math.sqrt(squares);
  return Math.hypot(...x.subarray(from, to));
}
