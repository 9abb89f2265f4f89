import { getF } from '../access';

/**
 * The gamma function's logarithm and its derivatives for x > 0: Stirling's series from 12 on (Abramowitz & Stegun 1972, 6.1.41,
 * 6.3.18, 6.4.11–6.4.14), reached by recurrence; about 2, where log Γ vanishes, the series in ζ(k) − 1 (6.1.33).
 */

const STIRLING: f64 = 12;
const HALF_LOG_TWO_PI: f64 = 0.9189385332046727418;

/** Bernoulli numbers B₂ … B₂₀. */
const bernoulli = memory.data<f64>([
  0.16666666666666666667, -0.033333333333333333333, 0.023809523809523809524, -0.033333333333333333333,
  0.075757575757575757576, -0.25311355311355311355, 1.1666666666666666667, -7.0921568627450980392,
  54.971177944862155388, -529.12424242424242424,
]);
const BERNOULLI_COUNT: i32 = 10;

/** (−1)ᵏ (ζ(k) − 1)/k is made from these: ζ(k) − 1 for k = 2 … 28. */
const zeta = memory.data<f64>([
  0.64493406684822643647, 0.2020569031595942854, 0.082323233711138191516, 0.036927755143369926331,
  0.017343061984449139715, 0.0083492773819228268398, 0.0040773561979443393787,
  0.0020083928260822144179, 0.00099457512781808533715, 0.0004941886041194645587,
  0.00024608655330804829864, 0.00012271334757848914675, 0.000061248135058704829259,
  0.000030588236307020493552, 0.000015282259408651871733, 7.6371976378997622736e-6,
  3.8172932649998398565e-6, 1.9082127165539389257e-6, 9.5396203387279611315e-7,
  4.7693298678780646312e-7, 2.3845050272773299e-7, 1.1921992596531107307e-7,
  5.9608189051259479612e-8, 2.9803503514652280186e-8, 1.4901554828365041235e-8,
  7.450711789835429492e-9, 3.7253340247884570548e-9,
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
  return z * (0.42278433509846713939 + z * sum);
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
