import type { LinkName } from './family.ts';

/** Standard normal density. */
function normalDensity(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
}

/**
 * Standard normal distribution function, relative accuracy 1e-13 in the lower tail: series of Marsaglia (2004) near 0, continued
 * fraction (Abramowitz & Stegun 1964, 26.2.14) beyond.
 */
function normalBelow(x: number): number {
  if (x > 0) return 1 - normalBelow(-x);
  if (x < -38.6) return 0;
  if (x > -3) {
    let term = x;
    let sum = x;
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && term !== 0; k += 2) {
      term *= (x * x) / k;
      sum += term;
    }
    return 0.5 + sum * normalDensity(x);
  }
  const t = -x;
  let fraction = t;
  for (let k = 120; k >= 1; k--) fraction = t + k / fraction;
  return normalDensity(x) / fraction;
}

/** The mean of a linear predictor. */
export function inverseLink(link: LinkName, eta: number): number {
  switch (link) {
    case 'logit':
      return eta < 0 ? Math.exp(eta) / (1 + Math.exp(eta)) : 1 / (1 + Math.exp(-eta));
    case 'probit':
      return normalBelow(eta);
    case 'cloglog':
      return -Math.expm1(-Math.exp(eta));
    case 'cauchit':
      // atan(−1/η)/π in the tail, where ½ + atan(η)/π would lose its digits.
      return eta < -1 ? Math.atan(-1 / eta) / Math.PI : 0.5 + Math.atan(eta) / Math.PI;
    case 'log':
      return Math.exp(eta);
    case 'identity':
      return eta;
    case 'inverse':
      return 1 / eta;
    case 'inverse-square':
      return 1 / Math.sqrt(eta);
    case 'sqrt':
      return eta * eta;
  }
}

/** dμ/dη at a linear predictor. */
export function meanSlope(link: LinkName, eta: number): number {
  switch (link) {
    case 'logit': {
      const mu = inverseLink('logit', -Math.abs(eta));
      return mu * (1 - mu);
    }
    case 'probit':
      return normalDensity(eta);
    case 'cloglog':
      return Math.exp(eta - Math.exp(eta));
    case 'cauchit':
      return 1 / (Math.PI * (1 + eta * eta));
    case 'log':
      return Math.exp(eta);
    case 'identity':
      return 1;
    case 'inverse':
      return -1 / (eta * eta);
    case 'inverse-square':
      return -0.5 * eta ** -1.5;
    case 'sqrt':
      return 2 * eta;
  }
}
