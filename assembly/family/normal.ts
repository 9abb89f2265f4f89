import { getF } from '../access';

/**
 * (1 + x) R(x), R = (1 − Φ)/φ Mills' ratio, as a Chebyshev series in t = (x − 5)/(x + 5), x ≥ 0: the map of Shepherd &
 * Laframboise (1981), Math. Comp. 36(153), with a series of our own in 50-digit arithmetic.
 */
const series = memory.data<f64>([
  1.1579976221305188, -0.1633449388451398, -0.013683136055781576, 0.03082200019810004,
  -0.016220073012046806, 0.005616691016460094, -0.0014133933783549216, 0.0002502625460725661,
  -0.00002468907239728387, -0.0000010107964061837592, 7.495419179740573e-7, -7.600274268728337e-8,
  -1.1574771441328644e-8, 3.333386472599843e-9, 7.538039628171347e-11, -1.1104247263727494e-10,
  3.509243776551059e-12, 3.6894953861750955e-12, -2.3376697776383095e-13, -1.3271797523541405e-13,
  9.921706995888276e-15, 5.276004995455379e-15, -3.373097694187922e-16, -2.2804338776379946e-16,
]);
const TERMS: i32 = 24;
const LOG_ROOT_TWO_PI: f64 = 0.9189385332046728;

/** Mills' ratio (1 − Φ(x))/φ(x), x ≥ 0. */
export function millsRatio(x: f64): f64 {
  const t = (x - 5.0) / (x + 5.0);
  const twice = 2.0 * t;
  let b: f64 = 0;
  let c: f64 = 0;
  for (let k = TERMS - 1; k > 0; k--) {
    const next = twice * b - c + getF(series, k);
    c = b;
    b = next;
  }
  return (t * b - c + getF(series, 0)) / (1.0 + x);
}

/** log φ(x) */
export function logDensity(x: f64): f64 {
  return -0.5 * x * x - LOG_ROOT_TWO_PI;
}

/** log Φ(x) */
export function logNormal(x: f64): f64 {
  if (x < 0) return logDensity(x) + Math.log(millsRatio(-x));
  return Math.log1p(-Math.exp(logDensity(x)) * millsRatio(x));
}

/** log Φ and its three derivatives after `normalTail`. */
export let logTail: f64 = 0;
export let tailFirst: f64 = 0;
export let tailSecond: f64 = 0;
export let tailThird: f64 = 0;

/** Beyond this the continued fraction of Mills' ratio carries the small differences. */
const FAR: f64 = 5;

/**
 * log Φ(x) with derivatives r, −r(r + x), r((r + x)(2r + x) − 1), r = φ/Φ. For x ≪ 0 the differences r + x and so on come from
 * Laplace's continued fraction, where they are sums of positive parts.
 */
export function normalTail(x: f64): void {
  if (x > -FAR) {
    const log = logNormal(x);
    const r = x < 0 ? 1.0 / millsRatio(-x) : Math.exp(logDensity(x) - log);
    const sum = r + x;
    logTail = log;
    tailFirst = r;
    tailSecond = -r * sum;
    tailThird = r * (sum * (r + sum) - 1.0);
    return;
  }
  const z = -x;
  // 1/R(z) = z + δ, δ = 1/(z + ε), ε = 2/(z + ζ), ζ = 3/(z + …)
  let zeta: f64 = 0;
  for (let k = 30; k > 2; k--) zeta = <f64>k / (z + zeta);
  const epsilon = 2.0 / (z + zeta);
  const delta = 1.0 / (z + epsilon);
  const r = z + delta;
  logTail = logDensity(z) - Math.log(r);
  tailFirst = r;
  tailSecond = -r * delta;
  tailThird = (2.0 * r * delta * delta * (zeta - epsilon)) / (z + zeta);
}
