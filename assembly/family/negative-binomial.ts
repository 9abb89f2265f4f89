import { rising, risingFactorial, risingFirst, risingSecond, risingThird } from './gamma';
import { findMean, logMean } from './mean';
import { compose, composeA } from './positive';
import { setImpossible } from './row';

/**
 * Negative binomial 2: variance μ + μ²/k, a = log k. Without its base log Γ(y + k)/Γ(k) − ya − log y! the log density is
 * y log μ − (y + k) log(1 + μ/k): that of y + k logistic trials.
 */
export function negativeBinomial2(link: i32, y: f64, a: f64, eta: f64): void {
  if (!findMean(link, eta)) {
    setImpossible();
    return;
  }
  const k = Math.exp(a);
  const x = logMean - a;
  const e = Math.exp(-Math.abs(x));
  const log = max(x, 0) + Math.log1p(e);
  const near = 1.0 / (1.0 + e);
  const rho = x < 0 ? e * near : near;
  const rest = x < 0 ? near : e * near;
  const total = y + k;
  const slope = total * rho * rest;
  const mu = Math.exp(logMean);
  compose(
    y * logMean - total * log,
    y - total * rho,
    -slope,
    -slope * (rest - rho),
    x < 0 ? mu * rest : k * rho,
  );
  composeA(total * rho - k * log, slope - k * rho, slope * (rest - rho) - k * rho * rest);
}

/**
 * Negative binomial 1: variance μ(1 + φ), a = log φ; a negative binomial of size s = μ/φ. The information is the quasi-likelihood's
 * μ/(1 + φ), since the expected one has no closed form.
 */
export function negativeBinomial1(link: i32, y: f64, a: f64, eta: f64): void {
  if (!findMean(link, eta)) {
    setImpossible();
    return;
  }
  const phi = Math.exp(a);
  const s = Math.exp(logMean - a);
  if (!(s > 0 && s < Infinity)) {
    setImpossible();
    return;
  }
  const log = s * Math.log1p(phi);
  const share = (s * phi) / (1.0 + phi);
  risingFactorial(s, y);
  const k1 = risingFirst - log;
  const k2 = risingSecond + risingFirst - log;
  const k3 = risingThird + 3.0 * risingSecond + risingFirst - log;
  compose(rising + y * logMean - log, k1, k2, k3, share);
  composeA(y - k1 - share, -k2 - share, -k3 - share);
}
