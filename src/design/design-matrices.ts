import { BlupError } from '../errors/blup-error.ts';
import type { ModelFrame } from '../frame/frame.ts';
import { type ColumnStore, columnStore } from './column-store.ts';
import { countColumns } from './count-columns.ts';
import type { Design, FixedDesign } from './design.ts';
import { modelColumns } from './model-columns.ts';
import { randomTerms } from './random-terms.ts';

/** Number of observations: the rows, or with frequency weights their sum. */
function countObservations(frame: ModelFrame): number {
  return frame.frequencyWeights?.reduce((sum, w) => sum + w, 0) ?? frame.nrow;
}

/**
 * The fixed-effects model matrix of a frame with R's names, `~ …` without the random terms.
 *
 * Throws `too-few-rows` when there are fewer observations than coefficients.
 */
export function fixedDesign(
  frame: ModelFrame,
  store: ColumnStore = columnStore(frame.nrow),
): FixedDesign {
  const { fixed } = frame.formula;
  const coefficients = countColumns(fixed, frame.variables);
  const observations = countObservations(frame);
  if (observations < coefficients) {
    throw new BlupError(
      'too-few-rows',
      `${observations} complete rows cannot determine ${coefficients} coefficients; give more data or a smaller formula`,
      { value: observations, coefficients },
    );
  }
  const matrix = modelColumns(fixed, frame.variables, store);
  return { ...matrix, termLabels: ['(Intercept)', ...fixed.terms.map(({ label }) => label)] };
}

/**
 * What the engine needs to know of a model: response, model matrix, random terms, weights, as plain numbers.
 *
 * Equal columns of fixed and random parts are the same array, terms on the same grouping factor share codes and levels.
 * Columns of the table that are used as they are, are not copied.
 *
 * @param rowEffects whether an effect of single rows could not be told from the residual (default), or is allowed, as with counts
 * @throws `no-random-term`, `grouping-factor`, `too-few-rows`, `formula-meaning`
 */
export function designMatrices(
  frame: ModelFrame,
  rowEffects: 'residual' | 'allowed' = 'residual',
): Design {
  if (frame.formula.random.length === 0) {
    throw new BlupError(
      'no-random-term',
      'the formula has no random term such as (1 | school); add one, or fit it by lm(formula, data)',
      { value: frame.formula.text },
    );
  }
  const store = columnStore(frame.nrow);
  const { precisionWeights, frequencyWeights, offset } = frame;
  return {
    kind: 'design',
    n: frame.nrow,
    responseName: frame.response.name,
    y: frame.response.values,
    fixed: fixedDesign(frame, store),
    random: randomTerms(
      frame,
      store,
      rowEffects === 'allowed' ? Infinity : countObservations(frame),
    ),
    ...(precisionWeights && { precisionWeights }),
    ...(frequencyWeights && { frequencyWeights }),
    ...(offset && { offset }),
    notices: frame.notices,
    frame,
  };
}
