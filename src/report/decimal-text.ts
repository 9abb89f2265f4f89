/** Digits beyond the last one shown that tell an exact tie from a neighbouring number. */
const BEYOND = 30;

/**
 * A number with a fixed count of decimals, as C's `%.*f`: of the exact decimal value, ties to the even digit.
 *
 * `toFixed` alone rounds exact ties away from zero (0.125 to 0.13) and turns to exponents at 1e21. Infinity is `Inf`.
 */
export function fixedText(x: number, decimals: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? 'Inf' : '-Inf';
  if (Math.abs(x) >= 2 ** 53) {
    const digits = BigInt(x).toString();
    return decimals > 0 ? `${digits}.${'0'.repeat(decimals)}` : digits;
  }
  return tiesToEven(x.toFixed(decimals), x.toFixed(Math.min(100, decimals + BEYOND)));
}

/** A number in scientific notation with a count of decimals in the mantissa, as C's `%.*e`: `1.5e-07`. */
export function scientificText(x: number, decimals: number): string {
  const [mantissa, exponent] = x.toExponential(decimals).split('e');
  const [exact, exactExponent] = x.toExponential(Math.min(100, decimals + BEYOND)).split('e');
  const shown = exponent === exactExponent ? tiesToEven(mantissa, exact) : mantissa;
  return `${shown}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

/** The rounded text, or where `exact` lies half-way between two texts of that length the one with the even digit. */
function tiesToEven(rounded: string, exact: string): string {
  const point = exact.indexOf('.');
  const decimals = rounded.includes('.') ? rounded.length - rounded.indexOf('.') - 1 : 0;
  if (!/^50*$/.test(exact.slice(point + 1 + decimals))) return rounded;
  const truncated = exact.slice(0, point + (decimals > 0 ? 1 + decimals : 0));
  return /[02468]$/.test(truncated) ? truncated : rounded;
}
