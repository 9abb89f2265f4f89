import { findMean, logMean, mean1, mean2, mean3 } from './mean';
import { firstA, secondA, setImpossible, setRow, setRowA, valueA } from './row';

// Families of positive means: their densities are written in log μ, and composed with log μ(η) of mean.ts.
// Result in row.ts.

/**
 * From derivatives k₁, k₂, k₃ of the log density with respect to log μ to those with respect to η. `expected` is the expected
 * −∂²/∂(log μ)².
 */
export function compose(l: f64, k1: f64, k2: f64, k3: f64, expected: f64): void {
  setRow(
    l,
    k1 * mean1,
    k2 * mean1 * mean1 + k1 * mean2,
    k3 * mean1 * mean1 * mean1 + 3.0 * k2 * mean1 * mean2 + k1 * mean3,
    expected * mean1 * mean1,
  );
}

/** The same for the derivatives with respect to the auxiliary parameter of the log density, k₁ and k₂. */
export function composeA(l: f64, k1: f64, k2: f64): void {
  setRowA(l, k1 * mean1, k2 * mean1 * mean1 + k1 * mean2);
}

/** Poisson: y a count over an exposure w. */
export function poisson(link: i32, y: f64, w: f64, eta: f64): void {
  if (!findMean(link, eta)) {
    setImpossible();
    return;
  }
  const mu = w * Math.exp(logMean);
  compose(y * logMean - mu, y - mu, -mu, -mu, mu);
}

/** Gamma of mean μ and variance φμ²; the kernel is −(unit deviance)/2φ. */
export function gamma(link: i32, y: f64, phi: f64, eta: f64): void {
  if (!findMean(link, eta)) {
    setImpossible();
    return;
  }
  const shape = 1.0 / phi;
  const z = y * Math.exp(-logMean);
  const l = shape * (1.0 + Math.log(y) - logMean - z);
  const k1 = shape * (z - 1.0);
  const k2 = -shape * z;
  compose(l, k1, k2, -k2, shape);
  composeA(-l, -k1, -k2);
}

/** Inverse Gaussian of mean μ and variance φμ³. */
export function inverseGaussian(link: i32, y: f64, phi: f64, eta: f64): void {
  if (!findMean(link, eta)) {
    setImpossible();
    return;
  }
  const z = y * Math.exp(-logMean);
  const scale = 1.0 / (phi * y);
  const l = -0.5 * scale * (z - 1.0) * (z - 1.0);
  const k1 = scale * z * (z - 1.0);
  const k2 = -scale * z * (2.0 * z - 1.0);
  compose(l, k1, k2, scale * z * (4.0 * z - 1.0), Math.exp(-logMean) / phi);
  composeA(-l, -k1, -k2);
}

/** Times a frequency: the row stands for `w` equal ones. */
export function replicate(w: f64, l: f64, d1: f64, d2: f64, d3: f64, expected: f64): void {
  setRow(w * l, w * d1, w * d2, w * d3, w * expected);
  setRowA(w * valueA, w * firstA, w * secondA);
}
