import type { Design } from '../design/design.ts';
import type { GeneralisedInput } from '../engine/generalised.ts';
import { BlupError } from '../errors/blup-error.ts';
import { families } from '../family/family.ts';
import { fitGeneralisedDesign, type GeneralisedSpecification } from './fit-generalised.ts';
import { prepareInput } from './generalised-input.ts';
import type { FittedGeneralisedModel } from './generalised-model.ts';

/** What the response of a row must be. */
function isPossible(
  { family, trials, thresholds }: FittedGeneralisedModel,
  y: number,
  row: number,
): boolean {
  switch (family) {
    case 'binomial':
      return Number.isInteger(y) && y >= 0 && y <= (trials?.[row] ?? 1);
    case 'poisson':
    case 'negative-binomial-1':
    case 'negative-binomial-2':
      return Number.isInteger(y) && y >= 0;
    case 'gamma':
    case 'inverse-gaussian':
      return y > 0;
    case 'beta':
      return y > 0 && y < 1;
    case 'ordinal':
      return Number.isInteger(y) && y >= 0 && y <= (thresholds?.names.length ?? 0);
    case 'gaussian':
      return true;
  }
}

const needs: Partial<Record<FittedGeneralisedModel['family'], string>> = {
  binomial: 'successes: whole numbers from 0 to the trials of the row',
  ordinal: 'categories, counted from 0',
};

/** `refit` of a generalised model, by quadrature with its number of points. */
export function refitGeneralised(
  model: FittedGeneralisedModel,
  y: Float64Array,
): FittedGeneralisedModel {
  const { family, design, rows, formula, dataName, optionColumns, schema } = model;
  const bad = y.findIndex((value, row) => !isPossible(model, value, row));
  if (bad >= 0) {
    const wanted = needs[family] ?? families[family].needs;
    throw new BlupError(
      'response',
      `the new response is ${y[bad]} at position ${bad}; family ${family} takes ${wanted}`,
      { value: y[bad] },
    );
  }
  return fitGeneralisedDesign(
    { ...design, y },
    specificationOf(model, model.trials),
    { formula, dataName, optionColumns, rows, schema, designTime: 0 },
    performance.now(),
  );
}

/** What a model was fitted as, with the points of quadrature that it took: fits compare only with the same number. */
function specificationOf(
  { family, link, categories, points }: FittedGeneralisedModel,
  trials: Float64Array | undefined,
): GeneralisedSpecification {
  return {
    family: families[family],
    link,
    ...(trials && { trials }),
    ...(categories && { categories }),
    nAGQ: points,
  };
}

/** What changes in a refit besides the design. */
interface RefitChanges {
  readonly rows?: Int32Array;
  readonly trials?: Float64Array;
  /** Begins at the estimates of the model, where their number is the same. */
  readonly near?: boolean;
}

/**
 * The same generalised model with another design of the same response: other columns, or some of the rows.
 *
 * @param design as the model holds it: of an ordinal model without constant column
 * @param changes of `trials` and row numbers, where rows are left out
 */
export function refitDesign(
  model: FittedGeneralisedModel,
  design: Design,
  { rows = model.rows, trials = model.trials, near = false }: RefitChanges = {},
): FittedGeneralisedModel {
  const { formula, dataName, optionColumns, random, fixed, auxiliary } = model;
  const templates = random.map(({ template }) => template);
  const start = near ? { templates, beta: fixed.estimates, auxiliary } : undefined;
  const started = performance.now();
  return fitGeneralisedDesign(
    design,
    specificationOf(model, trials),
    { formula, dataName, optionColumns, rows, designTime: 0, near: start },
    started,
  );
}

/** The rows of a model as its engine gets them. */
export function inputOf(model: FittedGeneralisedModel): GeneralisedInput {
  return prepareInput(model.design, model).input;
}
