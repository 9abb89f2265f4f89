import type { RandomTerm } from '../design/design.ts';
import { BlupError } from '../errors/blup-error.ts';
import { withRows } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';

/** A random term of the only grouping factor. Throws `BlupError('input')` when there are several factors. */
export function singleFactor(model: Model, what: string): RandomTerm {
  const { random, design } = withRows(model, 'shares of variance');
  const groups = [...new Set(random.map(({ group }) => group))];
  if (groups.length === 1) return design.random[0];
  throw new BlupError(
    'input',
    `${what} is defined for one grouping factor; the model has ${groups.join(', ')}`,
    { value: groups },
  );
}
