import type { TextSpan } from '../errors/blup-error.ts';

/**
 * A two-line picture of a place in a formula: the text, and carets below the span.
 *
 * Line breaks and tabs of the text become spaces; of a text over 100 characters a window around the span is shown.
 */
export function pointAt(formula: string, span: TextSpan): string {
  const flat = formula.replace(/[\n\r\t]/g, ' ');
  const start = Math.min(Math.max(0, span.start), flat.length);
  const from = flat.length > 100 ? Math.max(0, Math.min(start - 50, flat.length - 100)) : 0;
  const shown = flat.slice(from, from + 100);
  const length = Math.max(1, Math.min(span.end - start, shown.length - (start - from)));
  return `${shown}\n${' '.repeat(start - from)}${'^'.repeat(length)}`;
}
