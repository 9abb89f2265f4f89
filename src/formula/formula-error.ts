import { BlupError, type TextSpan } from '../errors/blup-error.ts';

/** The text around a span, short enough for one line. */
function excerpt(text: string, span: TextSpan): string {
  const flat = text.replace(/\s+/g, (blank) => ' '.repeat(blank.length));
  if (flat.length <= 80) return flat;
  const from = Math.max(0, Math.min(span.start - 40, flat.length - 80));
  const to = Math.min(flat.length, from + 80);
  return `${from > 0 ? '…' : ''}${flat.slice(from, to)}${to < flat.length ? '…' : ''}`;
}

/**
 * Error `formula-syntax`: `<what> at position <1-based> in "<text>"`, with `detail.span` (0-based) and `detail.formula`.
 */
export function syntaxError(what: string, text: string, span: TextSpan): BlupError {
  const message = `${what} at position ${span.start + 1} in "${excerpt(text, span)}"`;
  const { start, end } = span;
  return new BlupError('formula-syntax', message, { span: { start, end }, formula: text });
}

/**
 * Error `formula-meaning`: well-formed text that no model can follow; `detail.span` gives the place.
 */
export function meaningError(what: string, span: TextSpan): BlupError {
  return new BlupError('formula-meaning', what, { span });
}
