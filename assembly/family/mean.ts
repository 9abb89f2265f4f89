import { IDENTITY, INVERSE, INVERSE_SQUARE, LOG, SQRT } from './codes';

// log μ as a function of η, with its derivatives, for links of positive means.
export let logMean: f64 = 0;
export let mean1: f64 = 0;
export let mean2: f64 = 0;
export let mean3: f64 = 0;

function setMean(l: f64, d1: f64, d2: f64, d3: f64): void {
  logMean = l;
  mean1 = d1;
  mean2 = d2;
  mean3 = d3;
}

/** Fills `logMean` and its derivatives; false where η gives no positive mean. */
export function findMean(link: i32, eta: f64): bool {
  if (link === LOG) {
    setMean(eta, 1.0, 0, 0);
    return true;
  }
  if (!(eta > 0)) return false;
  // log μ = power · log η
  let power: f64 = 0;
  if (link === IDENTITY) power = 1.0;
  else if (link === INVERSE) power = -1.0;
  else if (link === SQRT) power = 2.0;
  else if (link === INVERSE_SQUARE) power = -0.5;
  else return false;
  const z = 1.0 / eta;
  setMean(power * Math.log(eta), power * z, -power * z * z, 2.0 * power * z * z * z);
  return true;
}
