import { getF } from '../access';
import { beta } from './beta';
import { binomial } from './binomial';
import * as codes from './codes';
import { AUXILIARY, proper, putAuxiliary, putRow } from './columns';
import { gaussian } from './gaussian';
import { logisticRows } from './logistic';
import { negativeBinomial1, negativeBinomial2 } from './negative-binomial';
import { cumulativeRows } from './ordinal-rows';
import { poissonRows } from './poisson-rows';
import { gamma, inverseGaussian, poisson, replicate } from './positive';
import {
  first,
  firstA,
  information,
  second,
  secondA,
  setImpossible,
  third,
  value,
  valueA,
} from './row';

/**
 * The densities of many rows. log f(y | η, a) = base(y, a) + kernel(y, η, a): the base holds every constant and whatever else does not
 * depend on η (base.ts), this file the kernel.
 *
 * Sizes w: binomial trials (0 allowed), Poisson exposure, otherwise how many equal rows a row stands for; address 0 means 1
 * for all.
 */
export let family: i32 = 0;
export let link: i32 = 0;
/** Auxiliary parameters: 0, 1, or the C − 1 thresholds of a cumulative model. */
export let auxiliaries: i32 = 0;

/** Chooses family and link; `categories` counts those of a cumulative model. */
export function setFamily(familyCode: i32, linkCode: i32, categories: i32): void {
  family = familyCode;
  link = linkCode;
  if (family === codes.BINOMIAL || family === codes.POISSON) auxiliaries = 0;
  else auxiliaries = family === codes.ORDINAL ? categories - 1 : 1;
}

/** Whether third derivatives cost next to nothing beside the value. */
export function cheap(): bool {
  return (
    (family === codes.BINOMIAL && link === codes.LOGIT) ||
    (family === codes.POISSON && link === codes.LOG)
  );
}

/** Columns that `evaluateRows` may write. */
export function rowColumns(): i32 {
  return AUXILIARY + 3 * auxiliaries;
}

/**
 * Kernels of n rows and their derivatives, into columns `stride` apart (columns.ts).
 *
 * @param order which columns
 * @param y, size, eta n numbers each
 * @param a auxiliary parameters
 * @returns 0, or 1 + the first row whose density is zero (or beyond the range of numbers) at this η; its kernel is −∞, its derivatives 0
 */
export function evaluateRows(
  order: i32,
  n: i32,
  y: usize,
  size: usize,
  eta: usize,
  a: usize,
  out: usize,
  stride: i32,
): i32 {
  if (family === codes.BINOMIAL && link === codes.LOGIT) {
    return logisticRows(order, n, y, size, eta, out, stride);
  }
  if (family === codes.POISSON && link === codes.LOG) {
    return poissonRows(order, n, y, size, eta, out, stride);
  }
  if (family === codes.ORDINAL) {
    return cumulativeRows(order, link, auxiliaries, n, y, size, eta, a, out, stride);
  }
  const a0 = auxiliaries > 0 ? getF(a, 0) : 0.0;
  const phi = Math.exp(a0);
  let bad = 0;
  for (let i = 0; i < n; i++) {
    const w = size === 0 ? 1.0 : getF(size, i);
    oneRow(order, getF(y, i), w, a0, phi, getF(eta, i));
    if (!proper()) {
      setImpossible();
      if (bad === 0) bad = i + 1;
    }
    putRow(order, out, stride, i);
    if (auxiliaries > 0 && order > 0)
      putAuxiliary(order, out, stride, i, 0, valueA, firstA, secondA);
  }
  return bad;
}

/** One row of a family that goes row by row; φ = eᵃ. */
function oneRow(order: i32, y: f64, w: f64, a: f64, phi: f64, eta: f64): void {
  if (family === codes.BINOMIAL || family === codes.POISSON) {
    if (family === codes.BINOMIAL) binomial(order, link, y, w, eta);
    else poisson(link, y, w, eta);
    return;
  }
  if (family === codes.GAUSSIAN) gaussian(link, y, phi, eta);
  else if (family === codes.GAMMA) gamma(link, y, phi, eta);
  else if (family === codes.INVERSE_GAUSSIAN) inverseGaussian(link, y, phi, eta);
  else if (family === codes.NEGATIVE_BINOMIAL_1) negativeBinomial1(link, y, a, eta);
  else if (family === codes.NEGATIVE_BINOMIAL_2) negativeBinomial2(link, y, a, eta);
  else if (family === codes.BETA) beta(link, y, phi, eta);
  else setImpossible();
  if (w !== 1.0 && value > -Infinity) replicate(w, value, first, second, third, information);
}
