/** Below this the logarithms are added up; from here Stirling's series is exact to rounding. */
const TABLE = 128;

const table = new Float64Array(TABLE);
for (let n = 2; n < TABLE; n++) table[n] = table[n - 1] + Math.log(n);

/** log n! of a whole number n ≥ 0 (Abramowitz & Stegun 1964, 6.1.41). */
export function logFactorial(n: number): number {
  if (n < TABLE) return table[n];
  const x = n + 1;
  const r = 1 / (x * x);
  return (
    (x - 0.5) * Math.log(x) -
    x +
    0.5 * Math.log(2 * Math.PI) +
    (1 / 12 - r * (1 / 360 - r * (1 / 1260))) / x
  );
}

/** log of the number of ways to choose k of n. */
export function logChoose(n: number, k: number): number {
  return n < 2 ? 0 : logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}
