import { standardErrors } from '../effects/vcov.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { Model } from '../fit/model.ts';
import type { DdfMethod } from '../inference/ddf-method.ts';
import { satterthwaite } from '../inference/satterthwaite.ts';

/** One fixed effect with its t-test; only name and estimate when the optimum is not certified. */
export interface CoefficientRow {
  readonly name: string;
  readonly estimate: number;
  readonly se?: number;
  /** Absent with `ddf: 'none'`. */
  readonly df?: number;
  /** t: estimate / se. */
  readonly statistic?: number;
  /** Two-sided; absent with `ddf: 'none'`. */
  readonly p?: number;
}

/**
 * Fixed effects with standard errors and t-tests; these are withheld where the optimum is not certified, for they
 * describe the neighbourhood of an optimum. Throws `BlupError('option')` on an unknown `ddf`.
 */
export function coefficientTable(model: Model, ddf: DdfMethod): readonly CoefficientRow[] {
  if (ddf !== 'satterthwaite' && ddf !== 'none') {
    throw new BlupError('option', `ddf is "${ddf}"; use "satterthwaite" or "none"`, { value: ddf });
  }
  const se = standardErrors(model);
  return model.fixed.names.map((name, i) => {
    const estimate = model.fixed.estimates[i];
    if (!model.certificate.certified) return { name, estimate };
    const row = { name, estimate, se: se[i], statistic: estimate / se[i] };
    if (ddf === 'none') return row;
    const unit = model.fixed.names.map((_, j) => (i === j ? 1 : 0));
    const { df, p } = satterthwaite(model, unit);
    return { name, estimate, se: se[i], df, statistic: row.statistic, p };
  });
}
