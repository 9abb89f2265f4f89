import type { Design } from '../design/design.ts';
import { families } from '../family/family.ts';
import {
  fitGeneralised,
  type GeneralisedSpecification,
  type PreparedInput,
  preparedInput,
} from './fit-generalised.ts';
import type { FittedGeneralisedModel } from './generalised-model.ts';

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

/** The design of an ordinal model with the constant column that fits take out. */
function withIntercept(design: Design): Design {
  const { names, columns, assign, termLabels } = design.fixed;
  return {
    ...design,
    fixed: {
      names: ['(Intercept)', ...names],
      columns: [new Float64Array(design.n).fill(1), ...columns],
      assign: [0, ...assign],
      termLabels,
    },
  };
}

/** What changes in a refit besides the design. */
export interface RefitChanges {
  readonly rows?: Int32Array;
  readonly trials?: Float64Array;
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
  { rows = model.rows, trials = model.trials }: RefitChanges = {},
): FittedGeneralisedModel {
  const { formula, dataName, optionColumns, thresholds } = model;
  const started = performance.now();
  return fitGeneralised(
    thresholds === undefined ? design : withIntercept(design),
    specificationOf(model, trials),
    { formula, dataName, optionColumns, rows, designTime: 0 },
    started,
  );
}

/** The rows of a model as its engine gets them. */
export function inputOf(model: FittedGeneralisedModel): PreparedInput['input'] {
  return preparedInput(model.design, specificationOf(model, model.trials)).input;
}
