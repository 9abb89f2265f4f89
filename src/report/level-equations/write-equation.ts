import { estimateText, shortNumber } from './equation-number.ts';
import type {
  EquationTerm,
  LevelEquation,
  RandomDistribution,
  ResidualDistribution,
} from './equations.ts';
import { effectNumber, type NotationWriter } from './notation-writer.ts';
import { isSymbol } from './symbols.ts';

/** What is written in place of symbols. */
export interface Numbers {
  readonly estimates: boolean;
  readonly standardErrors: boolean;
}

interface Summand {
  readonly negative: boolean;
  readonly text: string;
}

function head(term: EquationTerm, writer: NotationWriter, numbers: Numbers): Summand {
  const { symbol, estimate, standardError } = term;
  if (numbers.estimates && estimate !== undefined) {
    const { estimate: size, standardError: se } = estimateText(estimate, standardError);
    const pair = numbers.standardErrors && se !== undefined ? { standardError: se } : {};
    return { negative: estimate < 0, text: writer.estimate({ estimate: size, ...pair }) };
  }
  return { negative: false, text: symbol === undefined ? '' : writer.symbol(symbol) };
}

function summand(term: EquationTerm, writer: NotationWriter, numbers: Numbers): Summand {
  const { negative, text } = head(term, writer, numbers);
  const factors = [text, ...term.variables.map(writer.variable)].filter((part) => part !== '');
  return { negative, text: writer.product(factors) };
}

/** Both sides of an equation; a side without summands is 0. */
export function writeEquation(
  { left, terms }: LevelEquation,
  writer: NotationWriter,
  numbers: Numbers,
): readonly [string, string] {
  const [first, ...others] = terms.map((term) => summand(term, writer, numbers));
  const begin = first === undefined ? '0' : (first.negative ? writer.minus : '') + first.text;
  const rest = others.map(({ negative, text }) => ` ${negative ? writer.minus : '+'} ${text}`);
  return [isSymbol(left) ? writer.symbol(left) : writer.variable(left), begin + rest.join('')];
}

/** Entries of a covariance matrix, row by row: symbols or estimates, 0 between blocks. */
export function writeCovariance(
  { letter, effects, blocks, covariance }: RandomDistribution,
  writer: NotationWriter,
  { estimates }: Numbers,
): string[][] {
  return effects.map((a, r) =>
    effects.map((b, c) => {
      if (blocks[r] !== blocks[c]) return '0';
      const value = estimates ? covariance?.[r][c] : undefined;
      if (value === undefined) return writer.tau(letter, effectNumber(a), effectNumber(b));
      return (value < 0 ? writer.minus : '') + writer.number(shortNumber(Math.abs(value)));
    }),
  );
}

/** σ² or its estimate, divided by the precision weights if there are any. */
export function writeResidualVariance(
  { variance, weights }: ResidualDistribution,
  writer: NotationWriter,
  { estimates }: Numbers,
): string {
  const value =
    estimates && variance !== undefined
      ? writer.number(shortNumber(variance))
      : writer.residualVariance;
  return weights === undefined ? value : `${value} / ${writer.variable(weights)}`;
}
