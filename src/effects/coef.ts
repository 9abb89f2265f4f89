import type { AnyModel } from '../fit/generalised-model.ts';
import { ranef } from './ranef.ts';

/** Coefficients of the levels of one grouping factor. The matrix is levels × names, row-major. */
export interface GroupCoefficients {
  readonly group: string;
  readonly levels: readonly string[];
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/**
 * Coefficients level by level: fixed effect plus predicted random effect of the same name, one record for each
 * grouping factor.
 *
 * As in lme4 every record has the same columns: first random coefficients without a fixed effect (their fixed part
 * is 0), then all fixed effects. Note that a sum over several grouping factors is not meant by this.
 */
export function coef(model: AnyModel): readonly GroupCoefficients[] {
  const effects = ranef(model);
  const fixedNames = model.fixed.names;
  const randomOnly = new Set(
    effects.flatMap((e) => e.names.filter((n) => !fixedNames.includes(n))),
  );
  const names = [...randomOnly, ...fixedNames];
  const base = [...Array.from(randomOnly, () => 0), ...model.fixed.estimates];
  return effects.map(({ group, levels, names: own, values: deviations }) => {
    const values = new Float64Array(levels.length * names.length);
    for (let l = 0; l < levels.length; l++) values.set(base, l * names.length);
    own.forEach((name, c) => {
      const column = names.indexOf(name);
      for (let l = 0; l < levels.length; l++) {
        values[l * names.length + column] += deviations[l * own.length + c];
      }
    });
    return { group, levels, names, values };
  });
}
