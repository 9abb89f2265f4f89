import { BlupError } from '../errors/blup-error.ts';
import type { Model } from '../fit/model.ts';

/** The only grouping factor of a model. Throws `BlupError('input')` when there are several. */
export function singleFactor({ random }: Model, what: string): string {
  const groups = [...new Set(random.map(({ group }) => group))];
  if (groups.length === 1) return groups[0];
  throw new BlupError(
    'input',
    `${what} is defined for one grouping factor; the model has ${groups.join(', ')}`,
    { value: groups },
  );
}
