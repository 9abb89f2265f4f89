import { addF, getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { residual } from '../factor/cholesky';
import * as parameters from '../model/parameters';
import * as problem from '../model/problem';
import * as groups from './groups';
import { total } from './lanes';
import * as moments from './moments';

/** Place of entry (r, s) of a symmetric K×K matrix among 00, 01, 11. */
function place(r: i32, s: i32): i32 {
  return r + s;
}

/** The derivative 𝒢 of the objective with respect to Σ: Σ (S − R) − (d/r²) Σ e eᵀ. */
function covarianceSlope(r: i32, s: i32): f64 {
  const i = place(r, s);
  const factor = problem.denominator / residual;
  return total(moments.sparse, i) - factor * total(moments.squares, i);
}

/** ∂/∂T = 2𝒢T and Σ v uᵀ = (Σ e eᵀ) T, where the rest of the core expects them. */
export function storeGradient(): void {
  const k = problem.size(0);
  const template = problem.template(0);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      let slope: f64 = 0;
      let outer: f64 = 0;
      for (let s = 0; s < k; s++) {
        const t = getF(template, c * k + s);
        slope += 2.0 * covarianceSlope(r, s) * t;
        outer += total(moments.squares, place(r, s)) * t;
      }
      setF(problem.gradient(0), c * k + r, slope);
      setF(problem.outer(0), c * k + r, outer);
    }
  }
}

/**
 * Hessian of the objective with respect to θ, m×m, exact or its average information (`moments.exact`; then the factors 2
 * are 1 and the second term is left out). With symmetric basis matrices E_i of Σ,
 *
 *     H_ij = Σₐ tr(Sₐ E_i Wₐ E_j) − tr(C X_i C X_j) − 2(d/r²) g_iᵀC g_j − (d/r⁴) ρ_i ρ_j
 *     X_i = Σ EᵀE_iE       g_i = Σ EᵀE_i e       ρ_i = Σ eᵀE_i e        (the second term only for REML)
 *
 * and the chain rule through Σ = T Tᵀ, whose own curvature adds 2𝒢_rr' for entries of one column.
 */
export function hessianOfTheta(hessian: usize): void {
  const before = mark();
  const k = problem.size(0);
  const m = parameters.count;
  const entries = (k * (k + 1)) / 2;
  const inner = alloc((<usize>(entries * entries)) << 3);
  innerHessian(entries, inner);
  for (let b = 0; b < m; b++) {
    for (let a = 0; a < m; a++) {
      let sum: f64 = 0;
      for (let j = 0; j < entries; j++) {
        const right = chain(j, b, k);
        if (right === 0) continue;
        for (let i = 0; i < entries; i++)
          sum += chain(i, a, k) * getF(inner, j * entries + i) * right;
      }
      if (parameters.column(a) === parameters.column(b)) {
        sum += 2.0 * covarianceSlope(parameters.row(a), parameters.row(b));
      }
      setF(hessian, b * m + a, sum);
    }
  }
  release(before);
}

/** ∂σ_i/∂θ_a for σ_i = (ΣᵢT Tᵀ) entry i of 00, 01, 11. */
export function chain(i: i32, a: i32, k: i32): f64 {
  const r = parameters.row(a);
  const column = problem.template(0) + ((<usize>(parameters.column(a) * k)) << 3);
  const first = i === 2 ? 1 : 0;
  const second = i === 0 ? 0 : 1;
  return (first === r ? getF(column, second) : 0) + (second === r ? getF(column, first) : 0);
}

function innerHessian(entries: i32, out: usize): void {
  const before = mark();
  const p = problem.p;
  const factor = problem.denominator / residual;
  const square = (<usize>(p * p)) << 3;
  const images = alloc(<usize>entries * square);
  const slopes = alloc((<usize>(entries * p)) << 3);
  for (let i = 0; i < entries; i++) {
    fixedImage(p, i, images + <usize>i * square);
    slopeSum(p, i, slopes + ((<usize>(i * p)) << 3));
  }
  for (let j = 0; j < entries; j++) {
    for (let i = 0; i < entries; i++) {
      let value = 0.5 * (traceSum(i, j) + traceSum(j, i));
      if (problem.reml && moments.exact) {
        const x = images + <usize>i * square;
        const y = images + <usize>j * square;
        for (let a = 0; a < p; a++) {
          for (let b = 0; b < p; b++) value -= getF(x, b * p + a) * getF(y, a * p + b);
        }
      }
      let form: f64 = 0;
      for (let b = 0; b < p; b++) {
        for (let a = 0; a < p; a++) {
          const c = getF(groups.fixedInverse, b * p + a);
          form += getF(slopes, i * p + a) * c * getF(slopes, j * p + b);
        }
      }
      value -= (moments.exact ? 2.0 : 1.0) * factor * form;
      value -= (factor / residual) * squareSum(i) * squareSum(j);
      setF(out, j * entries + i, value);
    }
  }
  release(before);
}

/** ρ_i = Σ eᵀE_i e. */
function squareSum(i: i32): f64 {
  const sum = total(moments.squares, i);
  return i === 1 ? 2.0 * sum : sum;
}

/** Σ tr(S E_i W E_j) from the products of entries. */
function traceSum(i: i32, j: i32): f64 {
  let sum: f64 = 0;
  for (let x = 0; x < (i === 1 ? 2 : 1); x++) {
    // E_i contains e_r e_sᵀ for (r, s) and, off the diagonal, for (s, r).
    const r = i === 2 || (i === 1 && x === 1) ? 1 : 0;
    const s = i === 2 || (i === 1 && x === 0) ? 1 : 0;
    for (let y = 0; y < (j === 1 ? 2 : 1); y++) {
      const t = j === 2 || (j === 1 && y === 1) ? 1 : 0;
      const u = j === 2 || (j === 1 && y === 0) ? 1 : 0;
      sum += total(moments.products, 3 * place(u, r) + place(s, t));
    }
  }
  return sum;
}

/** X_i = Σ EᵀE_iE, p×p. */
export function fixedGram(p: i32, i: i32, out: usize): void {
  const block = moments.grams + ((<usize>(i * p * p)) << 4);
  for (let b = 0; b < p; b++) {
    for (let a = 0; a < p; a++) {
      const value = total(block, b * p + a);
      setF(out, b * p + a, i === 1 ? value + total(block, a * p + b) : value);
    }
  }
}

/** C X_i. */
function fixedImage(p: i32, i: i32, out: usize): void {
  const before = mark();
  const gram = alloc((<usize>(p * p)) << 3);
  fixedGram(p, i, gram);
  memory.fill(out, 0, (<usize>(p * p)) << 3);
  for (let b = 0; b < p; b++) {
    for (let l = 0; l < p; l++) {
      const by = getF(gram, b * p + l);
      for (let a = 0; a < p; a++) addF(out, b * p + a, getF(groups.fixedInverse, l * p + a) * by);
    }
  }
  release(before);
}

/** g_i = Σ EᵀE_i e. */
function slopeSum(p: i32, i: i32, out: usize): void {
  const sums = moments.slopes;
  for (let a = 0; a < p; a++) {
    let value: f64;
    if (i === 0) value = total(sums, a);
    else if (i === 1) value = total(sums, p + a) + total(sums, 2 * p + a);
    else value = total(sums, 3 * p + a);
    setF(out, a, value);
  }
}
