import type { FamilyName } from '../../family/family.ts';
import { estimateText, shortNumber } from './equation-number.ts';
import type {
  EquationTerm,
  LevelEquation,
  RandomDistribution,
  ResidualDistribution,
  ResponseDistribution,
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

/** The left side of an equation, and its summands with their signs; a side without summands is 0. */
export function writeTerms(
  { left, terms }: LevelEquation,
  writer: NotationWriter,
  numbers: Numbers,
): readonly [string, readonly string[]] {
  const [first, ...others] = terms.map((term) => summand(term, writer, numbers));
  const begin = first === undefined ? '0' : (first.negative ? writer.minus : '') + first.text;
  const rest = others.map(({ negative, text }) => `${negative ? writer.minus : '+'} ${text}`);
  return [leftSide(left, writer), [begin, ...rest]];
}

function leftSide(left: LevelEquation['left'], writer: NotationWriter): string {
  if ('link' in left) return writer.link(left.link, writer.symbol(left.mean));
  return isSymbol(left) ? writer.symbol(left) : writer.variable(left);
}

/** Both sides of an equation. */
export function writeEquation(
  equation: LevelEquation,
  writer: NotationWriter,
  numbers: Numbers,
): readonly [string, string] {
  const [left, terms] = writeTerms(equation, writer, numbers);
  return [left, terms.join(' ')];
}

/** Names of distributions; the parameters are the mean and what stands beside it. */
const distributionNames: Readonly<Record<Exclude<FamilyName, 'binomial' | 'ordinal'>, string>> = {
  poisson: 'Poisson',
  'negative-binomial-1': 'NB1',
  'negative-binomial-2': 'NB2',
  gamma: 'Gamma',
  'inverse-gaussian': 'InvGaussian',
  beta: 'Beta',
  gaussian: 'N',
};

/** How a generalised response is distributed about its mean: both sides and the sign between. */
export function writeOutcome(
  { family, link, response, mean, trials, dispersion, thresholds = [] }: ResponseDistribution,
  writer: NotationWriter,
  numbers: Numbers,
): readonly (readonly [string, '~' | '=', string])[] {
  const left = writer.variable(response);
  const centre = writer.symbol(mean);
  if (family === 'ordinal') {
    const cut = `${writer.threshold(undefined)} ${writer.minus} ${centre}`;
    return [
      [writer.link(link, writer.atMost(left)), '=', cut],
      ...(numbers.estimates
        ? thresholds.map(({ estimate, standardError }, k): readonly [string, '=', string] => {
            const pair = estimateText(estimate, standardError);
            const { estimate: size, standardError: se } = pair;
            const shown = writer.estimate({
              estimate: size,
              ...(numbers.standardErrors && se !== undefined && { standardError: se }),
            });
            return [writer.threshold(k + 1), '=', (estimate < 0 ? writer.minus : '') + shown];
          })
        : []),
    ];
  }
  if (family === 'binomial') {
    const right =
      trials === undefined
        ? writer.distribution('Bernoulli', [centre])
        : writer.distribution('Binomial', [writer.variable(trials), centre]);
    return [[left, '~', right]];
  }
  const beside = dispersion && [
    numbers.estimates
      ? writer.number(shortNumber(dispersion.estimate))
      : dispersion.letter === 'σ²'
        ? writer.residualVariance
        : writer.symbol({ letter: dispersion.letter, index: [], units: '' }),
  ];
  return [[left, '~', writer.distribution(distributionNames[family], [centre, ...(beside ?? [])])]];
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
