import { BlupError } from '../../errors/blup-error.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { checkOptions, type Emmeans, type EmmeansOptions, estimateRows } from './emmeans.ts';
import { marginOf } from './margin.ts';
import {
  type GridValues,
  type LevelValue,
  referenceGrid,
  schemaOf,
  unknownPredictor,
} from './reference-grid.ts';

/**
 * Distances of the difference formula, in steps, and its weights: exact for polynomials up to degree 6. The first is the
 * point itself, whose grid says at which values and with which weights slopes are averaged.
 */
const OFFSETS = [0, -3, -2, -1, 1, 2, 3];
const WEIGHTS = [0, -1 / 60, 3 / 20, -3 / 4, 3 / 4, -3 / 20, 1 / 60];
/** Step as a share of the covariate's standard deviation. */
const STEP = 0.01;

function pointsOf(model: AnyModel, variable: string, at: GridValues) {
  const { predictors } = schemaOf(model);
  const predictor = predictors.find(({ name }) => name === variable);
  if (predictor === undefined) throw unknownPredictor('emtrends', variable, predictors);
  if (predictor.kind !== 'numeric') {
    throw new BlupError(
      'option',
      `emtrends: ${variable} is a factor and has no slope; use emmeans`,
      {
        value: variable,
      },
    );
  }
  const given: LevelValue | readonly LevelValue[] = at[variable] ?? predictor.mean;
  const points = (Array.isArray(given) ? given : [given]).map(Number);
  return { points, step: STEP * (predictor.sd || 1) };
}

/**
 * Slopes of a covariate, averaged over a reference grid: the derivative of the linear predictor with respect to
 * `variable`, through every function and basis that the formula applies to it, at its mean or at the values in `at`.
 *
 *     emtrends(model, 'Variety', 'nitro')
 *
 * The derivative of each column of the model matrix is a central difference of sixth order: exact to rounding for
 * polynomials up to degree 6, else within about 1e-10 of the slope (next to the knot of a spline 1e-6). R's
 * emtrends takes a difference quotient of first order.
 *
 * @param specs names of predictors, or text as in `emmeans`; `1` for the overall slope
 * @throws `option` for unknown names and for a factor in place of `variable`
 */
export function emtrends(
  model: AnyModel,
  specs: string | readonly string[],
  variable: string,
  options: Omit<EmmeansOptions, 'type'> = {},
): Emmeans {
  checkOptions(options);
  const { at = {}, ddf = 'satterthwaite', level = 0.95 } = options;
  const { points, step } = pointsOf(model, variable, at);
  const grids = OFFSETS.map((offset) =>
    referenceGrid(model, { ...at, [variable]: points.map((x) => x + offset * step) }),
  );
  const m = marginOf(
    model,
    grids,
    specs,
    options,
    WEIGHTS.map((weight) => weight / step),
  );
  return {
    kind: 'emmeans',
    quantity: `${variable}.trend`,
    variables: m.variables,
    by: m.by,
    rows: estimateRows(model, m.functions, m.levels, ddf, level, undefined),
    averagedOver: m.averagedOver.filter((name) => name !== variable),
    ddf: model.kind === 'glmm' ? 'none' : ddf,
    level,
    type: 'link',
    modelKind: model.kind,
    functions: m.functions,
    model,
    notices: m.notices,
  };
}
