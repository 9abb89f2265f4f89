import { BlupError } from '../errors/blup-error.ts';
import { didYouMean, nearest } from '../errors/suggest.ts';
import type { Expression, NameExpression } from '../formula/expression.ts';
import type { Formula, FormulaVariable } from '../formula/formula.ts';
import type { Table } from '../table/table.ts';
import { namedConstants } from './evaluate/evaluate.ts';

/** The names in an expression, in order of appearance. */
export function namesIn(expression: Expression): NameExpression[] {
  switch (expression.kind) {
    case 'name':
      return [expression];
    case 'call':
      return expression.args.flatMap(({ value }) => namesIn(value));
    case 'unary':
    case 'parenthesis':
      return namesIn(expression.value);
    case 'chain':
      return [expression.first, ...expression.rest.map(({ value }) => value)].flatMap(namesIn);
    default:
      return [];
  }
}

/** Everything of a formula that is evaluated on data: response, variables of all terms, grouping factors. */
function formulaVariables(formula: Formula): FormulaVariable[] {
  const response = formula.response === undefined ? [] : [formula.response];
  const random = formula.random.flatMap(({ terms, group }) => [...terms.variables, group]);
  return [...response, ...formula.fixed.variables, ...random];
}

/** Error `unknown-column` with the nearest name and, when it is known, the place in the formula. */
export function unknownColumn(
  name: string,
  table: Table,
  place: { readonly span?: { readonly start: number; readonly end: number } } = {},
): BlupError {
  const suggestion = nearest(name, table.names);
  const guess = didYouMean(name, table.names);
  const shown = table.names.slice(0, 12).join(', ');
  const known = guess || ` (columns: ${shown}${table.names.length > 12 ? ', …' : ''})`;
  const detail = { value: name, ...place };
  return new BlupError(
    'unknown-column',
    `column "${name}" is not in the data${known}`,
    suggestion === undefined ? detail : { ...detail, suggestion },
  );
}

/**
 * The columns of the table that the formula reads, in order of appearance.
 *
 * Throws `unknown-column` for a name that is neither a column nor a constant such as `pi`.
 */
export function usedColumns(formula: Formula, table: Table): string[] {
  const used = new Set<string>();
  for (const { expression } of formulaVariables(formula)) {
    for (const { name, span } of namesIn(expression)) {
      if (table.columns.has(name)) used.add(name);
      else if (!namedConstants.has(name)) throw unknownColumn(name, table, { span });
    }
  }
  return [...used];
}
