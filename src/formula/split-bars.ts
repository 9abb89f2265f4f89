import { deparseExpression } from './deparse.ts';
import type { ChainExpression, ChainLink, Expression } from './expression.ts';
import { meaningError } from './formula-error.ts';

/** The right side of a mixed-model formula taken apart. */
interface SplitSide {
  /** What is left without the random terms; undefined when nothing is. */
  readonly fixed: Expression | undefined;
  /** The insides of `(… | …)` and `(… || …)`, in formula order. */
  readonly bars: readonly ChainExpression[];
}

/** The expression itself when it is a bar, `x | g` or `x || g`. */
function asBar(expression: Expression): ChainExpression | undefined {
  if (expression.kind !== 'chain') return undefined;
  return ['|', '||'].includes(expression.rest[0].op) ? expression : undefined;
}

function containsBar(expression: Expression): boolean {
  if (expression.kind === 'parenthesis') return containsBar(expression.value);
  if (expression.kind === 'unary') {
    // `!(a | b)` is logic; `!a + (1 | g)` is R's reading of a slip, as `!` binds looser than `+`.
    const isLogic = expression.op === '!' && expression.value.kind === 'parenthesis';
    return !isLogic && containsBar(expression.value);
  }
  if (expression.kind !== 'chain') return false;
  if (asBar(expression) !== undefined) return true;
  if (['==', '!=', '<', '>', '<=', '>='].includes(expression.rest[0].op)) return false;
  return containsBar(expression.first) || expression.rest.some(({ value }) => containsBar(value));
}

function sum(links: readonly ChainLink[], whole: Expression): Expression | undefined {
  if (links.length === 0) return undefined;
  const [{ op, value }, ...rest] = links;
  const first: Expression =
    op === '-' ? { kind: 'unary', op, value, span: { ...value.span } } : value;
  return rest.length === 0 ? first : { kind: 'chain', first, rest, span: whole.span };
}

function splitSum(chain: ChainExpression): SplitSide {
  const kept: ChainLink[] = [];
  const bars: ChainExpression[] = [];
  for (const { op, value } of [{ op: '+', value: chain.first }, ...chain.rest]) {
    const part = op === '+' ? splitBars(value) : refuseBars(value);
    if (part.fixed !== undefined) kept.push({ op, value: part.fixed });
    bars.push(...part.bars);
  }
  return { fixed: sum(kept, chain), bars };
}

function refuseBars(expression: Expression): SplitSide {
  if (!containsBar(expression)) return { fixed: expression, bars: [] };
  throw meaningError(
    `a random term can only be added: write … + (1 | g), not "${deparseExpression(expression)}" within another operation`,
    expression.span,
  );
}

/**
 * Separates the random terms of a formula's right side from its fixed part. Random terms are added by `+`, each in
 * parentheses, on any level of further parentheses.
 *
 * Throws `formula-meaning` for a bar without parentheses, and for one that is subtracted or multiplied.
 */
export function splitBars(expression: Expression): SplitSide {
  if (asBar(expression) !== undefined) {
    throw meaningError(
      `a random term needs parentheses: write (${deparseExpression(expression)})`,
      expression.span,
    );
  }
  if (expression.kind === 'parenthesis') {
    const { value, span } = expression;
    const bar = asBar(value);
    if (bar !== undefined) return { fixed: undefined, bars: [bar] };
    const inner = splitBars(value);
    if (inner.bars.length === 0 || inner.fixed === undefined) {
      return { ...inner, fixed: inner.bars.length === 0 ? expression : undefined };
    }
    return { fixed: { kind: 'parenthesis', value: inner.fixed, span }, bars: inner.bars };
  }
  if (expression.kind === 'chain' && ['+', '-'].includes(expression.rest[0].op)) {
    return splitSum(expression);
  }
  return refuseBars(expression);
}
