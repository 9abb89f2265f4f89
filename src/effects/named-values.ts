import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';

/** Numbers with names: `values[i]` belongs to `names[i]`. Plain data. */
export interface NamedValues {
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/**
 * One value by its name: `valueNamed(fixef(model), 'cses')`.
 *
 * Throws `BlupError('input')` when no value has this name.
 */
export function valueNamed(named: NamedValues, name: string): number {
  const index = named.names.indexOf(name);
  if (index < 0) {
    const hint = didYouMean(name, named.names) || `; the names are ${named.names.join(', ')}`;
    throw new BlupError('input', `no value is named "${name}"${hint}`, { value: name });
  }
  return named.values[index];
}
