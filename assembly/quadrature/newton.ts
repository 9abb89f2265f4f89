import { getF, getI, setF } from '../access';
import { alloc } from '../arena';
import { solveLower, solveUpper } from '../dense/small';
import { FIRST, INFORMATION, SECOND } from '../family/columns';
import { capacity, columns } from './chunk';
import * as groups from './groups';

/** Slope and curvature of f of one group of a chunk, which begins with group `from`: what a Newton step on u is made of. */

/** ∂f/∂u = Σ l′s − u, K. */
let slope: usize = 0;
/** L of M = I + Σ w s sᵀ = L Lᵀ, K×K, w = −l″. */
let matrix: usize = 0;

export function prepareNewton(): void {
  const k = groups.size;
  slope = alloc((<usize>k) << 3);
  matrix = alloc((<usize>(k * k)) << 3);
}

/** Finds the slope at the mode as it stands. */
export function findSlope(from: i32, g: i32): void {
  const k = groups.size;
  const first = getI(groups.starts, from);
  const u = groups.mode(g);
  for (let c = 0; c < k; c++) setF(slope, c, -getF(u, c));
  const d1 = columns + ((<usize>(FIRST * capacity)) << 3);
  let s = groups.s + ((<usize>getI(groups.starts, g) * <usize>k) << 3);
  for (let i = getI(groups.starts, g) - first; i < getI(groups.starts, g + 1) - first; i++) {
    const by = getF(d1, i);
    for (let c = 0; c < k; c++) setF(slope, c, getF(slope, c) + by * getF(s, c));
    s += (<usize>k) << 3;
  }
}

/** Cholesky factor of I + Σ w s sᵀ into `matrix` (lower), w the observed or the expected information; false if not positive definite. */
export function factorGroup(from: i32, g: i32, expected: bool): bool {
  const k = groups.size;
  const first = getI(groups.starts, from);
  const begin = getI(groups.starts, g);
  const end = getI(groups.starts, g + 1);
  const weight =
    columns + ((<usize>((expected ? INFORMATION : SECOND) * capacity + begin - first)) << 3);
  const sign: f64 = expected ? 1.0 : -1.0;
  const s = groups.s + ((<usize>begin * <usize>k) << 3);
  if (k === 1) {
    let sum: f64 = 0;
    for (let i = 0; i < end - begin; i++) sum += getF(weight, i) * getF(s, i) * getF(s, i);
    const pivot = 1.0 + sign * sum;
    if (!(pivot > 0 && pivot < Infinity)) return false;
    setF(matrix, 0, Math.sqrt(pivot));
    return true;
  }
  memory.fill(matrix, 0, (<usize>(k * k)) << 3);
  for (let i = 0; i < end - begin; i++) {
    const w = sign * getF(weight, i);
    const row = s + ((<usize>(i * k)) << 3);
    for (let c = 0; c < k; c++) {
      const by = w * getF(row, c);
      for (let r = c; r < k; r++)
        setF(matrix, c * k + r, getF(matrix, c * k + r) + by * getF(row, r));
    }
  }
  for (let c = 0; c < k; c++) setF(matrix, c * k + c, getF(matrix, c * k + c) + 1.0);
  for (let c = 0; c < k; c++) {
    const pivot = getF(matrix, c * k + c);
    if (!(pivot > 0 && pivot < Infinity)) return false;
    const root = Math.sqrt(pivot);
    setF(matrix, c * k + c, root);
    for (let r = c + 1; r < k; r++) setF(matrix, c * k + r, getF(matrix, c * k + r) / root);
    for (let d = c + 1; d < k; d++) {
      const by = getF(matrix, c * k + d);
      for (let r = d; r < k; r++) {
        setF(matrix, d * k + r, getF(matrix, d * k + r) - by * getF(matrix, c * k + r));
      }
    }
  }
  return true;
}

/** Solves M x = slope into `out` with the factor in `matrix`; returns slopeᵀx. */
export function solveGroup(out: usize): f64 {
  const k = groups.size;
  memory.copy(out, slope, (<usize>k) << 3);
  solveLower(k, matrix, out);
  let square: f64 = 0;
  for (let r = 0; r < k; r++) square += getF(out, r) * getF(out, r);
  solveUpper(k, matrix, out);
  return square;
}

/** B = L⁻ᵀ, upper triangle with zeros below. */
export function invertFactor(out: usize): void {
  const k = groups.size;
  memory.fill(out, 0, (<usize>(k * k)) << 3);
  for (let j = 0; j < k; j++) {
    // Row j of L⁻¹ is column j of B.
    for (let c = j; c >= 0; c--) {
      let x: f64 = c === j ? 1.0 : 0.0;
      for (let i = c + 1; i <= j; i++) x -= getF(matrix, c * k + i) * getF(out, j * k + i);
      setF(out, j * k + c, x / getF(matrix, c * k + c));
    }
  }
}
