import { crossProducts } from '../engine/accumulate.ts';
import { BlupError } from '../errors/blup-error.ts';
import { meanSlope } from '../family/link.ts';
import { varianceAt } from '../family/row-residuals.ts';
import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import type { FittedModel } from '../fit/model.ts';

/** A weight of 0 has no root; this one leaves no trace. */
const LEAST = 1e-100;

/** A generalised model as a linear one about its estimates, of residual variance 1. */
export interface WorkingModel extends Pick<FittedModel, 'design' | 'crossProducts' | 'theta'> {
  /** (y − μ)/μ′ of each row. */
  readonly residuals: Float64Array;
}

/**
 * The linear model that the last step of iteratively reweighted least squares solves: response η + (y − μ)/μ′ with variance Var(y)/μ′², μ′ =
 * dμ/dη and Var(y) that of the family at the estimates (McCullagh & Nelder 1989, §2.5; what lme4 calls its weights).
 *
 * @throws `input` for ordinal models, which have no variance function
 */
export function workingModel(model: FittedGeneralisedModel): WorkingModel {
  const { family, link, design, trials, fitted, linearPredictor, residuals, sigma, theta } = model;
  if (family === 'ordinal') {
    throw new BlupError(
      'input',
      'an ordinal response has no variance function, so there are no leverages and no one-step deletions; influence(model) refits exactly',
      { value: family },
    );
  }
  const slopes = linearPredictor.map((eta) => meanSlope(link, eta));
  const dispersion = model.dispersion?.estimate ?? 1;
  const weights = slopes.map((slope, i) => {
    const variance = (sigma ** 2 * varianceAt(family, fitted[i], dispersion)) / (trials?.[i] ?? 1);
    const weight = slope ** 2 / variance;
    return weight > LEAST && Number.isFinite(weight) ? weight : LEAST;
  });
  const working = residuals.map((rest, i) => (rest === 0 ? 0 : rest / slopes[i]));
  const own = {
    ...design,
    y: working.map((rest, i) => linearPredictor[i] + rest),
    precisionWeights: weights,
  };
  return { design: own, crossProducts: crossProducts(own), theta, residuals: working };
}
