import type { RandomTerm } from '../design/design.ts';
import { withRows } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';

/** A ratio of columns counts as constant within a level up to this share. */
const ROUNDING = 1e-9;

/**
 * In each level the factor m with x = m·z on all rows of the level, NaN where z is zero throughout; undefined when some level has
 * no such factor. Of a predictor of the second level and the constant it is the predictor's value in the level.
 */
function multiplier(
  x: Float64Array,
  z: Float64Array,
  { codes, levels }: RandomTerm,
): Float64Array | undefined {
  const ratio = new Float64Array(levels.length).fill(Number.NaN);
  let largest = 0;
  for (let i = 0; i < x.length; i++) {
    largest = Math.max(largest, Math.abs(x[i]));
    if (z[i] !== 0 && Number.isNaN(ratio[codes[i]])) ratio[codes[i]] = x[i] / z[i];
  }
  for (let i = 0; i < x.length; i++) {
    const value = z[i] === 0 ? 0 : ratio[codes[i]] * z[i];
    if (!(Math.abs(x[i] - value) <= ROUNDING * largest)) return undefined;
  }
  return ratio;
}

/**
 * What the fixed effects give each random coefficient of each level: γ₀₀ + γ₀₁ W_j for the intercepts of a model with the level-2
 * predictor W, and likewise for slopes with cross-level interactions (Raudenbush & Bryk 2002, eq. 4.2). A fixed column counts
 * towards the coefficient of its name, or else towards the first whose column it is a multiple of within every level; other
 * columns, slopes without random counterpart, count towards none. Levels × names, row-major, as `ranef`; NaN where the level's
 * rows do not show the multiple.
 */
export function expectedCoefficients(given: Model, group: string): Float64Array {
  const model = withRows(given, 'expected coefficients');
  const { fixed, design, random } = model;
  const terms = design.random.filter((_, t) => random[t].group === group);
  const own = terms.flatMap(({ names, columns }) =>
    names.map((name, c) => [name, columns[c]] as const),
  );
  const { levels } = terms[0];
  const expected = new Float64Array(levels.length * own.length);
  fixed.names.forEach((name, j) => {
    const x = design.fixed.columns[design.fixed.names.indexOf(name)];
    const add = (c: number, multiples: Float64Array): void => {
      for (let l = 0; l < levels.length; l++) {
        expected[l * own.length + c] += multiples[l] * fixed.estimates[j];
      }
    };
    const named = own.findIndex(([other]) => other === name);
    if (named >= 0) {
      add(named, new Float64Array(levels.length).fill(1));
      return;
    }
    for (const [c, [, z]] of own.entries()) {
      const multiples = multiplier(x, z, terms[0]);
      if (multiples === undefined) continue;
      add(c, multiples);
      return;
    }
  });
  return expected;
}
