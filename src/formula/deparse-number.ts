/** Fewest significant digits, at most 15, that give the value at 15 digits. */
function shortest(value: number): string {
  return Number(value.toPrecision(15)).toExponential();
}

/**
 * A number in R's spelling for code: up to 15 significant digits, fixed or scientific, whichever is shorter
 * (`0.1`, `1e+05`, `123456`).
 */
export function deparseNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf';
  const [mantissa, exponentText] = shortest(value).split('e');
  const exponent = Number(exponentText);
  const digits = mantissa.replace(/[-.]/g, '').length;
  const sign = exponent < 0 ? '-' : '+';
  const scientific = `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  const decimals = Math.max(0, digits - 1 - exponent);
  if (decimals > 100 || Math.abs(exponent) >= 21) return scientific;
  const fixed = Number(value.toPrecision(15)).toFixed(decimals);
  return fixed.length <= scientific.length ? fixed : scientific;
}
