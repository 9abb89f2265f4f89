import { deparseExpression } from './deparse.ts';
import type { ChainExpression, Expression } from './expression.ts';
import type { FormulaVariable, TermList } from './formula.ts';
import { meaningError } from './formula-error.ts';

/** More terms than this are a slip of the pen (`(a + b + …)^9`), and would take the memory. */
const maxTerms = 10_000;
/** Variables of all products formed on the way, duplicates included: bounds the time. */
const maxWork = 1_000_000;

/** Terms in order of appearance: key → increasing indices of variables. The empty term never enters. */
type Terms = Map<string, readonly number[]>;

interface Expansion {
  readonly variables: Map<string, { readonly index: number; readonly variable: FormulaVariable }>;
  /** What `.` stands for; undefined: a variable of that name, to be expanded later. */
  readonly dot: readonly FormulaVariable[] | undefined;
  intercept: boolean;
  /** False inside an odd number of minus signs, where 1 removes the intercept. */
  adding: boolean;
  work: number;
  readonly whole: Expression;
}

function put(terms: Terms, term: readonly number[], expansion: Expansion): void {
  if (term.length === 0) return;
  terms.set(term.join(), term);
  expansion.work += term.length;
  if (terms.size > maxTerms || expansion.work > maxWork) {
    throw meaningError(
      `the formula stands for more than ${maxTerms} terms or products; write fewer variables or a smaller power`,
      expansion.whole.span,
    );
  }
}

/** The union of two increasing lists. */
function join(a: readonly number[], b: readonly number[]): readonly number[] {
  const union: number[] = [];
  let j = 0;
  for (const index of a) {
    while (j < b.length && b[j] < index) union.push(b[j++]);
    if (b[j] === index) j++;
    union.push(index);
  }
  for (; j < b.length; j++) union.push(b[j]);
  return union;
}

function single(variable: FormulaVariable, expansion: Expansion): Terms {
  let entry = expansion.variables.get(variable.name);
  if (entry === undefined) {
    entry = { index: expansion.variables.size, variable };
    expansion.variables.set(variable.name, entry);
  }
  return new Map([[String(entry.index), [entry.index]]]);
}

function addAll(into: Terms, from: Terms, expansion: Expansion): Terms {
  for (const term of from.values()) put(into, term, expansion);
  return into;
}

function interact(left: Terms, right: Terms, expansion: Expansion): Terms {
  const terms: Terms = new Map();
  for (const a of left.values()) for (const b of right.values()) put(terms, join(a, b), expansion);
  return terms;
}

/** Every term of `inner` with all variables of `outer`: `inner %in% outer`. */
function nest(inner: Terms, outer: Terms, expansion: Expansion): Terms {
  const all = [...new Set([...outer.values()].flat())].sort((a, b) => a - b);
  const terms: Terms = new Map();
  for (const term of inner.values()) put(terms, join(term, all), expansion);
  return terms;
}

function sameOrder(a: Terms, b: Terms): boolean {
  return a.size === b.size && [...a.keys()].join(';') === [...b.keys()].join(';');
}

function raise(base: Terms, exponent: Expression, expansion: Expansion): Terms {
  const power = exponent.kind === 'number' ? exponent.value : Number.NaN;
  if (!Number.isInteger(power) || power < 1) {
    const shown = deparseExpression(exponent);
    throw meaningError(
      `the power of a sum of terms must be a whole number from 1, not ${shown}; arithmetic goes into I(…)`,
      exponent.span,
    );
  }
  let terms = base;
  for (let i = 1; i < power; i++) {
    // Contains `terms` too: a term times a part of itself is itself.
    const next = interact(terms, base, expansion);
    if (sameOrder(next, terms)) break;
    terms = next;
  }
  return terms;
}

function combine(left: Terms, op: string, right: Expression, expansion: Expansion): Terms {
  if (op === '^') return raise(left, right, expansion);
  if (op === '-') return subtract(left, right, expansion);
  const other = encode(right, expansion);
  if (op === '+') return addAll(left, other, expansion);
  if (left.size === 0 || other.size === 0) {
    throw meaningError(
      `"${op}" needs terms on both sides; 0 and 1 can only be added or subtracted`,
      right.span,
    );
  }
  if (op === ':') return interact(left, other, expansion);
  if (op === '%in%') return nest(left, other, expansion);
  const cross = op === '*' ? interact(left, other, expansion) : nest(other, left, expansion);
  if (op === '*') addAll(left, other, expansion);
  return addAll(left, cross, expansion);
}

function subtract(left: Terms, right: Expression, expansion: Expansion): Terms {
  expansion.adding = !expansion.adding;
  for (const key of encode(right, expansion).keys()) left.delete(key);
  expansion.adding = !expansion.adding;
  return left;
}

function isTermAlgebra(chain: ChainExpression): boolean {
  return chain.rest.every(({ op }) => ['+', '-', '*', '/', ':', '%in%', '^'].includes(op));
}

function encodeConstant(value: number, expression: Expression, expansion: Expansion): Terms {
  if (value !== 0 && value !== 1) {
    const shown = deparseExpression(expression);
    throw meaningError(
      `${shown} is no term of a formula; only 0 and 1 are, arithmetic goes into I(…)`,
      expression.span,
    );
  }
  expansion.intercept = (value === 1) === expansion.adding;
  return new Map();
}

/** The terms that an expression stands for; a fresh Map, which the caller may change. */
function encode(expression: Expression, expansion: Expansion): Terms {
  switch (expression.kind) {
    case 'number':
      return encodeConstant(expression.value, expression, expansion);
    case 'boolean':
      return encodeConstant(Number(expression.value), expression, expansion);
    case 'text':
      throw meaningError(
        `the text ${deparseExpression(expression)} is no term of a formula; a column's name goes into backticks`,
        expression.span,
      );
    case 'parenthesis':
      return encode(expression.value, expansion);
    case 'unary':
      if (expression.op === '+') return encode(expression.value, expansion);
      if (expression.op === '-') return subtract(new Map(), expression.value, expansion);
      break;
    case 'chain':
      if (isTermAlgebra(expression)) {
        let terms = encode(expression.first, expansion);
        for (const { op, value } of expression.rest) terms = combine(terms, op, value, expansion);
        return terms;
      }
      break;
    case 'name':
      if (expression.name === '.' && expansion.dot !== undefined) {
        const terms: Terms = new Map();
        for (const column of expansion.dot) addAll(terms, single(column, expansion), expansion);
        return terms;
      }
  }
  return single({ name: deparseExpression(expression), expression }, expansion);
}

function isOffset({ expression }: FormulaVariable): boolean {
  return expression.kind === 'call' && expression.name === 'offset';
}

/**
 * The terms of a model formula's right side, as R's `terms()`: `+ - * / : ^ %in%` worked out, duplicates
 * removed, ordered by degree and then by appearance; `offset(…)` set apart.
 *
 * `dot` is what `.` stands for; without it `.` stays a variable. At most 10,000 terms.
 * Throws `formula-meaning` for numbers other than 0 and 1, texts, and powers that are no positive whole numbers.
 */
export function expandTerms(
  expression: Expression | undefined,
  dot?: readonly FormulaVariable[],
): TermList {
  const nothing = { intercept: true, variables: [], terms: [], offsets: [] };
  if (expression === undefined) return nothing;
  const variables: Expansion['variables'] = new Map();
  const expansion = { variables, dot, intercept: true, adding: true, work: 0, whole: expression };
  const encoded = [...encode(expression, expansion).values()];
  const all = [...variables.values()].map(({ variable }) => variable);
  const terms = encoded
    .filter((term) => !term.some((index) => isOffset(all[index])))
    .sort((a, b) => a.length - b.length)
    .map((term) => ({ label: term.map((index) => all[index].name).join(':'), variables: term }));
  return { intercept: expansion.intercept, variables: all, terms, offsets: all.filter(isOffset) };
}
