/**
 * A number rounded to a count of decimals: of the two neighbours with so many decimals the nearer one, the even one
 * in a tie, as `round` of R ≥ 4.0.0. Negative counts round to tens, hundreds …
 */
export function roundTo(x: number, decimals: number): number {
  if (!Number.isFinite(x) || x === 0) return x;
  // Beyond 15 significant digits there is nothing left to round.
  if (decimals > 15 - Math.ceil(Math.log10(Math.abs(x)))) return x;
  const size = Math.abs(x);
  const unit = 10 ** Math.abs(decimals);
  const scaled = decimals >= 0 ? size * unit : size / unit;
  const back = (k: number) => (decimals >= 0 ? k / unit : k * unit);
  const below = Math.floor(scaled);
  const toLower = size - back(below);
  const toUpper = back(Math.ceil(scaled)) - size;
  const up = toUpper < toLower || (toUpper === toLower && below % 2 === 1);
  const rounded = back(up ? Math.ceil(scaled) : below);
  return x < 0 ? -rounded : rounded;
}

/** Numbers rounded to the decimals that the largest shows with `digits` significant digits, as R 4.2's `zapsmall`. */
export function zapSmall(values: ArrayLike<number>, digits: number): number[] {
  const all = Array.from(values);
  const largest = Math.max(0, ...all.filter(Number.isFinite).map(Math.abs));
  const decimals = largest > 0 ? Math.floor(digits - Math.log10(largest) + 0.5) : digits;
  return all.map((x) => roundTo(x, Math.max(0, decimals)));
}
