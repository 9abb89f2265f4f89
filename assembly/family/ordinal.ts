import { getF } from '../access';
import { LOGIT, PROBIT } from './codes';
import { logDensity, logNormal } from './normal';
import {
  findProbability,
  lower0,
  lower1,
  lower2,
  lower3,
  upper0,
  upper1,
  upper2,
  upper3,
} from './probability';
import { setRow } from './row';

/**
 * Cumulative model: P(Y ≤ c) = F(τ_c − η) for the ordered categories 0 … C − 1 with thresholds τ₁ < … < τ_{C−1},
 * a₁ = τ₁, a_j = log(τ_j − τ_{j−1}). After `cumulative` these are the derivatives with respect to the upper threshold
 * of the row's category of the log density, its first and its second derivative; those of the lower threshold follow from
 * ∂/∂η = −Σ ∂/∂τ.
 */
export let top0: f64 = 0;
export let top1: f64 = 0;
export let top2: f64 = 0;

/** Writes the thresholds of `a` (count = C − 1). */
export function thresholds(count: i32, a: usize, out: usize): void {
  let tau = getF(a, 0);
  store<f64>(out, tau);
  for (let j = 1; j < count; j++) {
    tau += Math.exp(getF(a, j));
    store<f64>(out + ((<usize>j) << 3), tau);
  }
}

/**
 * One row of category c; `gap` is the increment below the upper threshold, taken apart because differences of thresholds would round. The
 * information is the observed one: the model is log-concave.
 */
export function cumulative(link: i32, c: i32, count: i32, tau: usize, gap: f64, eta: f64): void {
  if (c === 0) {
    findProbability(link, getF(tau, 0) - eta);
    setRow(lower0, -lower1, lower2, -lower3, -lower2);
    setTop(lower1, -lower2, lower3);
    return;
  }
  const l = getF(tau, c - 1) - eta;
  if (c === count) {
    findProbability(link, l);
    setRow(upper0, -upper1, upper2, -upper3, -upper2);
    setTop(0, 0, 0);
    return;
  }
  if (link === LOGIT) logisticCategory(l, gap);
  else normalCategory(l, gap);
}

function setTop(t0: f64, t1: f64, t2: f64): void {
  top0 = t0;
  top1 = t1;
  top2 = t2;
}

/** log(F(u) − F(l)) = log(1 − e^{−gap}) + log F(u) + log(1 − F(l)) */
function logisticCategory(l: f64, gap: f64): void {
  const logGap = gap > 0.7 ? Math.log1p(-Math.exp(-gap)) : Math.log(-Math.expm1(-gap));
  findProbability(LOGIT, l);
  const log = upper0;
  const s1 = upper1;
  const s2 = upper2;
  const s3 = upper3;
  findProbability(LOGIT, l + gap);
  setRow(logGap + log + lower0, -lower1 - s1, lower2 + s2, -lower3 - s3, -lower2 - s2);
  setTop(1.0 / Math.expm1(gap) + lower1, -lower2, lower3);
}

/** log(Φ(u) − Φ(l)); on the right of zero by symmetry from the left. */
function normalCategory(l: f64, gap: f64): void {
  const u = l + gap;
  // Far out only the end nearer to zero counts, and its own function keeps the digits.
  if (u <= 0 && 0.5 * (l * l - u * u) > 40.0) {
    findProbability(PROBIT, u);
    setRow(lower0, -lower1, lower2, -lower3, -lower2);
    setTop(lower1, -lower2, lower3);
    return;
  }
  if (l >= 0 && 0.5 * (u * u - l * l) > 40.0) {
    findProbability(PROBIT, l);
    setRow(upper0, -upper1, upper2, -upper3, -upper2);
    setTop(0, 0, 0);
    return;
  }
  let log: f64;
  if (l >= 0) log = logDifference(-l, -u);
  else if (u <= 0) log = logDifference(u, l);
  else if (gap > 0.5) log = Math.log1p(-Math.exp(logNormal(l)) - Math.exp(logNormal(-u)));
  else log = logNarrow(0.5 * (l + u), gap);
  const h = Math.exp(logDensity(u) - log);
  const k = Math.exp(logDensity(l) - log);
  const d1 = k - h;
  const h1 = h * (u - d1);
  const k1 = k * (l - d1);
  const d2 = k1 - h1;
  const h2 = h1 * (u - d1) - h * (1.0 + d2);
  const k2 = k1 * (l - d1) - k * (1.0 + d2);
  setRow(log, d1, d2, k2 - h2, -d2);
  setTop(h, h1, h2);
}

/** log(Φ(a) − Φ(b)) for b < a ≤ 0. */
function logDifference(a: f64, b: f64): f64 {
  const gap = a - b;
  if (gap * (1.0 - a) < 0.5) return logNarrow(0.5 * (a + b), gap);
  const log = logNormal(a);
  return log + Math.log1p(-Math.exp(logNormal(b) - log));
}

/**
 * log of the normal probability of an interval of width g about m, narrow against the density's scale: the density at m times
 * ∫ exp(−mt − t²/2) over the interval, by Gauss–Legendre of 8 points.
 */
function logNarrow(m: f64, g: f64): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < 4; j++) {
    const t = 0.5 * g * getF(legendre, 2 * j);
    sum += getF(legendre, 2 * j + 1) * Math.exp(-0.5 * t * t) * Math.cosh(m * t);
  }
  return logDensity(m) + Math.log(g * sum);
}

/** Positive nodes and weights of the 8-point rule on (−1, 1). */
const legendre = memory.data<f64>([
  0.1834346424956498, 0.362683783378362, 0.525532409916329, 0.31370664587788727, 0.7966664774136267,
  0.22238103445337448, 0.9602898564975363, 0.10122853629037626,
]);
