import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { Emmeans } from './emmeans.ts';
import type { LevelValue } from './reference-grid.ts';

/** Rows that are compared with each other. */
interface Family {
  readonly levels: readonly LevelValue[];
  readonly members: number[];
}

export function families({ rows, variables }: Emmeans, by: readonly string[]): Family[] {
  const places = by.map((name) => {
    const place = variables.indexOf(name);
    if (place >= 0) return place;
    throw new BlupError(
      'option',
      `by: "${name}" is no variable of the means${didYouMean(name, variables) || `; they are ${variables.join(', ')}`}`,
      { value: name },
    );
  });
  const found = new Map<string, Family>();
  rows.forEach(({ levels }, i) => {
    const own = places.map((place) => levels[place]);
    const key = JSON.stringify(own);
    const family = found.get(key) ?? { levels: own, members: [] };
    family.members.push(i);
    found.set(key, family);
  });
  return [...found.values()];
}
