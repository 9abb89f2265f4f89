import type { RandomTerm } from '../design/design.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { Model } from '../fit/model.ts';

/** A random term of the only grouping factor. Throws `BlupError('input')` when there are several factors. */
export function singleFactor({ random, design }: Model, what: string): RandomTerm {
  const groups = [...new Set(random.map(({ group }) => group))];
  if (groups.length === 1) return design.random[0];
  throw new BlupError(
    'input',
    `${what} is defined for one grouping factor; the model has ${groups.join(', ')}`,
    { value: groups },
  );
}
