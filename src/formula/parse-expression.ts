import type { Argument, ChainLink, Expression } from './expression.ts';
import { syntaxError } from './formula-error.ts';
import type { Token } from './tokenize.ts';

/** Nested parentheses, calls and signs allowed; deeper text is a mistake and would exhaust the stack. */
const maxDepth = 200;

/** R's precedence of binary operators, the weakest first (R-lang, section 10.4.2). */
const precedence: ReadonlyMap<string, number> = new Map(
  [
    ['|', '||'],
    ['&', '&&'],
    ['==', '!=', '<', '>', '<=', '>='],
    ['+', '-'],
    ['*', '/'],
    ['%in%', '%%', '%/%'],
    [':'],
    ['^'],
  ].flatMap((operators, level) => operators.map((op) => [op, 10 * (level + 1)] as const)),
);
const comparison = 30;
const power = 80;
/** Signs bind tighter than `:` and looser than `^`; `!` looser than comparisons. */
const unaryPrecedence = { '-': 75, '+': 75, '!': 25 };

/** A place in the list of words; the functions below move it on. */
interface Cursor {
  readonly text: string;
  readonly tokens: readonly Token[];
  at: number;
}

function peek(cursor: Cursor): Token {
  return cursor.tokens[cursor.at];
}

function isOperator(token: Token, value: string): boolean {
  return token.kind === 'operator' && token.value === value;
}

function unexpected(cursor: Cursor): Error {
  const token = peek(cursor);
  if (token.kind === 'end') return syntaxError('unexpected end', cursor.text, token);
  const shown = cursor.text.slice(token.start, Math.min(token.end, token.start + 30));
  const wayOut =
    token.kind === 'operator' && token.value.startsWith('%') && !precedence.has(token.value)
      ? ' (known are %in%, %% and %/%)'
      : '';
  return syntaxError(`unexpected "${shown}"${wayOut}`, cursor.text, token);
}

function expect(cursor: Cursor, value: string): Token {
  const token = peek(cursor);
  if (!isOperator(token, value)) throw unexpected(cursor);
  cursor.at++;
  return token;
}

function parseArgument(cursor: Cursor, depth: number): Argument {
  const token = peek(cursor);
  const named = token.kind === 'name' || token.kind === 'quoted-name' || token.kind === 'text';
  if (!named || !isOperator(cursor.tokens[cursor.at + 1], '=')) {
    return { value: parseBinary(cursor, 0, depth) };
  }
  cursor.at += 2;
  return { name: token.value, value: parseBinary(cursor, 0, depth) };
}

function parseCall(cursor: Cursor, name: Token, depth: number): Expression {
  expect(cursor, '(');
  const args: Argument[] = [];
  if (!isOperator(peek(cursor), ')')) {
    args.push(parseArgument(cursor, depth));
    while (isOperator(peek(cursor), ',')) {
      cursor.at++;
      args.push(parseArgument(cursor, depth));
    }
  }
  const { end } = expect(cursor, ')');
  return { kind: 'call', name: name.value, args, span: { start: name.start, end } };
}

function parseOperand(cursor: Cursor, depth: number): Expression {
  const token = peek(cursor);
  const span = { start: token.start, end: token.end };
  if (depth > maxDepth) {
    throw syntaxError(`nested more than ${maxDepth} deep`, cursor.text, token);
  }
  if (token.kind === 'end') throw unexpected(cursor);
  cursor.at++;
  if (token.kind === 'number' || token.kind === 'integer') {
    const value = Number(token.value);
    if (value === Infinity)
      throw syntaxError(`${token.value} is too large a number`, cursor.text, token);
    return { kind: 'number', value, integer: token.kind === 'integer', span };
  }
  if (token.kind === 'text') return { kind: 'text', value: token.value, span };
  if (token.kind !== 'operator') {
    if (isOperator(peek(cursor), '(')) return parseCall(cursor, token, depth + 1);
    if (token.kind === 'name' && (token.value === 'TRUE' || token.value === 'FALSE')) {
      return { kind: 'boolean', value: token.value === 'TRUE', span };
    }
    return { kind: 'name', name: token.value, span };
  }
  if (token.value === '(') {
    const value = parseBinary(cursor, 0, depth + 1);
    const { end } = expect(cursor, ')');
    return { kind: 'parenthesis', value, span: { start: token.start, end } };
  }
  if (token.value === '-' || token.value === '+' || token.value === '!') {
    const value = parseBinary(cursor, unaryPrecedence[token.value], depth + 1);
    return { kind: 'unary', op: token.value, value, span: { ...span, end: value.span.end } };
  }
  cursor.at--;
  throw unexpected(cursor);
}

/** Operators of at least the given precedence, by precedence climbing; chains grow in a loop. */
function parseBinary(cursor: Cursor, least: number, depth: number): Expression {
  let left = parseOperand(cursor, depth);
  for (;;) {
    const level = peek(cursor).kind === 'operator' ? precedence.get(peek(cursor).value) : undefined;
    if (level === undefined || level < least) return left;
    const rest: ChainLink[] = [];
    while (peek(cursor).kind === 'operator' && precedence.get(peek(cursor).value) === level) {
      if (rest.length > 0 && level === comparison) throw unexpected(cursor);
      const op = peek(cursor).value;
      cursor.at++;
      // The right side of `^` takes further powers itself: a^b^c is a^(b^c).
      const value = parseBinary(cursor, level === power ? level : level + 1, depth + 1);
      rest.push({ op, value });
    }
    const end = rest[rest.length - 1].value.span.end;
    left = { kind: 'chain', first: left, rest, span: { start: left.span.start, end } };
  }
}

/** The two sides of a formula; the left one is absent in `~ x`. */
export interface FormulaSides {
  readonly left?: Expression;
  readonly right: Expression;
}

/**
 * Both sides of the formula's text as expressions, in R's grammar and precedence.
 *
 * Throws `formula-syntax` with the position. Parentheses, calls and signs may be nested 200 deep.
 */
export function parseSides(text: string, tokens: readonly Token[]): FormulaSides {
  const cursor: Cursor = { text, tokens, at: 0 };
  if (peek(cursor).kind === 'end') throw syntaxError('empty formula', text, peek(cursor));
  const left = isOperator(peek(cursor), '~') ? undefined : parseBinary(cursor, 0, 0);
  if (peek(cursor).kind === 'end') {
    throw syntaxError('no "~" (write response ~ predictors)', text, peek(cursor));
  }
  expect(cursor, '~');
  const right = parseBinary(cursor, 0, 0);
  if (peek(cursor).kind !== 'end') throw unexpected(cursor);
  return left === undefined ? { right } : { left, right };
}

/**
 * Words as one expression; the last of them is of kind `end`. Throws `formula-syntax` with the position.
 */
export function parseWhole(text: string, tokens: readonly Token[]): Expression {
  const cursor: Cursor = { text, tokens, at: 0 };
  const expression = parseBinary(cursor, 0, 0);
  if (peek(cursor).kind !== 'end') throw unexpected(cursor);
  return expression;
}
