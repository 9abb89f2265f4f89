import { deparseExpression } from './deparse.ts';
import type { ChainExpression, Expression } from './expression.ts';
import type { FormulaVariable, TermList } from './formula.ts';
import { meaningError } from './formula-error.ts';
import { addAll, interact, nest, raise, type TermBudget, type Terms } from './term-products.ts';

interface Expansion extends TermBudget {
  readonly variables: Map<string, { readonly index: number; readonly variable: FormulaVariable }>;
  /** What `.` stands for; undefined: a variable of that name, to be expanded later. */
  readonly dot: readonly FormulaVariable[] | undefined;
  intercept: boolean;
  /** False inside an odd number of minus signs, where 1 removes the intercept. */
  adding: boolean;
}

function single(variable: FormulaVariable, expansion: Expansion): Terms {
  let entry = expansion.variables.get(variable.name);
  if (entry === undefined) {
    entry = { index: expansion.variables.size, variable };
    expansion.variables.set(variable.name, entry);
  }
  return new Map([[String(entry.index), [entry.index]]]);
}

function raiseTo(base: Terms, exponent: Expression, expansion: Expansion): Terms {
  const power = exponent.kind === 'number' ? exponent.value : Number.NaN;
  if (!Number.isInteger(power) || power < 1) {
    const shown = deparseExpression(exponent);
    throw meaningError(
      `the power of a sum of terms must be a whole number from 1, not ${shown}; arithmetic goes into I(…)`,
      exponent.span,
    );
  }
  return raise(base, power, expansion);
}

function combine(left: Terms, op: string, right: Expression, expansion: Expansion): Terms {
  if (op === '^') return raiseTo(left, right, expansion);
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
  const expansion = {
    variables,
    dot,
    intercept: true,
    adding: true,
    work: 0,
    span: expression.span,
  };
  const encoded = [...encode(expression, expansion).values()];
  const all = [...variables.values()].map(({ variable }) => variable);
  const terms = encoded
    .filter((term) => !term.some((index) => isOffset(all[index])))
    .sort((a, b) => a.length - b.length)
    .map((term) => ({ label: term.map((index) => all[index].name).join(':'), variables: term }));
  return { intercept: expansion.intercept, variables: all, terms, offsets: all.filter(isOffset) };
}
