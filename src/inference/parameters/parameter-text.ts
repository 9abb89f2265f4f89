import { BlupError } from '../../errors/blup-error.ts';
import type { Estimate } from './estimate.ts';

/** A quantity that a text means: always a function of the parameters, and a linear one of the fixed effects if it is. */
export interface Quantity {
  readonly value: (estimate: Estimate) => number;
  /** `constant + Σ weights_j β_j`; absent when it is anything else. */
  readonly linear?: { readonly constant: number; readonly weights: ReadonlyMap<string, number> };
  /** True when it cannot be negative, whatever the data. */
  readonly positive?: boolean;
}

/** What a name in a text stands for. */
export type Names = ReadonlyMap<string, Quantity>;

/**
 * Reads arithmetic on names of parameters: `meanses - cses`, `2*x + z`, `var_(Intercept)|school / sigma^2`. Operators + − * / ^ and
 * parentheses; the longest name that fits is taken, so `x1:x2` and `(Intercept)` need no quotes.
 *
 * @throws `option` with the rest of the text that was not understood
 */
export function readQuantity(text: string, names: Names): Quantity {
  const known = [...names.keys()].toSorted((a, b) => b.length - a.length);
  let at = 0;
  const blank = (): void => {
    while (text[at] === ' ') at++;
  };
  const take = (symbol: string): boolean => {
    blank();
    if (!text.startsWith(symbol, at)) return false;
    at += symbol.length;
    return true;
  };
  const fail = (): never => {
    const rest = text.slice(at).trim();
    throw new BlupError(
      'option',
      rest === ''
        ? `"${text}" ends too early: expected the name of a parameter or a number`
        : `"${text}" is no parameter: cannot read "${rest}"; the names are ${[...names.keys()].join(', ')}`,
      { value: text },
    );
  };
  const name = (): Quantity | undefined => {
    const found = known.find((candidate) => {
      if (!text.startsWith(candidate, at)) return false;
      const wordEnd = /[\p{L}\p{N}_.]$/u.test(candidate);
      return !(wordEnd && /^[\p{L}\p{N}_.]/u.test(text.slice(at + candidate.length)));
    });
    if (found === undefined) return undefined;
    at += found.length;
    return names.get(found);
  };
  const atom = (): Quantity => {
    blank();
    const named = name();
    if (named !== undefined) return named;
    const digits = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/.exec(text.slice(at));
    if (digits !== null) {
      at += digits[0].length;
      return number(Number(digits[0]));
    }
    if (!take('(')) return fail();
    const inner = sum();
    return take(')') ? inner : fail();
  };
  const power = (): Quantity => {
    const base = atom();
    if (!take('^')) return base;
    const exponent = factor();
    return { value: (e) => base.value(e) ** exponent.value(e), positive: base.positive === true };
  };
  const factor = (): Quantity => {
    if (take('-')) return scaled(factor(), -1);
    return take('+') ? factor() : power();
  };
  const product = (): Quantity => {
    let left = factor();
    for (;;) {
      if (take('*')) left = times(left, factor());
      else if (take('/')) left = over(left, factor());
      else return left;
    }
  };
  const sum = (): Quantity => {
    let left = product();
    for (;;) {
      if (take('+')) left = plus(left, product());
      else if (take('-')) left = plus(left, scaled(product(), -1));
      else return left;
    }
  };
  const whole = sum();
  blank();
  return at < text.length ? fail() : whole;
}

/** A number by itself. */
function number(constant: number): Quantity {
  return {
    value: () => constant,
    linear: { constant, weights: new Map() },
    positive: constant >= 0,
  };
}

function constantOf({ linear }: Quantity): number | undefined {
  return linear !== undefined && linear.weights.size === 0 ? linear.constant : undefined;
}

function scaled(q: Quantity, by: number): Quantity {
  const value = (e: Estimate): number => by * q.value(e);
  const positive = by >= 0 && q.positive === true;
  if (q.linear === undefined) return { value, positive };
  const weights = new Map(Array.from(q.linear.weights, ([name, w]) => [name, by * w]));
  return { value, linear: { constant: by * q.linear.constant, weights }, positive };
}

function plus(a: Quantity, b: Quantity): Quantity {
  const value = (e: Estimate): number => a.value(e) + b.value(e);
  const positive = a.positive === true && b.positive === true;
  if (a.linear === undefined || b.linear === undefined) return { value, positive };
  const weights = new Map(a.linear.weights);
  for (const [name, w] of b.linear.weights) weights.set(name, (weights.get(name) ?? 0) + w);
  return { value, linear: { constant: a.linear.constant + b.linear.constant, weights }, positive };
}

function times(a: Quantity, b: Quantity): Quantity {
  const left = constantOf(a);
  if (left !== undefined) return scaled(b, left);
  const right = constantOf(b);
  const positive = a.positive === true && b.positive === true;
  return right !== undefined
    ? scaled(a, right)
    : { value: (e) => a.value(e) * b.value(e), positive };
}

function over(a: Quantity, b: Quantity): Quantity {
  const right = constantOf(b);
  const positive = a.positive === true && b.positive === true;
  return right !== undefined
    ? scaled(a, 1 / right)
    : { value: (e) => a.value(e) / b.value(e), positive };
}
