import { standardErrors } from '../effects/vcov.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { contrastTest } from '../inference/contrasts/contrast-test.ts';
import { checkDdf, type DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { tTwoSided } from '../inference/distributions/student-t.ts';

/** One fixed effect with its t-test, of a generalised model its z-test; only name and estimate when the optimum is not certified. */
export interface CoefficientRow {
  readonly name: string;
  readonly estimate: number;
  readonly se?: number;
  /** Absent with `ddf: 'none'`, and of a z-test. */
  readonly df?: number;
  /** t or z: estimate / se. */
  readonly statistic?: number;
  /** Two-sided; absent with `ddf: 'none'` of a linear model. */
  readonly p?: number;
}

/**
 * Fixed effects with standard errors and t-tests (generalised models: z-tests, whatever `ddf` is); these are withheld where the optimum is not certified, for they
 * describe the neighbourhood of an optimum. With Kenward and Roger's degrees of freedom standard errors are their adjusted
 * ones, and a model fitted by ML shows the estimates of its REML refit, which they belong to. Throws `BlupError('option')`
 * on an unknown `ddf`.
 */
export function coefficientTable(model: AnyModel, ddf: DdfMethod): readonly CoefficientRow[] {
  checkDdf(ddf);
  const { names, estimates } = model.fixed;
  if (!model.certificate.certified)
    return names.map((name, i) => ({ name, estimate: estimates[i] }));
  const se = standardErrors(model);
  if (model.kind === 'glmm') return zTests(names, estimates, se);
  return names.map((name, i) => {
    if (ddf === 'none') {
      return { name, estimate: estimates[i], se: se[i], statistic: estimates[i] / se[i] };
    }
    const unit = names.map((_, j) => (i === j ? 1 : 0));
    const { estimate, se: own, df, statistic, p } = contrastTest(model, unit, ddf);
    return { name, estimate, se: own, df, statistic, p };
  });
}

/** Estimates with Wald's z-tests. */
export function zTests(
  names: readonly string[],
  estimates: Float64Array,
  se: Float64Array,
): readonly CoefficientRow[] {
  return names.map((name, i) => {
    const statistic = estimates[i] / se[i];
    const p = tTwoSided(statistic, Number.POSITIVE_INFINITY);
    return { name, estimate: estimates[i], se: se[i], statistic, p };
  });
}
