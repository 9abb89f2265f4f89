import { CAUCHIT, CLOGLOG, LOGIT, PROBIT } from './codes';
import { findMean, logMean, mean1, mean2, mean3 } from './mean';
import { logTail, normalTail, tailFirst, tailSecond, tailThird } from './normal';

// log F(η) and log(1 − F(η)) with three derivatives each, F the inverse link; every part keeps its digits in both tails.
export let lower0: f64 = 0;
export let lower1: f64 = 0;
export let lower2: f64 = 0;
export let lower3: f64 = 0;
export let upper0: f64 = 0;
export let upper1: f64 = 0;
export let upper2: f64 = 0;
export let upper3: f64 = 0;

function setLower(l: f64, d1: f64, d2: f64, d3: f64): void {
  lower0 = l;
  lower1 = d1;
  lower2 = d2;
  lower3 = d3;
}

function setUpper(l: f64, d1: f64, d2: f64, d3: f64): void {
  upper0 = l;
  upper1 = d1;
  upper2 = d2;
  upper3 = d3;
}

/** Fills `lower` and `upper`; false where η is outside the link's domain, or where F would not be below 1. */
export function findProbability(link: i32, eta: f64): bool {
  if (link === LOGIT) logit(eta);
  else if (link === PROBIT) probit(eta);
  else if (link === CLOGLOG) complementary(eta);
  else if (link === CAUCHIT) cauchit(eta);
  else return fromMean(link, eta);
  return true;
}

function logit(eta: f64): void {
  const e = Math.exp(-Math.abs(eta));
  const log = Math.log1p(e);
  const near = 1.0 / (1.0 + e);
  const far = e * near;
  const p = eta < 0 ? far : near;
  const q = eta < 0 ? near : far;
  const pq = near * far;
  setLower(min(eta, 0) - log, q, -pq, pq * (p - q));
  setUpper(min(-eta, 0) - log, -p, -pq, pq * (p - q));
}

function probit(eta: f64): void {
  normalTail(-eta);
  setUpper(logTail, -tailFirst, tailSecond, -tailThird);
  normalTail(eta);
  setLower(logTail, tailFirst, tailSecond, tailThird);
}

/** With t = e^η: log(1 − F) = −t, and h = t/(eᵗ − 1) is the derivative of log F. */
function complementary(eta: f64): void {
  const t = Math.exp(min(eta, 709.0));
  setUpper(-t, -t, -t, -t);
  if (t > 700.0) {
    setLower(0, 0, 0, 0);
    return;
  }
  const below = Math.expm1(t);
  const h = t === 0 ? 1.0 : t / below;
  const c = t < 0.5 ? smallRemainder(t) : 1.0 - t - h;
  const log = t < 0.5 ? eta + logRatio(t) : Math.log1p(-Math.exp(-t));
  setLower(log, h, h * c, h * (c * c - t - h * c));
}

/** −t/2 − Σ B₂ₖ t²ᵏ/(2k)!, which is 1 − t − t/(eᵗ − 1), t < ½. */
function smallRemainder(t: f64): f64 {
  const z = t * t;
  let sum: f64 = 7.0 / 6.0 / 87178291200.0;
  sum = sum * z - 691.0 / 2730.0 / 479001600.0;
  sum = sum * z + 5.0 / 66.0 / 3628800.0;
  sum = sum * z - 1.0 / 30.0 / 40320.0;
  sum = sum * z + 1.0 / 42.0 / 720.0;
  sum = sum * z - 1.0 / 30.0 / 24.0;
  sum = sum * z + 1.0 / 12.0;
  return -0.5 * t - sum * z;
}

/** log((1 − e⁻ᵗ)/t) */
function logRatio(t: f64): f64 {
  return t === 0 ? 0 : Math.log(-Math.expm1(-t) / t);
}

function cauchit(eta: f64): void {
  oneCauchy(-eta);
  setUpper(tail0, -tail1, tail2, -tail3);
  oneCauchy(eta);
  setLower(tail0, tail1, tail2, tail3);
}

let tail0: f64 = 0;
let tail1: f64 = 0;
let tail2: f64 = 0;
let tail3: f64 = 0;

/** log of the Cauchy distribution function with derivatives. */
function oneCauchy(x: f64): void {
  // Beyond 1e150 the square would overflow; the function is constant there in all its digits but log |x|.
  const at = max(-1e150, min(1e150, x));
  const square = 1.0 + at * at;
  const density = 1.0 / (Math.PI * square);
  const below = at < 0 ? Math.atan(-1.0 / at) / Math.PI : 0.5 + Math.atan(at) / Math.PI;
  const s = (-2.0 * at) / square;
  const slope = (2.0 * (at * at - 1.0)) / square / square;
  tail0 = at < 1.0 ? Math.log(below) : Math.log1p(-Math.atan(1.0 / at) / Math.PI);
  tail1 = density / below;
  tail2 = tail1 * (s - tail1);
  tail3 = tail2 * (s - tail1) + tail1 * (slope - tail2);
}

/** Links made for positive means, where the mean stays below 1. */
function fromMean(link: i32, eta: f64): bool {
  if (!findMean(link, eta) || !(logMean < 0)) return false;
  const p = Math.exp(logMean);
  const q = -Math.expm1(logMean);
  setLower(logMean, mean1, mean2, mean3);
  const odds = p / q;
  const s1 = -odds * mean1;
  const s2 = -odds * (mean2 + mean1 * mean1);
  const s3 = -odds * (mean3 + 3.0 * mean1 * mean2 + mean1 * mean1 * mean1);
  setUpper(
    logMean > -0.7 ? Math.log(q) : Math.log1p(-p),
    s1,
    s2 - s1 * s1,
    s3 - 3.0 * s1 * s2 + 2.0 * s1 * s1 * s1,
  );
  return true;
}
