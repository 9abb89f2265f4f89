import { fixedText, scientificText } from './decimal-text.ts';

/**
 * Numbers as text in one common format, padded on the left to one width, as R's `format(x, digits = digits)`.
 *
 * The format has as few decimals as show every number to `digits` significant digits (fewer where trailing zeros
 * would follow), and is scientific only where fixed notation would be wider. NaN is `NaN`, infinity `Inf`.
 */
export function formatCommon(values: ArrayLike<number>, digits: number): string[] {
  const all = Array.from(values);
  const finite = all.filter(Number.isFinite);
  let decimals = 0;
  let mantissaDecimals = 0;
  for (const x of finite) {
    const { exponent, significant } = significance(x, digits);
    decimals = Math.max(decimals, significant - exponent - 1);
    mantissaDecimals = Math.max(mantissaDecimals, significant - 1);
  }
  const fixed = finite.map((x) => fixedText(x, Math.min(decimals, 100)));
  const scientific = finite.map((x) => scientificText(x, mantissaDecimals));
  const chosen = widest(fixed) <= widest(scientific) && decimals <= 100 ? fixed : scientific;
  let next = 0;
  return padLeft(all.map((x) => (Number.isFinite(x) ? chosen[next++] : specialText(x))));
}

/** One number as text with up to `digits` significant digits, as R prints it. */
export function formatNumber(x: number, digits: number): string {
  return formatCommon([x], digits)[0];
}

/** Texts padded with blanks on the left to the width of the widest. */
export function padLeft(texts: readonly string[]): string[] {
  const width = widest(texts);
  return texts.map((text) => text.padStart(width));
}

/** Exponent of ten and number of digits without trailing zeros, after rounding to `digits` significant digits. */
function significance(x: number, digits: number): { exponent: number; significant: number } {
  if (x === 0) return { exponent: 0, significant: 1 };
  const [mantissa, exponent] = Math.abs(x)
    .toExponential(digits - 1)
    .split('e');
  const shown = mantissa.replace('.', '').replace(/0+$/, '');
  return { exponent: Number(exponent), significant: Math.max(1, shown.length) };
}

function specialText(x: number): string {
  if (Number.isNaN(x)) return 'NaN';
  return x > 0 ? 'Inf' : '-Inf';
}

function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, text.length), 0);
}
