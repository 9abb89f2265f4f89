import { BlupError } from '../errors/blup-error.ts';
import { didYouMean, nearest } from '../errors/suggest.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { knownLevels } from './known-levels.ts';
import type { PredictionRows } from './prediction-rows.ts';
import type { TermPart } from './prediction-vectors.ts';
import type { PredictionTarget } from './predictions.ts';

/**
 * Which random terms of a model take part: by their label, `Days | Subject` with or without parentheses, or by the name of
 * their grouping factor, which means all terms on it. All of them when nothing is named.
 *
 * @throws `option` for a name that is neither
 */
export function selectTerms({ random }: AnyModel, names: readonly string[] | undefined): boolean[] {
  if (names === undefined) return random.map(() => true);
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string')) {
    throw new BlupError('option', `terms must be an array of labels: terms: ['x | group']`, {
      value: names,
    });
  }
  const selected = random.map(() => false);
  for (const given of names) {
    const name = given.trim().replace(/^\((.*)\)$/s, '$1');
    const found = random.flatMap(({ label, group }, t) =>
      label === name || group === name ? [t] : [],
    );
    if (found.length === 0) {
      const known = random.flatMap(({ label, group }) => [label, group]);
      const suggestion = nearest(name, known);
      const labels = random.map(({ label }) => `(${label})`).join(', ');
      throw new BlupError(
        'option',
        `"${given}" is no random term of the model${didYouMean(name, known) || `; they are ${labels}`}`,
        { value: given, ...(suggestion !== undefined && { suggestion }) },
      );
    }
    for (const t of found) selected[t] = true;
  }
  return selected;
}

/** How each random term enters the prediction of a target: only those of groups, known or new, have a part in it. */
export function termParts(
  model: AnyModel,
  rows: PredictionRows,
  selected: readonly boolean[],
  target: PredictionTarget,
  allowNewLevels: boolean,
): TermPart[] {
  return rows.terms.map(({ group }, t): TermPart => {
    if ((target !== 'group' && target !== 'newGroup') || !selected[t]) return { role: 'out' };
    if (target === 'newGroup' || group === undefined) return { role: 'new' };
    return { role: 'known', codes: knownLevels(model.random[t], group, allowNewLevels) };
  });
}
