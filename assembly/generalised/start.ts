import { addF, getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { factorPanel } from '../dense/panel';
import { solveFactored } from '../dense/small';
import { FIRST, INFORMATION, VALUE } from '../family/columns';
import { evaluateRows } from '../family/rows';
import { column as entryColumn, factor, count as parameterCount, row } from '../model/parameters';
import * as problem from '../model/problem';
import * as rows from './rows';
import { addProducts, addScores, clearProducts } from './scatter';
import { column, columns, fixedEta, scores, setFixed, weight } from './working';

// Where a search without a known neighbour begins.

/** More scoring steps than these lead nowhere: the data are separated, and the whole model will say so. */
const STEPS: i32 = 12;
const HALVINGS: i32 = 12;
/** Variances of random coefficients outside this range are not believed at the start. */
const LEAST: f64 = 0.02;
const MOST: f64 = 4;

/**
 * Where the search begins: fixed effects of the model without random ones, by Fisher scoring from the constant predictor `level`,
 * then variances by moments: with s = Z̃ₐᵀl′ and d = Z̃ₐᵀWZ̃ₐ of a level, E s² = d + τ²d².
 *
 * @param psi (θ, β̃, a) with a set; the rest is written
 */
export function findStart(psi: usize, level: f64): void {
  const before = mark();
  const p = rows.p;
  const beta = psi + ((<usize>parameterCount) << 3);
  const a = beta + ((<usize>p) << 3);
  constantPredictor(level, beta);
  const slope = alloc((<usize>p) << 3);
  const information = alloc((<usize>(p * p)) << 3);
  const trial = alloc((<usize>p) << 3);
  let here = logLikelihood(beta, a);
  if (here === -Infinity) {
    memory.fill(beta, 0, (<usize>p) << 3);
    here = logLikelihood(beta, a);
  }
  for (let step = 0; step < STEPS && p > 0; step++) {
    scoring(slope, information);
    if (factorPanel(information, p, p, p) !== 0) break;
    solveFactored(p, information, slope);
    let share: f64 = 1;
    let there: f64 = -Infinity;
    for (let halving = 0; halving < HALVINGS; halving++) {
      for (let j = 0; j < p; j++) setF(trial, j, getF(beta, j) + share * getF(slope, j));
      there = logLikelihood(trial, a);
      if (there >= here - 1e-10 * Math.abs(here)) break;
      share *= 0.5;
    }
    if (!(there > here)) break;
    const gain = there - here;
    memory.copy(beta, trial, (<usize>p) << 3);
    here = there;
    if (gain < 1e-4) break;
  }
  logLikelihood(beta, a);
  moments(psi);
  release(before);
}

/** β̃ of the projection of a constant (without the mean offset) on X̃. */
export function constantPredictor(level: f64, beta: usize): void {
  const p = rows.p;
  let mean: f64 = 0;
  for (let i = 0; i < rows.n; i++) mean += getF(rows.offset, i);
  mean /= <f64>rows.n;
  memory.fill(beta, 0, (<usize>p) << 3);
  let x = rows.x;
  const by = (level - mean) / <f64>rows.n;
  for (let i = 0; i < rows.n; i++) {
    for (let j = 0; j < p; j++) addF(beta, j, by * getF(x, j));
    x += (<usize>p) << 3;
  }
}

/** Σ l without random effects and base; −∞ where some row has no density. */
function logLikelihood(beta: usize, a: usize): f64 {
  const n = rows.n;
  setFixed(beta, a);
  if (evaluateRows(2, n, rows.y, rows.sizes, fixedEta, a, columns, n) !== 0) return -Infinity;
  const values = column(VALUE);
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) sum += getF(values, i);
  return sum;
}

/** X̃ᵀl′ and X̃ᵀWX̃, the expected information. */
export function scoring(slope: usize, information: usize): void {
  const p = rows.p;
  memory.fill(slope, 0, (<usize>p) << 3);
  memory.fill(information, 0, (<usize>(p * p)) << 3);
  const first = column(FIRST);
  const expected = column(INFORMATION);
  let x = rows.x;
  for (let i = 0; i < rows.n; i++) {
    const g = getF(first, i);
    const w = getF(expected, i);
    for (let j = 0; j < p; j++) {
      const own = getF(x, j);
      addF(slope, j, g * own);
      const by = w * own;
      for (let l = j; l < p; l++) addF(information, j * p + l, by * getF(x, l));
    }
    x += (<usize>p) << 3;
  }
}

/** Variances by moments on the diagonals of the templates, zeros below. */
function moments(psi: usize): void {
  const n = rows.n;
  memory.copy(weight, column(INFORMATION), (<usize>n) << 3);
  memory.fill(scores, 0, (<usize>problem.q) << 3);
  clearProducts();
  addScores(0, n, column(FIRST), scores);
  addProducts(0, n, weight);
  for (let k = 0; k < parameterCount; k++) {
    if (row(k) !== entryColumn(k)) setF(psi, k, 0);
    else setF(psi, k, Math.sqrt(moment(factor(k), row(k))));
  }
}

/** Moment estimate of the variance of coefficient c of a factor, taken alone. */
function moment(f: i32, c: i32): f64 {
  const k = problem.size(f);
  let s = scores;
  for (let g = 0; g < f; g++) s += (<usize>(problem.levels(g) * problem.size(g))) << 3;
  const d = problem.diagonal(f);
  let between: f64 = 0;
  let first: f64 = 0;
  let second: f64 = 0;
  for (let level = 0; level < problem.levels(f); level++) {
    const score = getF(s, level * k + c);
    const own = getF(d, (level * k + c) * k + c);
    between += score * score;
    first += own;
    second += own * own;
  }
  const variance = (between - first) / second;
  return variance > LEAST ? min(variance, MOST) : LEAST;
}
