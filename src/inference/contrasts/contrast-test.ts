import type { AnyModel } from '../../fit/generalised-model.ts';
import { tTwoSided } from '../distributions/student-t.ts';
import { bilinear, checkCertified, estimateOf } from '../terms/hypothesis.ts';
import { plainDf } from './contest.ts';
import { checkDdf, type DdfMethod } from './ddf-method.ts';
import { kenwardRogerTest } from './kenward-roger-test.ts';
import { type ContrastTest, satterthwaite } from './satterthwaite.ts';

/**
 * t-test of ℓᵀβ = 0 with the degrees of freedom of one's choice; with `none`, and of generalised models always, they are Infinity (a
 * z-test). With
 * `kenward-roger` the standard error is the adjusted one; of a model fitted by ML the estimate is then that of its REML refit,
 * as the degrees of freedom are.
 *
 * @throws `input` when `l` does not have one finite number for each estimated fixed effect; `option` on an unknown `ddf`;
 * `not-fitted` when the fit is not certified; `memory` when Kenward–Roger needs more than can be addressed
 */
export function contrastTest(model: AnyModel, l: ArrayLike<number>, ddf: DdfMethod): ContrastTest {
  checkDdf(ddf);
  if (model.kind === 'lmm' && ddf === 'satterthwaite') return satterthwaite(model, l);
  const own = estimateOf(model, l);
  checkCertified(model);
  const plain = () => bilinear(model.fixed.vcov, l, l, l.length);
  if (model.kind === 'glmm') return tested(own, plain(), Number.POSITIVE_INFINITY);
  if (ddf === 'kenward-roger') {
    const { estimate, variance, df } = kenwardRogerTest(model, [l]);
    return tested(estimate, variance, df);
  }
  return tested(own, plain(), plainDf(model, ddf));
}

function tested(estimate: number, variance: number, df: number): ContrastTest {
  const se = Math.sqrt(variance);
  const statistic = estimate / se;
  return { estimate, se, df, statistic, p: tTwoSided(statistic, df) };
}
