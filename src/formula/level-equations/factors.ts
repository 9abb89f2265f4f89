import type { Expression } from '../expression.ts';

const products: ReadonlySet<string> = new Set(['*', ':']);

function unwrap(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'parenthesis') inner = inner.value;
  return inner;
}

function arithmetic(expression: Expression): Expression[] {
  return [{ kind: 'call', name: 'I', args: [{ value: expression }], span: expression.span }];
}

/**
 * The variables of a product as equations write it: `cses*sector` and `cses:sector` are two. Other arithmetic is one
 * variable in `I(…)`: `year^2` is `I(year^2)`, `(year - 5)` is `I(year - 5)`.
 */
export function factorsOf(predictor: Expression): Expression[] {
  const inner = unwrap(predictor);
  if (inner.kind === 'name' || inner.kind === 'call') return [inner];
  if (inner.kind !== 'chain' || !inner.rest.every(({ op }) => products.has(op))) {
    return arithmetic(inner);
  }
  const operands = [inner.first, ...inner.rest.map(({ value }) => value)];
  const isNumber = operands.some((operand) => ['number', 'unary'].includes(unwrap(operand).kind));
  return isNumber ? arithmetic(inner) : operands.flatMap(factorsOf);
}
