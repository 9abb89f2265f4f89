import { BlupError } from '../errors/blup-error.ts';
import { withRows } from '../fit/kept.ts';
import type { Model } from '../fit/model.ts';

/** Which residuals. */
export interface ResidualsOptions {
  /**
   * `'response'` (default): response minus fitted value. `'pearson'`: times the square root of the precision weight,
   * so that all have variance σ². `'scaled'`: Pearson residuals divided by σ̂, as in the printed summary.
   */
  readonly type?: 'response' | 'pearson' | 'scaled';
}

/**
 * Fitted values with the random effects and the offset, one for each row kept (`model.rows`).
 *
 * Throws `BlupError('no-rows-kept')` for a loaded model.
 */
export function fitted(model: Model): Float64Array {
  return withRows(model, 'fitted values').fitted;
}

/**
 * Residuals, one for each row kept (`model.rows`).
 *
 * Throws `BlupError('option')` on an unknown type, `BlupError('no-rows-kept')` for a loaded model.
 */
export function residuals(model: Model, options: ResidualsOptions = {}): Float64Array {
  const type = options.type ?? 'response';
  if (type !== 'response' && type !== 'pearson' && type !== 'scaled') {
    throw new BlupError('option', `type is "${type}"; use "response", "pearson" or "scaled"`, {
      value: type,
    });
  }
  const whole = withRows(model, 'residuals');
  if (type === 'response') return whole.residuals;
  const weights = whole.design.precisionWeights;
  const scale = type === 'scaled' ? model.sigma : 1;
  return whole.residuals.map((r, i) => (weights ? r * Math.sqrt(weights[i]) : r) / scale);
}
