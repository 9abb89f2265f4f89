import type { TextSpan } from '../errors/blup-error.ts';
import { syntaxError } from './formula-error.ts';

export interface Token extends TextSpan {
  readonly kind: 'number' | 'integer' | 'text' | 'name' | 'quoted-name' | 'operator' | 'end';
  /** The operator, the name without backticks, the string without quotes, or the digits. */
  readonly value: string;
}

const blank = /\s+/y;
const number = /(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(L?)/y;
/** Unlike R, names may begin with an underscore, as they often do in JavaScript. */
const name = /(?:[\p{L}_]|\.(?!\d))[\p{L}\p{M}\p{N}._]*/uy;
const operator = /%[^%\s]*%|\*\*|\|\||&&|<=|>=|==|!=|[-+*/^:~|&!<>=(),]/y;
const quoted = {
  '"': /"((?:[^"\\]|\\[\s\S])*)"/y,
  "'": /'((?:[^'\\]|\\[\s\S])*)'/y,
  '`': /`([^`]*)`/y,
};
const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['0', '\0'],
]);

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function withoutEscapes(body: string): string {
  return body.replace(/\\([\s\S])/g, (_, c: string) => escapes.get(c) ?? c);
}

function quotedToken(text: string, at: number, quote: '"' | "'" | '`'): Token {
  const match = matchAt(quoted[quote], text, at);
  if (match === null) throw syntaxError(`unclosed ${quote}`, text, { start: at, end: at + 1 });
  const end = at + match[0].length;
  if (quote !== '`') return { kind: 'text', value: withoutEscapes(match[1]), start: at, end };
  if (match[1] === '') throw syntaxError('empty name ``', text, { start: at, end });
  return { kind: 'quoted-name', value: match[1], start: at, end };
}

function tokenAt(text: string, at: number): Token {
  const c = text[at];
  if (c === '"' || c === "'" || c === '`') return quotedToken(text, at, c);
  const digits = matchAt(number, text, at);
  if (digits !== null) {
    const kind = digits[1] === 'L' ? 'integer' : 'number';
    const value = kind === 'integer' ? digits[0].slice(0, -1) : digits[0];
    return { kind, value, start: at, end: at + digits[0].length };
  }
  const word = matchAt(name, text, at);
  if (word !== null) {
    return { kind: 'name', value: word[0], start: at, end: at + word[0].length };
  }
  const sign = matchAt(operator, text, at);
  if (sign !== null) {
    // R reads `**` as `^`.
    const value = sign[0] === '**' ? '^' : sign[0];
    return { kind: 'operator', value, start: at, end: at + sign[0].length };
  }
  const stranger = String.fromCodePoint(text.codePointAt(at) as number);
  const span = { start: at, end: at + stranger.length };
  const wayOut = '; put a column name with special characters in backticks';
  throw syntaxError(`unexpected ${JSON.stringify(stranger)}${wayOut},`, text, span);
}

/**
 * The words of a formula in R's language, the last one of kind `end`; of a part of the text when its bounds are given.
 *
 * Throws `formula-syntax` for a character that has no meaning in a formula, or a quote that is not closed.
 */
export function tokenize(text: string, start = 0, end = text.length): Token[] {
  const tokens: Token[] = [];
  let at = start;
  while (at < end) {
    const space = matchAt(blank, text, at);
    if (space !== null) {
      at += space[0].length;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
  }
  tokens.push({ kind: 'end', value: '', start: end, end });
  return tokens;
}
