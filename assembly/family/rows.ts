import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { beta } from './beta';
import { binomial } from './binomial';
import * as codes from './codes';
import { gaussian } from './gaussian';
import { logisticRows } from './logistic';
import { negativeBinomial1, negativeBinomial2 } from './negative-binomial';
import { cumulative, thresholds, top0, top1, top2 } from './ordinal';
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

/** Columns of `evaluateRows`; those of auxiliary parameter j follow at AUXILIARY + 3j. */
export const VALUE: i32 = 0;
export const FIRST: i32 = 1;
export const SECOND: i32 = 2;
export const INFORMATION: i32 = 3;
export const THIRD: i32 = 4;
export const AUXILIARY: i32 = 5;

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
 * Kernels of n rows and their derivatives, as columns `stride` apart:
 *
 *     0 kernel  1 ∂  2 ∂²  3 expected −∂²  4 ∂³      with respect to η
 *     5 + 3j: ∂/∂a_j of columns 0, 1, 2
 *
 * @param order 0: column 0 alone; 1: also ∂ and ∂/∂a of column 0; 2: also ∂² and the expected; 3: all
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
    return cumulativeRows(order, n, y, size, eta, a, out, stride);
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

/** Whether the row just evaluated has a density and finite derivatives. */
function proper(): bool {
  return value > -Infinity && value < Infinity && Math.abs(second) < Infinity;
}

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

function putRow(order: i32, out: usize, stride: i32, i: i32): void {
  setF(out, i, value);
  if (order > 0) setF(out, stride + i, first);
  if (order > 1) {
    setF(out, 2 * stride + i, second);
    setF(out, 3 * stride + i, information);
  }
  if (order > 2) setF(out, 4 * stride + i, third);
}

function putAuxiliary(
  order: i32,
  out: usize,
  stride: i32,
  i: i32,
  j: i32,
  l: f64,
  d1: f64,
  d2: f64,
): void {
  const column = (AUXILIARY + 3 * j) * stride + i;
  setF(out, column, l);
  if (order > 2) {
    setF(out, column + stride, d1);
    setF(out, column + 2 * stride, d2);
  }
}

/** Poisson with log link. */
export function poissonRows(
  order: i32,
  n: i32,
  y: usize,
  size: usize,
  eta: usize,
  out: usize,
  stride: i32,
): i32 {
  let bad = 0;
  for (let i = 0; i < n; i++) {
    const x = getF(eta, i);
    const count = getF(y, i);
    const mu = (size === 0 ? 1.0 : getF(size, i)) * Math.exp(x);
    if (!(Math.abs(x) < Infinity && mu < Infinity)) {
      setImpossible();
      putRow(order, out, stride, i);
      if (bad === 0) bad = i + 1;
      continue;
    }
    setF(out, i, count * x - mu);
    if (order === 0) continue;
    setF(out, stride + i, count - mu);
    if (order === 1) continue;
    setF(out, 2 * stride + i, -mu);
    setF(out, 3 * stride + i, mu);
    if (order > 2) setF(out, 4 * stride + i, -mu);
  }
  return bad;
}

function cumulativeRows(
  order: i32,
  n: i32,
  y: usize,
  size: usize,
  eta: usize,
  a: usize,
  out: usize,
  stride: i32,
): i32 {
  const before = mark();
  const count = auxiliaries;
  const tau = alloc((<usize>count) << 3);
  const gaps = alloc((<usize>count) << 3);
  thresholds(count, a, tau);
  setF(gaps, 0, 1.0);
  for (let j = 1; j < count; j++) setF(gaps, j, Math.exp(getF(a, j)));
  let bad = 0;
  for (let i = 0; i < n; i++) {
    const c = <i32>getF(y, i);
    const w = size === 0 ? 1.0 : getF(size, i);
    cumulative(link, c, count, tau, c < count ? getF(gaps, c) : 1.0, getF(eta, i));
    const impossible = !proper();
    if (impossible) {
      setImpossible();
      if (bad === 0) bad = i + 1;
    } else if (w !== 1.0) replicate(w, value, first, second, third, information);
    putRow(order, out, stride, i);
    if (order === 0) continue;
    const scale = impossible ? 0.0 : w;
    for (let j = 0; j < count; j++) {
      // The first threshold moves all; increment j moves thresholds j and above.
      if (j < c || j === 0) {
        const by = j === 0 ? 1.0 : getF(gaps, j);
        putAuxiliary(order, out, stride, i, j, -by * first, -by * second, -by * third);
      } else if (j === c) {
        const by = scale * getF(gaps, j);
        putAuxiliary(order, out, stride, i, j, by * top0, by * top1, by * top2);
      } else putAuxiliary(order, out, stride, i, j, 0, 0, 0);
    }
  }
  release(before);
  return bad;
}
