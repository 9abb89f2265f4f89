import type { FamilyName } from './family.ts';

/**
 * Variance function V(μ) of one observation (binomial: of one trial). `dispersion` enters where the variance is no multiple of it:
 * negative binomial and beta. NaN for ordinal responses, which have no variance function.
 */
export function varianceAt(family: FamilyName, mu: number, dispersion: number): number {
  switch (family) {
    case 'binomial':
      return mu * (1 - mu);
    case 'poisson':
      return mu;
    case 'negative-binomial-1':
      return mu * (1 + dispersion);
    case 'negative-binomial-2':
      return mu * (1 + mu / dispersion);
    case 'gamma':
      return mu * mu;
    case 'inverse-gaussian':
      return mu ** 3;
    case 'beta':
      return (mu * (1 - mu)) / (1 + dispersion);
    case 'gaussian':
      return 1;
    case 'ordinal':
      return Number.NaN;
  }
}

/** y log(y/μ), 0 at y = 0. */
function entropy(y: number, mu: number): number {
  return y === 0 ? 0 : y * Math.log(y / mu);
}

/**
 * Twice the log-likelihood that an observation loses against a mean equal to itself, without φ (McCullagh & Nelder 1989, §2.3);
 * binomial: `y` the share of `size` trials. Of the beta family the squared Pearson residual, as a mean equal to the observation
 * does not maximise its density.
 */
function unitDeviance(
  family: FamilyName,
  y: number,
  mu: number,
  size: number,
  dispersion: number,
): number {
  switch (family) {
    case 'binomial':
      return 2 * size * (entropy(y, mu) + entropy(1 - y, 1 - mu));
    case 'poisson':
      return 2 * (entropy(y, mu) - (y - mu));
    case 'negative-binomial-1': {
      // Of size μ/φ: that of the negative binomial with this size held.
      const size1 = mu / dispersion;
      return 2 * (entropy(y, mu) - (y + size1) * Math.log((y + size1) / (mu + size1)));
    }
    case 'negative-binomial-2':
      return (
        2 * (entropy(y, mu) - (y + dispersion) * Math.log((y + dispersion) / (mu + dispersion)))
      );
    case 'gamma':
      return 2 * ((y - mu) / mu - Math.log(y / mu));
    case 'inverse-gaussian':
      return (y - mu) ** 2 / (y * mu * mu);
    case 'gaussian':
      return (y - mu) ** 2;
    case 'beta':
      return (y - mu) ** 2 / varianceAt(family, mu, dispersion);
    case 'ordinal':
      return Number.NaN;
  }
}

/** Residuals of all rows; `share` is the response, of a binomial one divided by its trials. */
interface RowResiduals {
  readonly residuals: Float64Array;
  readonly pearson: Float64Array;
  readonly deviance: Float64Array;
}

/** Response, Pearson and deviance residuals; a binomial row without trials has 0. */
export function rowResiduals(
  family: FamilyName,
  y: Float64Array,
  mu: Float64Array,
  trials: Float64Array | undefined,
  dispersion: number,
): RowResiduals {
  const n = y.length;
  const residuals = new Float64Array(n);
  const pearson = new Float64Array(n);
  const deviance = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const size = trials?.[i] ?? 1;
    if (size === 0) continue;
    const share = y[i] / size;
    const rest = share - mu[i];
    const variance = varianceAt(family, mu[i], dispersion) / size;
    residuals[i] = rest;
    // A mean at its limit that the response reaches leaves nothing.
    pearson[i] = rest === 0 ? 0 : rest / Math.sqrt(variance);
    const part = unitDeviance(family, share, mu[i], size, dispersion);
    deviance[i] = Math.sign(rest) * Math.sqrt(Math.max(0, part));
  }
  return { residuals, pearson, deviance };
}
