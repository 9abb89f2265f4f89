import { BlupError } from '../errors/blup-error.ts';
import type { Model, VarianceInformation } from '../fit/model.ts';
import { tTwoSided } from './student-t.ts';

/** Test of one linear combination of the fixed effects. */
export interface ContrastTest {
  readonly estimate: number;
  readonly se: number;
  /** Satterthwaite's degrees of freedom; Infinity when the variance parameters do not touch the contrast's variance. */
  readonly df: number;
  readonly t: number;
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
  const { names, estimates, vcov } = model.fixed;
  const p = names.length;
  if (l.length !== p) {
    throw new BlupError(
      'input',
      `the contrast has ${l.length} numbers, the model ${p} fixed effects: ${names.join(', ')}`,
      { value: Array.from(l) },
    );
  }
  let estimate = 0;
  for (let i = 0; i < p; i++) {
    if (!Number.isFinite(l[i])) {
      throw new BlupError('input', `the contrast's number for ${names[i]} is ${l[i]}`, {
        value: l[i],
      });
    }
    estimate += l[i] * estimates[i];
  }
  const f = quadraticForm(vcov, l, p);
  const { size, covariance, vcovGradient } = varianceInformation(model);
  // Relative to f, so that no unit of a predictor can overflow f².
  const gradient = Float64Array.from(vcovGradient, (matrix) => quadraticForm(matrix, l, p) / f);
  const variance = quadraticForm(covariance, gradient, size);
  const df = variance === 0 ? Infinity : 2 / variance;
  const se = Math.sqrt(f);
  const t = estimate / se;
  return { estimate, se, df, t, p: tTwoSided(t, df) };
}

function varianceInformation({ varianceInformation, certificate }: Model): VarianceInformation {
  if (varianceInformation !== undefined) return varianceInformation;
  throw new BlupError(
    'not-fitted',
    `the fit is not certified (${certificate.missing ?? 'no reason known'}), so nothing can be tested by it`,
    { certificate },
  );
}

/** vᵀ A v for an n×n column-major A. */
function quadraticForm(a: Float64Array, v: ArrayLike<number>, n: number): number {
  let sum = 0;
  for (let c = 0; c < n; c++) {
    if (v[c] === 0) continue;
    let column = 0;
    for (let r = 0; r < n; r++) column += a[c * n + r] * v[r];
    sum += column * v[c];
  }
  return sum;
}
