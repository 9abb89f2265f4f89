import { addF, getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import { chain, fixedGram } from './derivatives';
import * as groups from './groups';

/**
 * Results of a model of small groups, laid out as assembly/model/results.ts says. After `differentiateLeaves`.
 *
 *     u = Tᵀe      M⁻¹ = adj(M)/det N      Cₐₐ = M⁻¹ + F C Fᵀ, F = TᵀE      ∂C/∂σ_i = C X_i C
 */
export function leafResults(
  effects: usize,
  conditional: usize,
  prediction: usize,
  fixedInverse: usize,
  fixedSlopes: usize,
): void {
  const before = mark();
  const k = problem.size(0);
  const p = problem.p;
  const rows = alloc((<usize>(2 * (p + 1))) << 3);
  const levels = problem.levels(0);
  for (let level = 0; level < levels; level++) {
    const square = (<usize>level * <usize>(k * k)) << 3;
    groupResults(k, p, level, rows, effects, conditional + square, prediction + square);
  }
  for (let j = 0; j < p; j++) setF(effects, levels * k + j, getF(groups.beta, j));
  memory.copy(fixedInverse, groups.fixedInverse, (<usize>(p * p)) << 3);
  findFixedSlopes(k, p, fixedSlopes);
  release(before);
}

function groupResults(
  k: i32,
  p: i32,
  level: i32,
  rows: usize,
  effects: usize,
  conditional: usize,
  prediction: usize,
): void {
  const d = problem.diagonal(0) + ((<usize>level * <usize>(k * k)) << 3);
  const h = problem.tailProducts(0) + ((<usize>level * <usize>(k * (p + 1))) << 3);
  const t = problem.template(0);
  // T as a 2×2 matrix, with zeros where there is no second coefficient.
  const t00 = getF(t, 0);
  const t10 = k === 2 ? getF(t, 1) : 0;
  const t01 = k === 2 ? getF(t, 2) : 0;
  const t11 = k === 2 ? getF(t, 3) : 0;
  const d00 = getF(d, 0);
  const d01 = k === 2 ? getF(d, 1) : 0;
  const d11 = k === 2 ? getF(d, 3) : 0;
  const m00 = 1.0 + t00 * (d00 * t00 + d01 * t10) + t10 * (d01 * t00 + d11 * t10);
  const m01 = t00 * (d00 * t01 + d01 * t11) + t10 * (d01 * t01 + d11 * t11);
  const m11 = 1.0 + t01 * (d00 * t01 + d01 * t11) + t11 * (d01 * t01 + d11 * t11);
  const det2 = (t00 * t11 - t01 * t10) * (t00 * t11 - t01 * t10) * (d00 * d11 - d01 * d01);
  const det = m00 + m11 - 1.0 + det2;
  const i00 = m11 / det;
  const i01 = -m01 / det;
  const i11 = m00 / det;
  // F = M⁻¹Tᵀ H, row by row for the columns of X̃ and ỹ; the last column becomes u.
  let u0: f64 = 0;
  let u1: f64 = 0;
  for (let j = 0; j <= p; j++) {
    const h0 = getF(h, j * k);
    const h1 = k === 2 ? getF(h, j * k + 1) : 0;
    const x0 = t00 * h0 + t10 * h1;
    const x1 = t01 * h0 + t11 * h1;
    const f0 = i00 * x0 + i01 * x1;
    const f1 = i01 * x0 + i11 * x1;
    setF(rows, j, f0);
    setF(rows, p + 1 + j, f1);
    const by = j === p ? 1.0 : -getF(groups.beta, j);
    u0 += f0 * by;
    u1 += f1 * by;
  }
  setF(effects, level * k, u0);
  setF(conditional, 0, i00);
  setF(prediction, 0, i00 + form(p, rows, rows));
  if (k === 1) return;
  const second = rows + ((<usize>(p + 1)) << 3);
  setF(effects, level * k + 1, u1);
  const cross = i01 + form(p, rows, second);
  for (let i = 1; i < 3; i++) {
    setF(conditional, i, i01);
    setF(prediction, i, cross);
  }
  setF(conditional, 3, i11);
  setF(prediction, 3, i11 + form(p, second, second));
}

function form(p: i32, x: usize, y: usize): f64 {
  let sum: f64 = 0;
  for (let j = 0; j < p; j++) {
    let image: f64 = 0;
    for (let i = 0; i < p; i++) image += getF(groups.fixedInverse, j * p + i) * getF(x, i);
    sum += image * getF(y, j);
  }
  return sum;
}

function findFixedSlopes(k: i32, p: i32, out: usize): void {
  const square = (<usize>(p * p)) << 3;
  const gram = alloc(square);
  const half = alloc(square);
  const whole = alloc(square);
  memory.fill(out, 0, <usize>parameters.count * square);
  for (let i = 0; i < (k * (k + 1)) / 2; i++) {
    fixedGram(p, i, gram);
    multiplySquare(p, groups.fixedInverse, gram, half);
    multiplySquare(p, half, groups.fixedInverse, whole);
    for (let a = 0; a < parameters.count; a++) {
      const factor = chain(i, a, k);
      const target = out + <usize>a * square;
      for (let e = 0; e < p * p; e++) addF(target, e, factor * getF(whole, e));
    }
  }
}

function multiplySquare(p: i32, a: usize, b: usize, c: usize): void {
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < p; i++) {
      let sum: f64 = 0;
      for (let l = 0; l < p; l++) sum += getF(a, l * p + i) * getF(b, j * p + l);
      setF(c, j * p + i, sum);
    }
  }
}
