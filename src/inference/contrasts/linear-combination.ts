import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean, nearest } from '../../errors/suggest.ts';

/** A linear combination of named coefficients, and the value that a hypothesis gives it. */
interface LinearCombination {
  /** One weight for each name. */
  readonly weights: Float64Array;
  readonly value: number;
}

/** A linear expression on the way: weights of coefficients plus a constant. */
interface Linear {
  readonly weights: Float64Array;
  readonly constant: number;
}

interface Cursor {
  readonly text: string;
  readonly names: readonly string[];
  readonly dropped: readonly string[];
  at: number;
}

const numberPattern = /(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y;
/** Parts of a name that cannot follow a whole name directly. */
const nameCharacter = /[\p{L}\p{N}._:]/u;

function fail(cursor: Cursor, what: string, detail: Record<string, unknown> = {}): BlupError {
  return new BlupError('input', `contrast "${cursor.text}": ${what}`, {
    value: cursor.text,
    position: cursor.at,
    ...detail,
  });
}

function skipBlanks(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
}

function take(cursor: Cursor, sign: string): boolean {
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== sign) return false;
  cursor.at++;
  return true;
}

/** The error for text that is no coefficient: the nearest name, or all of them. */
function unknownName(cursor: Cursor, name: string): BlupError {
  const { names, dropped } = cursor;
  if (dropped.includes(name)) {
    return fail(
      cursor,
      `"${name}" was left out of the fit, its column depends linearly on others`,
      { name },
    );
  }
  const suggestion = nearest(name, names);
  const hint = didYouMean(name, names) || `; they are ${names.join(', ')}`;
  return fail(cursor, `"${name}" is no coefficient${hint}`, {
    name,
    ...(suggestion !== undefined && { suggestion }),
  });
}

function unquoted(name: string): string {
  return name.replace(/^`(.*)`$/, '$1');
}

/** The longest name that the text goes on with, as the place among the names; −1 when there is none. */
function nameAt({ text, names, at }: Cursor): { index: number; length: number } {
  let best = { index: -1, length: 0 };
  names.forEach((name, index) => {
    if (name.length <= best.length || !text.startsWith(name, at)) return;
    const next = text[at + name.length] ?? '';
    if (nameCharacter.test(next) && nameCharacter.test(name[name.length - 1])) return;
    best = { index, length: name.length };
  });
  return best;
}

function unit(cursor: Cursor, index: number): Linear {
  const weights = new Float64Array(cursor.names.length);
  weights[index] = 1;
  return { weights, constant: 0 };
}

function isConstant({ weights }: Linear): boolean {
  return weights.every((w) => w === 0);
}

function scale({ weights, constant }: Linear, factor: number): Linear {
  return { weights: weights.map((w) => w * factor), constant: constant * factor };
}

function readQuoted(cursor: Cursor): Linear {
  const end = cursor.text.indexOf('`', cursor.at + 1);
  if (end < 0) throw fail(cursor, 'a backquote is not closed');
  const name = cursor.text.slice(cursor.at + 1, end);
  const index = cursor.names.findIndex((known) => known === name || unquoted(known) === name);
  if (index < 0) throw unknownName(cursor, name);
  cursor.at = end + 1;
  return unit(cursor, index);
}

function readOperand(cursor: Cursor, depth: number): Linear {
  skipBlanks(cursor);
  const { text, at } = cursor;
  if (depth > 100) throw fail(cursor, 'parentheses are nested too deep');
  // Names first: `(Intercept)` is no parenthesis, `2nd` no number.
  const { index, length } = nameAt(cursor);
  if (index >= 0) {
    cursor.at += length;
    return unit(cursor, index);
  }
  if (text[at] === '`') return readQuoted(cursor);
  if (take(cursor, '-')) return scale(readOperand(cursor, depth + 1), -1);
  if (take(cursor, '+')) return readOperand(cursor, depth + 1);
  numberPattern.lastIndex = at;
  const found = numberPattern.exec(text);
  if (found !== null) {
    cursor.at += found[0].length;
    return { weights: new Float64Array(cursor.names.length), constant: Number(found[0]) };
  }
  const word = /^[^\s+*/=-]+/.exec(text.slice(at))?.[0];
  if (take(cursor, '(')) {
    const inside = /^\([^()]*\)/.exec(text.slice(at))?.[0];
    // `(intercept)` is a slip of the pen, not a parenthesis.
    if (inside !== undefined && nearest(inside, cursor.names) !== undefined) {
      throw unknownName(cursor, inside);
    }
    const value = readSum(cursor, depth + 1);
    if (!take(cursor, ')')) throw fail(cursor, 'a parenthesis is not closed');
    return value;
  }
  if (word === undefined) {
    const what = text[at] === undefined ? 'it ends too early' : `unexpected "${text[at]}"`;
    throw fail(cursor, `${what}; write it as in "2*x - z" or "x = 1"`);
  }
  throw unknownName(cursor, word);
}

function multiply(cursor: Cursor, a: Linear, b: Linear): Linear {
  if (isConstant(b)) return scale(a, b.constant);
  if (isConstant(a)) return scale(b, a.constant);
  throw fail(cursor, 'a product of coefficients is not linear');
}

function readProduct(cursor: Cursor, depth: number): Linear {
  let value = readOperand(cursor, depth);
  for (;;) {
    if (take(cursor, '*')) {
      value = multiply(cursor, value, readOperand(cursor, depth));
    } else if (take(cursor, '/')) {
      const divisor = readOperand(cursor, depth);
      if (!isConstant(divisor) || divisor.constant === 0) {
        throw fail(cursor, 'only numbers other than 0 can divide');
      }
      value = scale(value, 1 / divisor.constant);
    } else {
      skipBlanks(cursor);
      // `2 x` as in a formula of algebra.
      if (!isConstant(value) || nameAt(cursor).index < 0) return value;
      value = multiply(cursor, value, readOperand(cursor, depth));
    }
  }
}

function readSum(cursor: Cursor, depth: number): Linear {
  let value = readProduct(cursor, depth);
  for (;;) {
    const sign = take(cursor, '+') ? 1 : take(cursor, '-') ? -1 : 0;
    if (sign === 0) return value;
    const next = scale(readProduct(cursor, depth), sign);
    value = {
      weights: value.weights.map((w, i) => w + next.weights[i]),
      constant: value.constant + next.constant,
    };
  }
}

/**
 * A hypothesis in words, such as `meanses - cses`, `2*x1 + (x2 + x3)/2 = 1`, `(Intercept) = 0`: numbers, names of
 * coefficients, `+ - * /`, parentheses, and at most one `=`. A name may hold any characters, `I(x^2)` or `a:b`; the
 * longest name that fits is meant; backquotes may enclose it.
 *
 * Throws `input`: for a name that is no coefficient with the nearest one, and for text that is not linear.
 */
export function readCombination(
  text: string,
  names: readonly string[],
  dropped: readonly string[],
): LinearCombination {
  const cursor: Cursor = { text, names, dropped, at: 0 };
  const left = readSum(cursor, 0);
  const right = take(cursor, '=') ? readSum(cursor, 0) : scale(left, 0);
  skipBlanks(cursor);
  if (cursor.at < text.length) throw fail(cursor, `unexpected "${text.slice(cursor.at)}"`);
  return {
    weights: left.weights.map((w, i) => w - right.weights[i]),
    value: right.constant - left.constant,
  };
}

/** The combination that an object of weights by name means, `{ meanses: 1, cses: -1 }`; other weights are 0. */
export function combinationOf(
  weights: Readonly<Record<string, number>>,
  names: readonly string[],
  dropped: readonly string[],
): LinearCombination {
  const text = Object.entries(weights)
    .map(([name, weight]) => `${weight}*${name}`)
    .join(' + ');
  const cursor: Cursor = { text, names, dropped, at: 0 };
  const values = new Float64Array(names.length);
  for (const [name, weight] of Object.entries(weights)) {
    const index = names.indexOf(name);
    if (index < 0) throw unknownName(cursor, name);
    if (typeof weight !== 'number' || !Number.isFinite(weight)) {
      throw fail(cursor, `the weight of "${name}" must be a finite number`, { name });
    }
    values[index] = weight;
  }
  return { weights: values, value: 0 };
}
