import { BlupError, type TextSpan } from '../../errors/blup-error.ts';
import { deparseExpression } from '../deparse.ts';
import type { ChainLink, Expression } from '../expression.ts';
import type { FormulaLevels } from '../formula.ts';
import type { FormulaSides } from '../parse-expression.ts';
import { type CombinedModel, combine, type Product } from './combine.ts';
import { covarianceBlocks } from './covariance-blocks.ts';
import { parseLevelModel } from './parse-level-model.ts';
import { plainText } from './plain-text.ts';

/** Level equations as the formula that they stand for. */
interface LevelFormula {
  readonly sides: FormulaSides;
  readonly levels: FormulaLevels;
}

/** Longer text is no model, and would cost time. */
const maxLength = 200_000;

function chain(op: string, operands: readonly Expression[], span: TextSpan): Expression {
  const [first, ...others] = operands;
  if (others.length === 0) return first;
  const rest: ChainLink[] = others.map((value) => ({ op, value }));
  return { kind: 'chain', first, rest, span };
}

function number(value: 0 | 1, span: TextSpan): Expression {
  return { kind: 'number', value, integer: false, span };
}

/** Products as a sum; an intercept that goes without saying is left out, a missing one is `0`. */
function sum(
  products: readonly Product[],
  more: readonly Expression[],
  span: TextSpan,
): Expression {
  const slopes = products.filter(({ factors }) => factors.length > 0);
  const terms = slopes.map(({ factors, symbol }) => chain(':', factors, symbol.span));
  if (slopes.length === products.length)
    return chain('+', [number(0, span), ...terms, ...more], span);
  return chain('+', slopes.length > 0 ? [...terms, ...more] : [number(1, span), ...more], span);
}

function bars({ level, effects }: CombinedModel['random'][number]): Expression[] {
  const { span } = level;
  const group = level.group as Expression;
  const blocks = covarianceBlocks(level, effects);
  const uncorrelated = blocks.length > 1 && blocks.every((block) => block.length === 1);
  return (uncorrelated ? [effects] : blocks).map((block) => {
    const rest = [{ op: uncorrelated ? '||' : '|', value: group }];
    const value: Expression = { kind: 'chain', first: sum(block, [], span), rest, span };
    return { kind: 'parenthesis', value, span };
  });
}

function work(text: string): LevelFormula {
  const model = parseLevelModel(plainText(text));
  const { fixed, random, at } = combine(model);
  const span = model.levels[0].span;
  const right = sum(fixed, [...model.offsets, ...random.flatMap(bars)], span);
  const groups = random.map(({ level }) => deparseExpression(level.group as Expression));
  return { sides: { left: model.response, right }, levels: { groups, at } };
}

/**
 * The formula of level equations as multilevel textbooks and HLM write them:
 *
 *     level 1: mathach = b0 + b1*cses + r
 *     level 2 (school): b0 = g00 + g01*sector + u0; b1 = g10 + u1
 *
 * is `mathach ~ sector + cses + (cses | school)`. Statements end at `;`, `,` or the end of a line. Coefficients may have any name;
 * `β₀ⱼ`, `β_0j`, `\beta_{0j}`, `beta0` and `b0` are the same one. What stands alone and is called r, u, e, v, w or ε is a residual; that
 * of level 1 may be left out. A slope without residual is fixed. `uncorrelated`, `u0 ⟂ u1` or `cov(u0, u1) = 0` under a level
 * takes correlations out. The groups are taken as written: class numbers that repeat in each school need
 * `level 2 (class:school)`.
 *
 * Throws `formula-syntax` and `formula-meaning` with `detail.span` and `detail.formula`.
 */
export function levelFormula(text: string): LevelFormula {
  if (text.length > maxLength) {
    throw new BlupError(
      'formula-syntax',
      `level equations of ${text.length} characters; at most ${maxLength} are read`,
      {
        value: text.length,
      },
    );
  }
  try {
    return work(text);
  } catch (error) {
    if (!(error instanceof BlupError) || error.detail.span === undefined) throw error;
    throw new BlupError(error.code, error.message, { ...error.detail, formula: text });
  }
}
