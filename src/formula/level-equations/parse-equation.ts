import type { TextSpan } from '../../errors/blup-error.ts';
import type { Expression } from '../expression.ts';
import { meaningError, syntaxError } from '../formula-error.ts';
import { parseWhole } from '../parse-expression.ts';
import { type Token, tokenize } from '../tokenize.ts';
import { factorsOf } from './factors.ts';
import type { Addend, SymbolName } from './level-model.ts';
import { symbolKey } from './symbol-key.ts';

/** One equation of the text: both sides, what is no coefficient set apart. */
export interface ParsedEquation {
  /** An expression, since the response of level 1 may be `log(y)`. */
  readonly left: Expression;
  readonly addends: readonly Addend[];
  readonly offsets: readonly Expression[];
  readonly span: TextSpan;
}

function isOperator(token: Token | undefined, ...values: string[]): boolean {
  return token?.kind === 'operator' && values.includes(token.value);
}

function isName(token: Token | undefined): boolean {
  return token?.kind === 'name' || token?.kind === 'quoted-name';
}

/** A name in the text as a symbol. */
export function symbolOf({ value, start, end }: Token): SymbolName {
  return { name: value, key: symbolKey(value), span: { start, end } };
}

function asExpression(text: string, words: readonly Token[], end: number): Expression {
  return parseWhole(text, [...words, { kind: 'end', value: '', start: end, end }]);
}

/** Words between `+` signs outside parentheses. */
function splitSum(text: string, words: readonly Token[], end: number): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const word of words) {
    if (isOperator(word, '(')) depth++;
    if (isOperator(word, ')')) depth--;
    if (depth === 0 && isOperator(word, '-')) {
      throw meaningError(
        'the parts of an equation are added; write "+", the sign belongs to the coefficient (arithmetic goes into I(…))',
        { start: word.start, end: word.end },
      );
    }
    if (depth === 0 && isOperator(word, '+')) parts.push([]);
    else parts[parts.length - 1].push(word);
  }
  if (parts.length > 1 && parts[0].length === 0) parts.shift();
  if (parts.some((part) => part.length === 0)) {
    throw syntaxError('nothing between "+" or "=" and what follows', text, { start: end, end });
  }
  return parts;
}

function parseAddend(text: string, words: readonly Token[]): Addend {
  const [first, second] = words;
  const { end } = words[words.length - 1];
  if (!isName(first)) {
    const shown = text.slice(first.start, end);
    throw meaningError(`"${shown}" does not begin with a coefficient; write for example b1*x`, {
      start: first.start,
      end,
    });
  }
  const symbol = symbolOf(first);
  if (second === undefined) return { ...symbol, factors: [] };
  const rest = words.slice(isOperator(second, '*') ? 2 : 1);
  if (rest.length === 0 || isOperator(rest[0], ':', '^', '/')) {
    throw syntaxError(`no predictor after the coefficient ${first.value}`, text, {
      start: second.start,
      end,
    });
  }
  return { ...symbol, factors: factorsOf(asExpression(text, rest, end)) };
}

/** `offset(x)`, or the number 0, which says that there is nothing. */
function isOffset([first, second]: readonly Token[]): boolean {
  return first.kind === 'name' && first.value === 'offset' && isOperator(second, '(');
}

function isZero(words: readonly Token[]): boolean {
  return words.length === 1 && words[0].kind === 'number' && Number(words[0].value) === 0;
}

/**
 * One equation `left = coefficient + coefficient*predictor + residual`; `~` does as well as `=`, and the `*` may be left out.
 *
 * Throws `formula-syntax` and `formula-meaning` with the place.
 */
export function parseEquation(text: string, span: TextSpan): ParsedEquation {
  const words = tokenize(text, span.start, span.end).slice(0, -1);
  const sign = words.findIndex((word) => isOperator(word, '=', '~'));
  if (sign < 0) {
    throw syntaxError(
      'no "=" (write an equation such as b0 = g00 + u0; equations end at ";" or the end of a line)',
      text,
      span,
    );
  }
  if (sign === 0) throw syntaxError('nothing left of "="', text, words[0]);
  const left = asExpression(text, words.slice(0, sign), words[sign].start);
  const right = words.slice(sign + 1);
  if (right.length === 0) throw syntaxError('nothing right of "="', text, words[sign]);
  const parts = splitSum(text, right, span.end).filter((part) => !isZero(part));
  return {
    left,
    addends: parts.filter((part) => !isOffset(part)).map((part) => parseAddend(text, part)),
    offsets: parts
      .filter(isOffset)
      .map((part) => asExpression(text, part, part[part.length - 1].end)),
    span,
  };
}
