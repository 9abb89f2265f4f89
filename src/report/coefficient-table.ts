import { standardErrors } from '../effects/vcov.ts';
import type { Model } from '../fit/model.ts';
import { contrastTest } from '../inference/contrasts/contrast-test.ts';
import { checkDdf, type DdfMethod } from '../inference/contrasts/ddf-method.ts';

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
 * describe the neighbourhood of an optimum. With Kenward and Roger's degrees of freedom standard errors are their adjusted
 * ones, and a model fitted by ML shows the estimates of its REML refit, which they belong to. Throws `BlupError('option')`
 * on an unknown `ddf`.
 */
export function coefficientTable(model: Model, ddf: DdfMethod): readonly CoefficientRow[] {
  checkDdf(ddf);
  const { names, estimates } = model.fixed;
  const se = standardErrors(model);
  return names.map((name, i) => {
    if (!model.certificate.certified) return { name, estimate: estimates[i] };
    if (ddf === 'none') {
      return { name, estimate: estimates[i], se: se[i], statistic: estimates[i] / se[i] };
    }
    const unit = names.map((_, j) => (i === j ? 1 : 0));
    const { estimate, se: own, df, t, p } = contrastTest(model, unit, ddf);
    return { name, estimate, se: own, df, statistic: t, p };
  });
}
