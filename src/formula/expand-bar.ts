import { deparseExpression } from './deparse.ts';
import { expandTerms } from './expand-terms.ts';
import type { ChainExpression, Expression } from './expression.ts';
import type { RandomBar } from './formula.ts';
import { meaningError } from './formula-error.ts';

function unwrap(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'parenthesis') inner = inner.value;
  return inner;
}

/** A grouping factor: a column, a call, or several of them joined by `:`. */
function checkGroup(expression: Expression): void {
  const inner = unwrap(expression);
  if (inner.kind === 'name' && inner.name !== '.') return;
  if (inner.kind === 'call') return;
  if (inner.kind === 'chain' && inner.rest[0].op === ':') {
    checkGroup(inner.first);
    for (const { value } of inner.rest) checkGroup(value);
    return;
  }
  throw meaningError(
    `"${deparseExpression(expression)}" is no grouping factor; write a column, a:b or a/b after the bar`,
    expression.span,
  );
}

/** `inner:(outer)`, spelled as R spells it. */
function nested(inner: Expression, outer: Expression): Expression {
  const value: Expression =
    outer.kind === 'chain' ? { kind: 'parenthesis', value: outer, span: outer.span } : outer;
  const link = { op: ':', value };
  const span = { start: outer.span.start, end: inner.span.end };
  if (inner.kind === 'chain') return { ...inner, rest: [...inner.rest, link], span };
  return { kind: 'chain', first: inner, rest: [link], span };
}

/** `a/b/c` as `c:(b:a)`, `b:a`, `a`; anything else as itself. */
function expandNesting(group: Expression): Expression[] {
  const inner = unwrap(group);
  if (inner.kind !== 'chain' || inner.rest[0].op !== '/') return [inner];
  const factors = [inner.first, ...inner.rest.map(({ value }) => value)];
  if (inner.rest.some(({ op }) => op !== '/')) checkGroup(inner);
  const groups = expandNesting(factors[0]);
  for (const factor of factors.slice(1)) {
    groups.unshift(nested(unwrap(factor), groups[0]));
  }
  return groups;
}

/**
 * The random terms of one bar: one, or one for each level of a nesting `a/b`, the inner factor first.
 *
 * Throws `formula-meaning` when what stands right of the bar is no grouping factor.
 */
export function expandBar(bar: ChainExpression): RandomBar[] {
  if (bar.rest.length > 1) {
    throw meaningError(
      `one bar too many in (${deparseExpression(bar)}); write one random term for each grouping factor`,
      bar.span,
    );
  }
  const [{ op, value }] = bar.rest;
  const terms = expandTerms(bar.first);
  if (terms.variables.some(({ name }) => name === '.')) {
    throw meaningError('"." cannot be used within a random term; name the columns', bar.span);
  }
  if (terms.offsets.length > 0) {
    throw meaningError('offset() cannot be used within a random term', bar.span);
  }
  if (!terms.intercept && terms.terms.length === 0) {
    throw meaningError(`(${deparseExpression(bar)}) has no random effect; write (1 | …)`, bar.span);
  }
  const left = deparseExpression(bar.first);
  return expandNesting(value).map((group) => {
    checkGroup(group);
    const name = deparseExpression(group);
    return {
      label: `${left} ${op} ${name}`,
      terms,
      uncorrelated: op === '||',
      group: { name, expression: group },
      left,
    };
  });
}
