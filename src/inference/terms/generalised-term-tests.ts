import { choleskyFactor, inverseDefinite, transpose } from '../../engine/small-matrix.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { FittedGeneralisedModel, GeneralisedModel } from '../../fit/generalised-model.ts';
import type { ModelFrame } from '../../frame/frame.ts';
import { checkCertified } from './hypothesis.ts';
import { type TermContrasts, typeOneContrasts, typeTwoContrasts } from './sequential-contrasts.ts';
import { type TypeThree, typeThreeContrasts } from './type-three-contrasts.ts';

/** Places of the estimated fixed effects among all columns that the formula makes, the constant of an ordinal model included. */
export function columnsOfFrame({ design, fixed, thresholds }: FittedGeneralisedModel): Int32Array {
  const { names } = design.fixed;
  const all = thresholds === undefined ? names : ['(Intercept)', ...names];
  const own = thresholds === undefined ? fixed.names : ['(Intercept)', ...fixed.names];
  return Int32Array.from(own, (name) => all.indexOf(name));
}

/** R with RᵀR = V⁻¹, V the covariance matrix of the estimates: what the information matrix has in place of X'X. */
function informationRoot({ fixed }: GeneralisedModel): Float64Array {
  const p = fixed.names.length;
  const information = inverseDefinite(fixed.vcov, p);
  const factor = information && choleskyFactor(information, p);
  if (factor) return transpose(factor, p, p);
  throw new BlupError('not-fitted', 'the covariance matrix of the fixed effects is singular');
}

/**
 * Hypotheses about the terms of a generalised model. Types I and II are sequential in the metric of the estimated information: Wald's
 * statistic of a term is what it adds to that of the terms that stand for it (type II as `car::Anova`; Fox 2016, §15.3). Type III is a matter
 * of the coding alone: see `typeThreeContrasts`.
 *
 * @param containing for each term the positions of those that contain it
 * @throws `not-fitted` when the fit is not certified
 */
export function generalisedContrasts(
  model: FittedGeneralisedModel,
  frame: ModelFrame,
  type: 1 | 2 | 3,
  containing: readonly (readonly number[])[],
): TypeThree {
  checkCertified(model);
  const sequential = (contrasts: TermContrasts): TypeThree => ({ contrasts, emptyCells: [] });
  if (type === 1) return sequential(typeOneContrasts(model, informationRoot(model)));
  if (type === 2) return sequential(typeTwoContrasts(model, informationRoot(model), containing));
  const found = typeThreeContrasts(frame, columnsOfFrame(model), containing);
  if (model.thresholds === undefined) return found;
  // Differences of cells have no constant in them.
  return { ...found, contrasts: found.contrasts.map((rows) => rows.map((row) => row.slice(1))) };
}
