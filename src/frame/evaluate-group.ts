import { BlupError } from '../errors/blup-error.ts';
import type { Expression } from '../formula/expression.ts';
import type { FormulaVariable } from '../formula/formula.ts';
import { asFactor } from '../table/as-factor.ts';
import { interactionFactor } from '../table/interaction-factor.ts';
import type { FactorColumn } from '../table/table.ts';
import type { Context } from './evaluate/context.ts';
import { evaluate } from './evaluate/evaluate.ts';
import { describeValue } from './evaluate/value.ts';

function factorOf(expression: Expression, name: string, context: Context): FactorColumn {
  if (expression.kind === 'parenthesis') return factorOf(expression.value, name, context);
  if (expression.kind === 'chain' && expression.rest[0].op === ':') {
    const factors = [expression.first, ...expression.rest.map(({ value }) => value)].map((part) =>
      factorOf(part, name, context),
    );
    return factors.slice(1).reduce((a, b) => interactionFactor(a, b), factors[0]);
  }
  const value = evaluate(expression, context);
  if (value.kind === 'matrix' || value.kind === 'constant') {
    throw new BlupError(
      'grouping-factor',
      `the grouping factor ${name} must be a column, not ${describeValue(value)}`,
      { value: name },
    );
  }
  return asFactor(value);
}

/**
 * The grouping factor of a random term: a column of any kind as a factor, or the pairs of levels that occur in `a:b`,
 * labelled `a1:b1`.
 */
export function evaluateGroup(group: FormulaVariable, context: Context): FactorColumn {
  return factorOf(group.expression, group.name, context);
}
