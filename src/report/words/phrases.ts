import { fixedText } from '../decimal-text.ts';
import { formatNumber } from '../format-number.ts';
import { roundTo } from '../round.ts';

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** A way of writing numbers with the decimals that show `digits` significant digits of `size`, a standard error say. */
export function decimalsFor(size: number, digits: number): (x: number) => string {
  if (!(size > 0 && Number.isFinite(size))) return (x) => formatNumber(x, digits + 1);
  const decimals = digits - 1 - Math.floor(Math.log10(size));
  if (decimals > 10 || decimals < -6) return (x) => formatNumber(x, digits + 1);
  const shown = Math.max(0, decimals);
  return (x) => fixedText(roundTo(x, shown), shown).replace(/^-(0(?:\.0*)?)$/, '$1');
}

/** A share as a percentage with one decimal: `18.0 %`. */
export function percent(share: number): string {
  return `${fixedText(roundTo(100 * share, 1), 1)} %`;
}

/** `p = 0.034`, `p < 0.001`. */
export function pText(p: number): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${formatNumber(p, 2)}`;
}

/** A sentence with its first letter large. */
export function sentence(text: string): string {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
