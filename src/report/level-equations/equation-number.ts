import { fixedText, scientificText } from '../decimal-text.ts';

/** Decimals that show a positive number with so many significant digits. */
function decimalsFor(x: number, digits: number): number {
  const exponent = Number(x.toExponential(digits - 1).split('e')[1]);
  return digits - 1 - exponent;
}

function rounded(x: number, decimals: number, digits: number): string {
  const fitting = decimals <= 8 && Math.abs(x) < 1e9;
  return fitting ? fixedText(x, Math.max(0, decimals)) : scientificText(x, digits - 1);
}

/** A number with four significant digits, scientific where it is very small or large. */
export function shortNumber(x: number): string {
  return x === 0 || !Number.isFinite(x) ? String(x) : rounded(x, decimalsFor(Math.abs(x), 4), 4);
}

/** An estimate and its standard error as text. */
export interface NumberPair {
  readonly estimate: string;
  readonly standardError?: string;
}

/**
 * The absolute value of an estimate with the decimals that show its standard error with two significant digits, which
 * is what the data can tell; four significant digits without standard error.
 */
export function estimateText(estimate: number, standardError: number | undefined): NumberPair {
  const size = Math.abs(estimate);
  if (standardError === undefined) return { estimate: shortNumber(size) };
  if (!(standardError > 0)) {
    return { estimate: shortNumber(size), standardError: shortNumber(standardError) };
  }
  const decimals = decimalsFor(standardError, 2);
  const digits = Math.max(2, decimals - (size > 0 ? decimalsFor(size, 1) : 0) + 1);
  return {
    estimate: rounded(size, decimals, digits),
    standardError: rounded(standardError, decimals, 2),
  };
}
