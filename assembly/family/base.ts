import { getF, setF } from '../access';
import * as codes from './codes';
import {
  logGamma,
  rising,
  risingFactorial,
  risingFirst,
  scaledFirst,
  scaledPolygamma,
  stirlingRest,
} from './gamma';
import { auxiliaries, family } from './rows';

/**
 * What the log densities hold besides their kernels (rows.ts): normalising constants and terms of the auxiliary parameter alone.
 *
 * @param out n numbers; when `slopes` is not 0 it takes n derivatives with respect to the (first) auxiliary parameter; a cumulative model
 *   has no base
 */
export function evaluateBase(
  n: i32,
  y: usize,
  size: usize,
  a: usize,
  out: usize,
  slopes: usize,
): void {
  const a0 = auxiliaries > 0 ? getF(a, 0) : 0.0;
  for (let i = 0; i < n; i++) {
    const w = size === 0 ? 1.0 : getF(size, i);
    oneBase(getF(y, i), w, a0);
    const frequency = family === codes.BINOMIAL || family === codes.POISSON ? 1.0 : w;
    setF(out, i, frequency * base);
    if (slopes !== 0) setF(slopes, i, frequency * slope);
  }
}

/** Σ of the bases; `slope` of the sum goes to `gradient` (one number) unless that is 0. */
export function sumBase(n: i32, y: usize, size: usize, a: usize, gradient: usize): f64 {
  const a0 = auxiliaries > 0 ? getF(a, 0) : 0.0;
  let sum: f64 = 0;
  let slopes: f64 = 0;
  for (let i = 0; i < n; i++) {
    const w = size === 0 ? 1.0 : getF(size, i);
    oneBase(getF(y, i), w, a0);
    const frequency = family === codes.BINOMIAL || family === codes.POISSON ? 1.0 : w;
    sum += frequency * base;
    slopes += frequency * slope;
  }
  if (gradient !== 0) setF(gradient, 0, slopes);
  return sum;
}

let base: f64 = 0;
let slope: f64 = 0;

const LOG_TWO_PI: f64 = 1.8378770664093456;

function oneBase(y: f64, w: f64, a: f64): void {
  base = 0;
  slope = 0;
  if (family === codes.BINOMIAL) {
    if (y > 0 && y < w) base = logGamma(w + 1.0) - logGamma(y + 1.0) - logGamma(w - y + 1.0);
  } else if (family === codes.POISSON) {
    base = -logFactorial(y);
    if (y > 0 && w !== 1.0) base += y * Math.log(w);
  } else if (family === codes.GAUSSIAN) {
    base = -0.5 * (LOG_TWO_PI + a);
    slope = -0.5;
  } else if (family === codes.INVERSE_GAUSSIAN) {
    base = -0.5 * (LOG_TWO_PI + a) - 1.5 * Math.log(y);
    slope = -0.5;
  } else if (family === codes.GAMMA) gammaBase(y, a);
  else if (family === codes.NEGATIVE_BINOMIAL_1) {
    const phi = Math.exp(a);
    // log(1 + φ) for φ beyond the range is a
    base = -y * (a > 700.0 ? a : Math.log1p(phi)) - logFactorial(y);
    slope = -y / (1.0 + Math.exp(-a));
  } else if (family === codes.NEGATIVE_BINOMIAL_2) {
    const k = Math.exp(a);
    risingFactorial(k, y);
    base = rising - logFactorial(y);
    slope = risingFirst - y;
  } else if (family === codes.BETA) {
    const phi = Math.exp(a);
    scaledPolygamma(phi);
    base = logGamma(phi) - Math.log(y) - Math.log1p(-y);
    slope = scaledFirst;
  }
}

/** ν log ν − ν − log Γ(ν) − log y with ν = e⁻ᵃ */
function gammaBase(y: f64, a: f64): void {
  const shape = Math.exp(-a);
  scaledPolygamma(shape);
  slope = scaledFirst + shape * a;
  if (shape >= 12.0) base = -0.5 * (a + LOG_TWO_PI) - stirlingRest(shape);
  else base = -shape * a - shape - logGamma(shape);
  base -= Math.log(y);
}

function logFactorial(y: f64): f64 {
  return y < 2.0 ? 0.0 : logGamma(y + 1.0);
}
