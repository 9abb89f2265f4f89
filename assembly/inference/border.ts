import { getF } from '../access';
import { allocF64, allocI32 } from '../arena';
import * as problem from '../model/problem';
import { cell, squareBytes } from './blocks';
import * as component from './component';

/**
 * The dense matrices of the border, q random coefficients in the order of its levels, all column-major.
 *
 *     reduced      S⁰ = ZᵀV₁⁻¹Z, V₁ with the effects of the leaves only          q×q
 *     explained    B = (I + D S⁰)⁻¹ D                                            q×q
 *     information  S = ZᵀV⁻¹Z                                                    q×q
 *     link         Q = (I + D S⁰)⁻¹ = I − B S⁰                                   q×q
 *     fixedPart    R⁰ = ZᵀV₁⁻¹X; once the border is solved R = ZᵀV⁻¹X            q×p
 *     weighted     D R                                                           q×p
 */
export let q: i32 = 0;
export let p: i32 = 0;
export let reduced: usize = 0;
export let explained: usize = 0;
export let information: usize = 0;
export let link: usize = 0;
export let fixedPart: usize = 0;
export let weighted: usize = 0;

/** A block of zeros that may be large. */
export function zeros(bytes: usize): usize {
  const at = allocF64(<f64>(bytes >> 3));
  memory.fill(at, 0, bytes);
  return at;
}

/** Gathers the border's cross-products into S⁰ and R⁰. */
export function prepareBorder(): void {
  q = component.border;
  p = problem.p;
  reduced = zeros(squareBytes(q));
  explained = zeros(squareBytes(q));
  information = zeros(squareBytes(q));
  link = zeros(squareBytes(q));
  fixedPart = zeros((<usize>q * <usize>p) << 3);
  weighted = zeros((<usize>q * <usize>p) << 3);
  const columns = allocI32(q);
  const products = allocF64(<f64>q * <f64>component.widest);
  for (let i = 0; i < component.borderLevels; i++) {
    const f = component.borderFactor(i);
    const level = component.borderLevel(i);
    const k = problem.size(f);
    const at = component.borderStart(i);
    const g = problem.diagonal(f) + <usize>level * squareBytes(k);
    for (let c = 0; c < k; c++) {
      memory.copy(cell(reduced, q, at, at + c), cell(g, k, 0, c), (<usize>k) << 3);
    }
    const met = component.neighbours(f, level, columns, products);
    for (let u = 0; u < met; u++) {
      const other = load<i32>(columns + ((<usize>u) << 2));
      for (let r = 0; r < k; r++) {
        const value = getF(products, u * k + r);
        store<f64>(cell(reduced, q, at + r, other), value);
        store<f64>(cell(reduced, q, other, at + r), value);
      }
    }
    const h = fixedProducts(i);
    for (let j = 0; j < p; j++) {
      memory.copy(cell(fixedPart, q, at, j), cell(h, k, 0, j), (<usize>k) << 3);
    }
  }
}

/** ZₐᵀWX of border level i, K × p. */
export function fixedProducts(i: i32): usize {
  const f = component.borderFactor(i);
  const entries = <usize>component.borderLevel(i) * <usize>(problem.size(f) * problem.tail);
  return problem.tailProducts(f) + (entries << 3);
}
