import { deparseExpression } from '../deparse.ts';
import type { Expression } from '../expression.ts';
import { meaningError, syntaxError } from '../formula-error.ts';
import { parseWhole } from '../parse-expression.ts';
import { tokenize } from '../tokenize.ts';
import type {
  Equation,
  EquationLevel,
  LevelModel,
  SymbolName,
  Uncorrelated,
} from './level-model.ts';
import { type ParsedEquation, parseEquation } from './parse-equation.ts';
import { parseUncorrelated } from './parse-uncorrelated.ts';
import { type Heading, type Statement, statementsOf } from './statements.ts';
import { symbolKey } from './symbol-key.ts';

/** Distributions and matrices, `u0 ~ N(0, τ00)`, say what is so in any case. */
const distribution = /~\s*(?:MV)?N(?:ormal)?\s*\(|=\s*\[|[⎡⎢⎣]/iu;

interface HeadingParts {
  readonly group?: Expression;
  readonly uncorrelated: readonly Uncorrelated[];
}

/** What the parentheses of a heading hold: the grouping factor, perhaps `, uncorrelated`. */
function parseHeading(text: string, { group }: Heading): HeadingParts {
  if (group === undefined) return { uncorrelated: [] };
  const inside = text.slice(group.start, group.end);
  const option = /(?:^|,)\s*(?:uncorrelated|independent)\s*$/i.exec(inside);
  const end = option === null ? group.end : group.start + option.index;
  const span = { start: group.start + (option?.index ?? 0), end: group.end };
  const uncorrelated = option === null ? [] : [{ span }];
  if (text.slice(group.start, end).trim() === '') return { uncorrelated };
  return { group: parseWhole(text, tokenize(text, group.start, end)), uncorrelated };
}

function checkGroup(group: Expression): void {
  const isGroup =
    group.kind === 'name' ||
    group.kind === 'call' ||
    (group.kind === 'chain' && group.rest.every(({ op }) => op === ':'));
  if (isGroup) return;
  throw meaningError(
    `"${deparseExpression(group)}" is no grouping factor; write a column, or class:school where class numbers repeat in each school`,
    group.span,
  );
}

function leftSymbol({ left }: ParsedEquation): SymbolName {
  if (left.kind === 'name') return { name: left.name, key: symbolKey(left.name), span: left.span };
  throw meaningError(
    `"${deparseExpression(left)}" is no coefficient; an equation above level 1 says what a coefficient of a lower level is, as b0 = g00 + u0`,
    left.span,
  );
}

function oneGroup(level: number, groups: readonly Expression[]): Expression | undefined {
  const [first, ...others] = groups;
  if (first === undefined) return undefined;
  const name = deparseExpression(first);
  const other = others.find((group) => deparseExpression(group) !== name);
  if (other !== undefined) {
    throw meaningError(
      `level ${level} has two groups, ${name} and ${deparseExpression(other)}; crossed factors need a formula, as y ~ x + (1 | ${name}) + (1 | ${deparseExpression(other)})`,
      other.span,
    );
  }
  if (level > 1) checkGroup(first);
  return first;
}

interface LevelText {
  readonly level: number;
  readonly headings: readonly Heading[];
  readonly equations: readonly ParsedEquation[];
  readonly uncorrelated: readonly Uncorrelated[];
}

function readLevel(
  text: string,
  level: number,
  headings: readonly Heading[],
  statements: readonly Statement[],
): LevelText {
  const equations: ParsedEquation[] = [];
  const uncorrelated: Uncorrelated[] = [];
  for (const { span } of statements) {
    const statement = parseUncorrelated(text, span);
    if (statement !== undefined) uncorrelated.push(statement);
    else if (!distribution.test(text.slice(span.start, span.end))) {
      equations.push(parseEquation(text, span));
    }
  }
  if (equations.length === 0) {
    const example =
      level === 1 ? 'level 1: y = b0 + b1*x' : `level ${level} (group): b0 = g00 + u0`;
    throw syntaxError(`no equation at level ${level} (write: ${example})`, text, headings[0].span);
  }
  if (level === 1 && uncorrelated.length > 0) {
    throw meaningError(
      'level 1 has one residual, without correlations; say this under the level of the random effects',
      uncorrelated[0].span,
    );
  }
  return { level, headings, equations, uncorrelated };
}

function responseEquation({ equations }: LevelText): ParsedEquation {
  const [first, second] = equations;
  if (second === undefined) return first;
  throw meaningError(
    `level 1 has two equations; those of the coefficients, as ${deparseExpression(second.left)} = …, stand under "level 2 (group):"`,
    second.span,
  );
}

function finishLevel(
  text: string,
  { level, headings, equations, uncorrelated }: LevelText,
): EquationLevel {
  const parts = headings.map((heading) => parseHeading(text, heading));
  const group = oneGroup(
    level,
    parts.flatMap((part) => (part.group === undefined ? [] : [part.group])),
  );
  const own: Equation[] = equations.map((equation) => {
    const [offset] = equation.offsets;
    if (offset !== undefined) throw meaningError('an offset stands at level 1', offset.span);
    return { left: leftSymbol(equation), addends: equation.addends };
  });
  return {
    level,
    ...(group === undefined ? {} : { group }),
    span: headings[0].span,
    equations: own,
    uncorrelated: [...parts.flatMap((part) => part.uncorrelated), ...uncorrelated],
  };
}

/** Text of level equations, plain already, as levels with their equations. Throws with the place of what is wrong. */
export function parseLevelModel(text: string): LevelModel {
  const { headings, statements } = statementsOf(text);
  const numbers = [...new Set(headings.map(({ level }) => level))].sort((a, b) => a - b);
  if (numbers[0] !== 1) {
    throw syntaxError('no level 1 (write: level 1: y = b0 + b1*x)', text, headings[0].span);
  }
  const [first, ...higher] = numbers.map((number) =>
    readLevel(
      text,
      number,
      headings.filter(({ level }) => level === number),
      statements.filter(({ heading }) => heading.level === number),
    ),
  );
  const { left, addends, offsets, span } = responseEquation(first);
  const response: SymbolName = { name: deparseExpression(left), key: '', span };
  return {
    response: left,
    offsets,
    levels: [
      {
        level: 1,
        span: first.headings[0].span,
        equations: [{ left: response, addends }],
        uncorrelated: [],
      },
      ...higher.map((level) => finishLevel(text, level)),
    ],
  };
}
