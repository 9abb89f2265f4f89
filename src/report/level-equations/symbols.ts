import { BlupError } from '../../errors/blup-error.ts';
import type { EquationSymbol, LevelEquation } from './equations.ts';
import type { GroupOrder } from './group-order.ts';

/** Letters of the highest levels, of two, three and four levels (Raudenbush & Bryk 2002, chapters 2 and 8). */
const coefficientLetters = ['ψ', 'π', 'β', 'γ'];
const residualLetters = ['ε', 'e', 'r', 'u'];
const unitLetters = 'ijklmnop';
const crossedLetters = 'uvwabcdfg';

/** Names of everything in the equations of a model with given groups. */
export interface Notation {
  /** False for the combined equation of crossed factors. */
  readonly nested: boolean;
  /** Number of levels with equations; 1 for crossed factors. */
  readonly depth: number;
  /** Coefficient of a level from 1 to `depth`. */
  readonly coefficient: (level: number, index: readonly number[]) => EquationSymbol;
  /** Random effect of a group, counted from 0. */
  readonly random: (group: number, index: readonly number[]) => EquationSymbol;
  readonly residual: EquationSymbol;
  /** Units of a variable that is constant within a group, −1 for within none. */
  readonly units: (group: number) => string;
  /** Letter below τ of a group. */
  readonly covariance: (group: number) => string;
}

function nested(count: number): Notation {
  const depth = count + 1;
  const letterOf = (letters: readonly string[], level: number) =>
    letters[letters.length - depth + level - 1];
  const above = (level: number) => unitLetters.slice(level, depth);
  return {
    nested: true,
    depth,
    coefficient: (level, index) => ({
      letter: letterOf(coefficientLetters, level),
      index,
      units: above(level),
    }),
    random: (group, index) => ({
      letter: letterOf(residualLetters, group + 2),
      index,
      units: above(group + 1),
    }),
    residual: { letter: letterOf(residualLetters, 1), index: [], units: above(0) },
    units: (group) => above(group + 1),
    covariance: (group) => (count === 1 ? '' : letterOf(coefficientLetters, group + 1)),
  };
}

function crossed(count: number): Notation {
  const observation = `i(${unitLetters.slice(1, count + 1)})`;
  return {
    nested: false,
    depth: 1,
    coefficient: (_, index) => ({ letter: 'γ', index, units: '' }),
    random: (group, index) => ({
      letter: crossedLetters[group],
      index,
      units: unitLetters[group + 1],
    }),
    residual: { letter: 'e', index: [], units: observation },
    units: (group) => (group < 0 ? observation : unitLetters[group + 1]),
    covariance: (group) => crossedLetters[group],
  };
}

/** The most grouping factors that have letters: 3 when nested, 7 in all. */
const maxNested = 3;
const maxGroups = 7;

/** The notation for grouping factors in their order. Throws `BlupError('input')` for more than 7. */
export function notationOf({ nested: isNested, groups }: GroupOrder): Notation {
  if (groups.length > maxGroups) {
    throw new BlupError(
      'input',
      `${groups.length} grouping factors; equations have letters for ${maxGroups} at most`,
      { value: groups.length },
    );
  }
  return isNested && groups.length <= maxNested ? nested(groups.length) : crossed(groups.length);
}

/** Whether the left side of an equation is a symbol, not the response or its mean. */
export function isSymbol(left: LevelEquation['left']): left is EquationSymbol {
  return 'letter' in left;
}
