import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { AnyModel, FittedGeneralisedModel } from '../../fit/generalised-model.ts';
import { keptFacts, layoutOf } from '../../fit/kept.ts';
import type { FittedModel, LoadedModel } from '../../fit/model.ts';
import { type Contrast, type ContrastOptions, contrast } from './contrast.ts';

/** Options of `contextualEffect`. */
export interface ContextualOptions extends ContrastOptions {
  /**
   * Whether the predictor within groups is centred at its group means (cses) or raw (ses). Default: found from the data; to be given
   * for a generalised model that was loaded from a file.
   */
  readonly centered?: boolean;
}

/** The effect of a predictor within groups, between their means, and the difference of the two. */
export interface ContextualEffect {
  readonly within: Contrast;
  readonly between: Contrast;
  /** Between minus within: what the group's mean adds for two members who are alike. */
  readonly contextual: Contrast;
  readonly centered: boolean;
}

/** Columns of the predictor and its group mean in the model matrix. */
function placesOf(model: AnyModel, within: string, mean: string): number[] {
  const { names } = layoutOf(model).fixed;
  return [within, mean].map((name) => {
    const place = names.indexOf(name);
    if (place >= 0) return place;
    const hint = didYouMean(name, names) || `; they are ${names.join(', ')}`;
    throw new BlupError('input', `"${name}" is no coefficient${hint}`, { value: name });
  });
}

/** Slope of the predictor on its group mean: 0 when it is centred at the mean, 1 when it is raw. */
function slopeOnMean(model: AnyModel, predictor: number, mean: number): number {
  if (model.saved === undefined) return slopeOfRows(model, predictor, mean);
  if (model.kind === 'lmm') return slopeKept(model, predictor, mean);
  throw new BlupError(
    'no-rows-kept',
    'whether the predictor is centred at its group means is told by the rows of the data, and the model was loaded from a file, ' +
      `which holds none; say centered: true or false, or fit it to the data again: ${model.formula}`,
    { value: model.formula },
  );
}

function slopeOfRows(
  { design }: FittedModel | FittedGeneralisedModel,
  predictor: number,
  mean: number,
): number {
  const x = design.fixed.columns[predictor];
  const m = design.fixed.columns[mean];
  let center = 0;
  for (const value of m) center += value / m.length;
  let cross = 0;
  let square = 0;
  for (let i = 0; i < m.length; i++) {
    cross += (m[i] - center) * x[i];
    square += (m[i] - center) ** 2;
  }
  return cross / square;
}

/** The same from the sums that a loaded model holds: of the columns less their means. */
function slopeKept(model: LoadedModel, predictor: number, mean: number): number {
  const { kept } = model.crossProducts;
  const p = kept.length;
  const [x, m] = [kept.indexOf(predictor), kept.indexOf(mean)];
  const { within, between } = keptFacts(model, 'contextual effects').fixed;
  let cross = 0;
  let square = 0;
  for (const root of between ? [within, between] : [within]) {
    for (let r = 0; r < p; r++) {
      cross += root[x * p + r] * root[m * p + r];
      square += root[m * p + r] ** 2;
    }
  }
  return cross / square;
}

function foundCentered(slope: number, within: string, mean: string): boolean {
  if (Math.abs(slope) < 0.1) return true;
  if (Math.abs(slope - 1) < 0.1) return false;
  throw new BlupError(
    'option',
    `"${within}" is neither centred at "${mean}" nor has it that as its mean (slope ${slope.toPrecision(3)}); say centered: true or false`,
    { value: slope },
  );
}

/**
 * Within-group, between-group and contextual effect of a predictor that is in the model together with its group mean
 * (Raudenbush & Bryk 2002, ch. 5): of `y ~ meanses + cses + …` with cses centred at the group means, the coefficients are
 * the within and the between effect; of `y ~ meanses + ses + …` that of the mean is the contextual effect itself.
 *
 *     contextualEffect(model, 'cses', 'meanses').contextual
 *
 * @param within name of the coefficient of the predictor
 * @param mean name of the coefficient of its group mean
 * Of a generalised model the effects are those on the scale of the link, with z-tests.
 *
 * @throws `input` for names that are no coefficients; `option` when the data do not tell whether the predictor is centred;
 * `no-rows-kept` for a loaded generalised model without `centered`; `not-fitted` when the fit is not certified
 */
export function contextualEffect(
  model: AnyModel,
  within: string,
  mean: string,
  options: ContextualOptions = {},
): ContextualEffect {
  const { centered: given, ...rest } = options;
  const [x, m] = placesOf(model, within, mean);
  const centered = given ?? foundCentered(slopeOnMean(model, x, m), within, mean);
  const sign = centered ? -1 : 1;
  const own = contrast(model, { [within]: 1 }, rest);
  const ofMean = contrast(model, { [mean]: 1 }, rest);
  const other = contrast(model, { [mean]: 1, [within]: sign }, rest);
  return centered
    ? { within: own, between: ofMean, contextual: other, centered }
    : { within: own, between: other, contextual: ofMean, centered };
}
