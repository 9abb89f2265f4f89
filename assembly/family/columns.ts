import { setF } from '../access';
import { first, information, second, third, value } from './row';

/**
 * What the densities of many rows are written as: columns `stride` apart, of which an order needs
 *
 *     0 kernel   1 ∂   2 ∂²   3 expected −∂²   4 ∂³          with respect to η
 *     5 + 3j   6 + 3j   7 + 3j                               ∂/∂a_j of columns 0, 1, 2
 *     order 0: column 0 alone; 1: also ∂ and ∂/∂a of column 0; 2: also ∂² and the expected; 3: all
 */
export const VALUE: i32 = 0;
export const FIRST: i32 = 1;
export const SECOND: i32 = 2;
export const INFORMATION: i32 = 3;
export const THIRD: i32 = 4;
/** Where the columns of auxiliary parameter 0 begin. */
export const AUXILIARY: i32 = 5;

/** Whether the row just evaluated has a density and finite derivatives. */
export function proper(): bool {
  return value > -Infinity && value < Infinity && Math.abs(second) < Infinity;
}

/** Writes the row just evaluated as row i. */
export function putRow(order: i32, out: usize, stride: i32, i: i32): void {
  setF(out, i, value);
  if (order > 0) setF(out, stride + i, first);
  if (order > 1) {
    setF(out, 2 * stride + i, second);
    setF(out, 3 * stride + i, information);
  }
  if (order > 2) setF(out, 4 * stride + i, third);
}

/** Writes the derivatives of row i with respect to auxiliary parameter j: of the kernel, its first and its second derivative. */
export function putAuxiliary(
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
