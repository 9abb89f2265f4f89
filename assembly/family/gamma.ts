import { getF } from '../access';

/**
 * The gamma function's logarithm and its derivatives for x > 0: Stirling's series from 12 on (Abramowitz & Stegun 1972, 6.1.41,
 * 6.3.18, 6.4.11–6.4.14), reached by recurrence; about 2, where log Γ vanishes, the series in ζ(k) − 1 (6.1.33).
 */

const STIRLING: f64 = 12;
const HALF_LOG_TWO_PI: f64 = 0.9189385332046728;

/** Bernoulli numbers B₂ … B₂₀. */
const bernoulli = memory.data<f64>([
  0.16666666666666666, -0.03333333333333333, 0.023809523809523808, -0.03333333333333333,
  0.07575757575757576, -0.2531135531135531, 1.1666666666666667, -7.092156862745098,
  54.971177944862156, -529.1242424242424,
]);
const BERNOULLI_COUNT: i32 = 10;

/** (−1)ᵏ (ζ(k) − 1)/k is made from these: ζ(k) − 1 for k = 2 … 28. */
const zeta = memory.data<f64>([
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993,
  0.01734306198444914, 0.008349277381922827, 0.00407735619794434, 0.0020083928260822143,
  0.0009945751278180853, 0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915,
  0.00006124813505870483, 0.00003058823630702049, 0.00001528225940865187, 0.000007637197637899763,
  0.00000381729326499984, 0.000001908212716553939, 9.539620338727962e-7, 4.769329867878064e-7,
  2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8,
  1.4901554828365043e-8, 7.45071178983543e-9, 3.725334024788457e-9,
]);
const ZETA_COUNT: i32 = 27;

/** log Γ(2 + z), |z| ≤ ½. */
function aboutTwo(z: f64): f64 {
  let sum: f64 = 0;
  for (let j = ZETA_COUNT - 1; j >= 0; j--) {
    const k = <f64>(j + 2);
    sum = -z * sum + getF(zeta, j) / k;
  }
  // 1 − Euler's constant
  return z * (0.42278433509846713 + z * sum);
}

/** What Stirling's series adds to (x − ½) log x − x + ½ log 2π, x ≥ 12. */
export function stirlingRest(x: f64): f64 {
  const z = 1.0 / (x * x);
  let sum: f64 = 0;
  for (let j = BERNOULLI_COUNT - 1; j >= 0; j--) {
    const k = <f64>(2 * (j + 1));
    sum = sum * z + getF(bernoulli, j) / (k * (k - 1.0));
  }
  return sum / x;
}

/** log Γ(x), x > 0. */
export function logGamma(x: f64): f64 {
  if (x >= STIRLING) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingRest(x);
  if (x < 0.5) return logGamma(x + 1.0) - Math.log(x);
  if (x < 1.5) return aboutTwo(x - 1.0) - Math.log1p(x - 1.0);
  let product: f64 = 1;
  while (x > 2.5) {
    x -= 1.0;
    product *= x;
  }
  return aboutTwo(x - 2.0) + Math.log(product);
}

/** x ψ(x), x² ψ′(x), x³ ψ″(x) after `scaledPolygamma`: products that stay finite down to x = 1e−300. */
export let scaledFirst: f64 = 0;
export let scaledSecond: f64 = 0;
export let scaledThird: f64 = 0;

/** Digamma, trigamma and tetragamma times x, x², x³ (x > 0). */
export function scaledPolygamma(x: f64): void {
  let s1: f64 = 0;
  let s2: f64 = 0;
  let s3: f64 = 0;
  let at = x;
  while (at < STIRLING) {
    const r = x / at;
    s1 -= r;
    s2 += r * r;
    s3 -= 2.0 * r * r * r;
    at += 1.0;
  }
  findRests(at);
  const r = x / at;
  scaledFirst = s1 + x * (Math.log(at) - 0.5 / at - rest1);
  scaledSecond = s2 + r * x * (1.0 + 0.5 / at + at * rest2);
  scaledThird = s3 - r * r * x * (1.0 + 1.0 / at + at * at * rest3);
}

/** The asymptotic sums Σ B₂ₖ/(2k x²ᵏ), Σ B₂ₖ/x²ᵏ⁺¹, Σ (2k + 1) B₂ₖ/x²ᵏ⁺². */
let rest1: f64 = 0;
let rest2: f64 = 0;
let rest3: f64 = 0;

function findRests(x: f64): void {
  const z = 1.0 / (x * x);
  let t1: f64 = 0;
  let t2: f64 = 0;
  let t3: f64 = 0;
  for (let j = BERNOULLI_COUNT - 1; j >= 0; j--) {
    const b = getF(bernoulli, j);
    const k = <f64>(2 * (j + 1));
    t1 = t1 * z + b / k;
    t2 = t2 * z + b;
    t3 = t3 * z + b * (k + 1.0);
  }
  rest1 = t1 * z;
  rest2 = (t2 * z) / x;
  rest3 = t3 * z * z;
}

/**
 * log Γ(s + y) − log Γ(s) − y log s and, of log Γ(s + y) − log Γ(s), the derivatives with respect to s times s, s², s³.
 * The logarithms and powers that would cancel for large s never appear.
 */
export let rising: f64 = 0;
export let risingFirst: f64 = 0;
export let risingSecond: f64 = 0;
export let risingThird: f64 = 0;

/** A count up to this is summed term by term. */
const DIRECT: f64 = 24;

/** Fills `rising` … `risingThird` for s > 0 and a whole number y ≥ 0. */
export function risingFactorial(s: f64, y: f64): void {
  let product: f64 = 1;
  let logs: f64 = 0;
  let f1: f64 = 0;
  let f2: f64 = 0;
  let f3: f64 = 0;
  let j: f64 = 0;
  while (j < y && (y <= DIRECT || s + j < STIRLING)) {
    const r = s / (s + j);
    f1 += r;
    f2 -= r * r;
    f3 += 2.0 * r * r * r;
    product *= 1.0 + j / s;
    if (product > 1e200) {
      logs += Math.log(product);
      product = 1;
      if (!(logs < Infinity)) {
        // j/s overflows only for a dispersion beyond 1e300.
        logs = Infinity;
        break;
      }
    }
    j += 1.0;
  }
  if (product > 1.5) logs += Math.log(product);
  else if (j > 0) logs += smallRising(s, j);
  if (j < y) {
    const from = s + j;
    const to = s + y;
    const more = Math.log1p((y - j) / from);
    // y log s of the whole against what the two parts have taken off
    logs += (to - 0.5) * more - (y - j) + stirlingRest(to) - stirlingRest(from);
    if (j > 0) logs += (y - j) * Math.log1p(j / s);
    // Differences of the leading terms in closed form: their parts grow with s, they do not.
    const gap = y - j;
    const both = from * to;
    const second = (gap * (from + to)) / (both * both);
    findRests(from);
    const a1 = rest1;
    const a2 = rest2;
    const a3 = rest3;
    findRests(to);
    const cube = 1.0 / (to * to * to) - 1.0 / (from * from * from);
    f1 += s * (more + (0.5 * gap) / both - (rest1 - a1));
    f2 += s * s * (rest2 - a2 - 0.5 * second - gap / both);
    f3 += s * s * s * (second - cube - (rest3 - a3));
  }
  rising = logs;
  risingFirst = f1;
  risingSecond = f2;
  risingThird = f3;
}

/** Σ log(1 + i/s) over i < j where the product is near 1. */
function smallRising(s: f64, j: f64): f64 {
  let sum: f64 = 0;
  for (let i: f64 = 1; i < j; i += 1.0) sum += Math.log1p(i / s);
  return sum;
}
