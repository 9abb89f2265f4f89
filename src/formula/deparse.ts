import { deparseNumber } from './deparse-number.ts';
import type { Argument, Expression } from './expression.ts';
import type { Formula } from './formula.ts';
import type { FormulaSides } from './parse-expression.ts';

const syntactic = /^(?:\p{L}|\.(?!\d))[\p{L}\p{M}\p{N}._]*$/u;
const reserved: ReadonlySet<string> = new Set(
  'if else repeat while function for next break TRUE FALSE NULL Inf NaN NA in'.split(' '),
);
/** R writes these without blanks around them. */
const tight: ReadonlySet<string> = new Set(['^', ':', '/', '%%', '%/%']);

/** A column name as R's code shows it: in backticks unless it is a plain name. */
export function quoteName(name: string): string {
  return syntactic.test(name) && !reserved.has(name) ? name : `\`${name}\``;
}

const escaped: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\0': '\\0',
  '"': '\\"',
  '\\': '\\\\',
};

function quoteText(value: string): string {
  return `"${value.replace(/[\n\t\r\0"\\]/g, (c) => escaped[c])}"`;
}

function deparseArgument({ name, value }: Argument): string {
  const text = deparseExpression(value);
  return name === undefined ? text : `${quoteName(name)} = ${text}`;
}

/** An expression in R's spelling and spacing: `log(x, base = 2)`, `I(x^2)`, `a + b:c`. */
export function deparseExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return deparseNumber(expression.value) + (expression.integer ? 'L' : '');
    case 'text':
      return quoteText(expression.value);
    case 'boolean':
      return expression.value ? 'TRUE' : 'FALSE';
    case 'name':
      return quoteName(expression.name);
    case 'call':
      return `${quoteName(expression.name)}(${expression.args.map(deparseArgument).join(', ')})`;
    case 'unary':
      return expression.op + deparseExpression(expression.value);
    case 'parenthesis':
      return `(${deparseExpression(expression.value)})`;
    case 'chain':
      return (
        deparseExpression(expression.first) +
        expression.rest
          .map(({ op, value }) => (tight.has(op) ? op : ` ${op} `) + deparseExpression(value))
          .join('')
      );
  }
}

/** Both sides in R's spelling; R puts no blank after the tilde of a one-sided formula. */
export function deparseSides({ left, right }: FormulaSides): string {
  const text = deparseExpression(right);
  return left === undefined ? `~${text}` : `${deparseExpression(left)} ~ ${text}`;
}

/**
 * The formula as R prints it: the user's own structure in R's spacing,
 * `mathach ~ meanses * cses + sector * cses + (cses | school)`.
 */
export function deparseFormula(formula: Formula): string {
  return deparseSides(formula.sides);
}
