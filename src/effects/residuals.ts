import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel, FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { withRows } from '../fit/kept.ts';

/** Which residuals. */
export interface ResidualsOptions {
  /**
   * `'response'` (default): response minus fitted value. `'pearson'`: times the square root of the precision weight, so that all
   * have variance σ²; of a generalised model divided by √V(μ). `'scaled'`: Pearson residuals divided by σ̂, as in the printed
   * summary. `'deviance'` (generalised models): signed roots of the rows' parts of the deviance.
   */
  readonly type?: 'response' | 'pearson' | 'scaled' | 'deviance';
}

/**
 * Fitted values with the random effects and the offset, one for each row kept (`model.rows`): of a generalised model means (chances
 * of a success, expected counts; of an ordinal one the chance of the category observed).
 *
 * Throws `BlupError('no-rows-kept')` for a loaded model.
 */
export function fitted(model: AnyModel): Float64Array {
  return withRows(model, 'fitted values').fitted;
}

/**
 * Residuals, one for each row kept (`model.rows`).
 *
 * Throws `BlupError('option')` on an unknown type, `BlupError('no-rows-kept')` for a loaded model.
 */
export function residuals(model: AnyModel, options: ResidualsOptions = {}): Float64Array {
  const type = options.type ?? 'response';
  if (!['response', 'pearson', 'scaled', 'deviance'].includes(type)) {
    throw new BlupError(
      'option',
      `type is "${type}"; use "response", "pearson", "scaled" or "deviance"`,
      {
        value: type,
      },
    );
  }
  const whole = withRows(model, 'residuals');
  if (whole.kind === 'glmm') return generalisedResiduals(whole, type);
  if (type === 'response') return whole.residuals;
  // For a normal response the deviance residual is Pearson's.
  const weights = whole.design.precisionWeights;
  const scale = type === 'scaled' ? model.sigma : 1;
  return whole.residuals.map((r, i) => (weights ? r * Math.sqrt(weights[i]) : r) / scale);
}

function generalisedResiduals(
  model: FittedGeneralisedModel,
  type: NonNullable<ResidualsOptions['type']>,
): Float64Array {
  if (model.family === 'ordinal') {
    throw new BlupError('input', 'an ordinal response has no mean and so no residuals', {
      value: model.family,
    });
  }
  if (type === 'response') return model.residuals;
  if (type === 'scaled') return model.pearson.map((r) => r / model.sigma);
  return model[type];
}
