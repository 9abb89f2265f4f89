import { getF, getI, setF } from '../access';
import { allocF64, mark, release } from '../arena';
import { residual } from '../factor/cholesky';
import { solveForward } from '../factor/solve';
import { addLeadingForms } from '../lead/information';
import { active } from '../lead/leading';
import * as supernodes from '../sparse/supernodes';
import { addGram, u, v } from './effects';
import * as parameters from './parameters';
import * as problem from './problem';
import * as terms from './terms';

/**
 * Quadratic forms of the average information: entry (k, l) is w_kᵀ P w_l with w_k = ∂V/∂θ_k P y (Johnson & Thompson 1995;
 * Gilmour, Thompson & Cullis 1995), by one forward substitution with all parameters as right-hand sides. After
 * `findEffects`, while the factor stands.
 *
 * w_k = Z̃ f_k with f_k = Λ̇_k û + Λ Λ̇_kᵀ v, so that  w_kᵀ P w_l = f_kᵀ G f_l − z_kᵀ z_l,  L z_k = [ΛᵀG f_k; Hᵀ f_k].
 *
 * @param out m×m
 */
export function quadraticForms(out: usize): void {
  const before = mark();
  const m = parameters.count;
  const q = problem.q;
  const p = problem.p;
  const f = allocF64(<f64>q * <f64>m);
  const g = allocF64(<f64>q * <f64>m);
  const a = allocF64((<f64>q + <f64>p) * <f64>m);
  workingVariates(m, f);
  memory.fill(g, 0, (<usize>q * <usize>m) << 3);
  addGram(m, f, g, 1.0);
  const x = a + ((<usize>q * <usize>m) << 3);
  memory.fill(x, 0, (<usize>(p * m)) << 3);
  memory.fill(out, 0, (<usize>(m * m)) << 3);
  if (active) addLeadingForms(m, g, x, out);
  scaledProducts(m, f, g, a);
  addSquares(q, m, f, g, 1.0, out);
  if (active) mirrorLeading(m, out);
  solveForward(m, a);
  addSquares(q + p, m, a, a, -1.0, out);
  release(before);
}

/** Forms of a parameter of the leading factor with one of another: only the second knows the product. */
function mirrorLeading(m: i32, out: usize): void {
  for (let k = 0; k < m; k++) {
    if (parameters.factor(k) < problem.factorCount) continue;
    for (let l = 0; l < m; l++) {
      if (parameters.factor(l) >= problem.factorCount) continue;
      // Entry (row of f, column of g): f is zero for the leading factor.
      setF(out, l * m + k, getF(out, k * m + l));
    }
  }
}

function workingVariates(m: i32, f: usize): void {
  memory.fill(f, 0, (<usize>problem.q * <usize>m) << 3);
  for (let k = 0; k < m; k++) {
    const factor = parameters.factor(k);
    if (factor >= problem.factorCount) continue;
    const size = problem.size(factor);
    const r = parameters.row(k);
    const c = parameters.column(k);
    const column = problem.template(factor) + ((<usize>(c * size)) << 3);
    for (let level = 0; level < problem.levels(factor); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(factor) + level);
      const residualPart = getF(v, at + r);
      for (let i = 0; i < size; i++) setF(f, (at + i) * m + k, getF(column, i) * residualPart);
      const own = (at + r) * m + k;
      setF(f, own, getF(f, own) + getF(u, at + c));
    }
  }
}

/** a = [ΛᵀG f; Hᵀ f] for all parameters. */
function scaledProducts(m: i32, f: usize, g: usize, a: usize): void {
  const q = problem.q;
  for (let i = 0; i < problem.factorCount; i++) {
    const size = problem.size(i);
    const template = problem.template(i);
    let h = problem.tailProducts(i);
    for (let level = 0; level < problem.levels(i); level++) {
      const at = getI(supernodes.nodeColumn, problem.firstNode(i) + level);
      for (let k = 0; k < m; k++) {
        for (let c = 0; c < size; c++) {
          let sum: f64 = 0;
          for (let r = 0; r < size; r++) {
            sum += getF(template, c * size + r) * getF(g, (at + r) * m + k);
          }
          setF(a, (at + c) * m + k, sum);
        }
        for (let j = 0; j < problem.p; j++) {
          let sum: f64 = 0;
          for (let r = 0; r < size; r++) sum += getF(h, j * size + r) * getF(f, (at + r) * m + k);
          const x = (q + j) * m + k;
          setF(a, x, getF(a, x) + sum);
        }
      }
      h += (<usize>(size * problem.tail)) << 3;
    }
  }
}

function addSquares(rows: i32, m: i32, x: usize, y: usize, sign: f64, out: usize): void {
  for (let i = 0; i < rows; i++) {
    for (let l = 0; l < m; l++) {
      const value = sign * getF(y, i * m + l);
      for (let k = 0; k < m; k++) {
        setF(out, l * m + k, getF(out, l * m + k) + value * getF(x, i * m + k));
      }
    }
  }
}

/**
 * Approximate Hessian of the objective, m×m, in place of the quadratic forms: the average information of the profiled
 * criterion with the exact curvature of T ↦ T Tᵀ. After `findGradient`.
 *
 *     H_kl = (d/r²) w_kᵀPw_l − (d/r⁴) ∂_k r² ∂_l r² + [same factor and column] 2 𝒢_rr'        𝒢 = ½ ∇_T T⁻¹
 */
export function averageInformation(forms: usize): void {
  const m = parameters.count;
  const d = problem.denominator;
  for (let l = 0; l < m; l++) {
    for (let k = 0; k < m; k++) {
      const slopes = parameters.residualDerivative(k) * parameters.residualDerivative(l);
      const value = (d / residual) * (getF(forms, l * m + k) - slopes / residual);
      setF(forms, l * m + k, value);
    }
  }
  for (let term = 0; term < terms.count; term++) addCurvature(term, forms, m);
}

function addCurvature(term: i32, forms: usize, m: i32): void {
  const k = terms.size(term);
  const start = terms.start(term);
  const before = mark();
  const curvature = allocF64(<f64>(k * k));
  if (covarianceGradient(parameters.factor(start), parameters.row(start), k, curvature)) {
    for (let c = 0; c < k; c++) {
      for (let s = c; s < k; s++) {
        const l = terms.position(term, s, c);
        for (let r = c; r < k; r++) {
          const at = l * m + terms.position(term, r, c);
          const twice = getF(curvature, s * k + r) + getF(curvature, r * k + s);
          setF(forms, at, getF(forms, at) + twice);
        }
      }
    }
  }
  release(before);
}

/**
 * 𝒢 = ½ ∇_T T⁻¹, the derivative with respect to the relative covariance matrix of the term whose coefficients start at
 * `base` of a factor; false when its template is singular, where 𝒢 cannot be had this way.
 */
function covarianceGradient(f: i32, base: i32, k: i32, out: usize): bool {
  const size = problem.size(f);
  const offset = (<usize>(base * size + base)) << 3;
  const template = problem.template(f) + offset;
  const gradient = problem.gradient(f) + offset;
  // Row by row X T = ½∇ with T lower triangular: from the last column to the first.
  for (let c = k - 1; c >= 0; c--) {
    const pivot = getF(template, c * size + c);
    if (pivot === 0) return false;
    for (let r = 0; r < k; r++) {
      let sum = 0.5 * getF(gradient, c * size + r);
      for (let l = c + 1; l < k; l++) sum -= getF(out, l * k + r) * getF(template, c * size + l);
      setF(out, c * k + r, sum / pivot);
    }
  }
  return true;
}
