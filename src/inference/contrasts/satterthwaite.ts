import { BlupError } from '../../errors/blup-error.ts';
import { checkLinear } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { tTwoSided } from '../distributions/student-t.ts';
import { bilinear, checkCertified, estimateOf } from '../terms/hypothesis.ts';

/** Test of one linear combination of the fixed effects. */
export interface ContrastTest {
  readonly estimate: number;
  /** With Kenward and Roger's degrees of freedom: their adjusted standard error. */
  readonly se: number;
  /** Degrees of freedom; Infinity when the variance parameters do not touch the contrast's variance. */
  readonly df: number;
  /** estimate / se: t, or z where `df` is Infinity. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * t-test of ℓᵀβ = 0 with Satterthwaite's degrees of freedom.
 *
 * With f(φ) = ℓᵀ V(φ) ℓ the variance of the estimate, φ the variance parameters and C their asymptotic covariance,
 * df = 2 f² / (∇fᵀ C ∇f): the χ² that has the mean and the variance of f(φ̂).
 * Giesbrecht & Burns (1985); Fai & Cornelius (1996), J. Stat. Comput. Simul. 54; Kuznetsova, Brockhoff &
 * Christensen (2017), J. Stat. Softw. 82(13), eq. 4.
 *
 * `l` has one number for each estimated fixed effect, in the order of `fixef(model)`; otherwise
 * `BlupError('input')` is thrown. A fit whose optimum is not certified has no tests: `BlupError('not-fitted')`.
 */
export function satterthwaite(model: Model, l: ArrayLike<number>): ContrastTest {
  checkLinear(model, 'satterthwaite()');
  const { vcov, names } = model.fixed;
  const estimate = estimateOf(model, l);
  const f = bilinear(vcov, l, l, names.length);
  const df = satterthwaiteDf(model, l, f);
  const se = Math.sqrt(f);
  const statistic = estimate / se;
  return { estimate, se, df, statistic, p: tTwoSided(statistic, df) };
}

/**
 * Satterthwaite's degrees of freedom of ℓᵀβ̂, whose variance is `f`.
 *
 * @throws `not-fitted` when the optimum is not certified
 */
export function satterthwaiteDf(model: Model, l: ArrayLike<number>, f: number): number {
  checkCertified(model);
  const information = model.varianceInformation;
  if (information === undefined) {
    throw new BlupError(
      'not-fitted',
      'the criterion has no curvature in some variance parameter, so no degrees of freedom follow from it',
    );
  }
  const { size, covariance, vcovGradient } = information;
  const p = model.fixed.names.length;
  // Relative to f, so that no unit of a predictor can overflow f².
  const gradient = Float64Array.from(vcovGradient, (matrix) => bilinear(matrix, l, l, p) / f);
  const variance = bilinear(covariance, gradient, gradient, size);
  return variance === 0 ? Infinity : 2 / variance;
}
