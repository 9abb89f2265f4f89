import { addF, getF, getI, setF } from '../access';
import { alloc, allocF64 } from '../arena';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';
import { columnsOf, inverses, multiplyColumns } from './eliminate';
import * as entries from './entries';

// The effects of the leading factor, which stand in no panel, from those of the others.

/** v = Z̃ᵀV⁻¹(ỹ − X̃β̃) of every level of the leading factor, K numbers each; its effects are b = Σv and u = Tᵀv. */
export let v: usize = 0;
/** Σ v vᵀ over the levels, K×K. */
export let squares: usize = 0;
let images: usize = 0;
let multipliers: usize = 0;

/** Scratch, after `prepareLeading`. */
export function prepareLeadingEffects(): void {
  v = allocF64(<f64>entries.levels * <f64>entries.size);
  squares = alloc((<usize>(entries.size * entries.size)) << 3);
  images = alloc((<usize>(entries.size * entries.widest)) << 3);
  multipliers = alloc((<usize>entries.widest) << 3);
}

/** E = N⁻¹r of a level, K × (Σ K_b + tail). */
export function imagesOf(level: i32, columns: i32): usize {
  const k = entries.size;
  const record = <usize>getI(entries.records, level);
  const inverse = inverses + ((<usize>level * <usize>(k * k)) << 3);
  multiplyColumns(inverse, record + ((<usize>(k * k)) << 3), columns, images);
  return images;
}

/**
 * v = E z with z = (−b, −β̃, 1) over all that a level meets.
 *
 * @param b effects of the other factors relative to σ, in elimination order
 * @param beta β̃
 * @param response the factor of ỹ: the 1 in z
 */
export function findLeadingEffects(b: usize, beta: usize, response: f64): void {
  if (entries.scalar) scalarEffects(b, beta, response);
  else blockEffects(b, beta, response);
}

/** `findLeadingEffects` where every factor has one coefficient. */
export function scalarEffects(b: usize, beta: usize, response: f64): void {
  const p = problem.p;
  let sum: f64 = 0;
  for (let level = 0; level < entries.levels; level++) {
    const from = getI(entries.starts, level);
    const to = getI(entries.starts, level + 1);
    let r = <usize>getI(entries.records, level) + 8;
    let rest: f64 = 0;
    for (let e = from; e < to; e++) {
      rest += load<f64>(r) * getF(b, getI(supernodes.nodeColumn, getI(entries.entryNode, e)));
      r += 8;
    }
    for (let j = 0; j < p; j++) rest += getF(r, j) * getF(beta, j);
    const own = getF(inverses, level) * (response * getF(r, p) - rest);
    setF(v, level, own);
    sum += own * own;
  }
  setF(squares, 0, sum);
}

function blockEffects(b: usize, beta: usize, response: f64): void {
  const k = entries.size;
  const t = problem.tail;
  memory.fill(squares, 0, (<usize>(k * k)) << 3);
  for (let level = 0; level < entries.levels; level++) {
    const from = getI(entries.starts, level);
    const count = getI(entries.starts, level + 1) - from;
    const columns = columnsOf(from, count) + t;
    const e = imagesOf(level, columns);
    let at = 0;
    for (let i = 0; i < count; i++) {
      const column = getI(supernodes.nodeColumn, getI(entries.entryNode, from + i));
      for (let r = 0; r < getI(entries.entrySize, from + i); r++) {
        setF(multipliers, at, -getF(b, column + r));
        at++;
      }
    }
    for (let j = 0; j < problem.p; j++) setF(multipliers, at + j, -getF(beta, j));
    setF(multipliers, columns - 1, response);
    const own = v + ((<usize>level * <usize>k) << 3);
    for (let r = 0; r < k; r++) {
      let sum: f64 = 0;
      for (let j = 0; j < columns; j++) sum += getF(e, j * k + r) * getF(multipliers, j);
      setF(own, r, sum);
    }
    for (let c = 0; c < k; c++) {
      for (let r = 0; r < k; r++) addF(squares, c * k + r, getF(own, r) * getF(own, c));
    }
  }
}

/** Σ v uᵀ = (Σ v vᵀ) T, where the rest of the core expects it. */
export function storeOuter(): void {
  const k = entries.size;
  const factor = problem.allFactors - 1;
  const template = problem.template(factor);
  for (let c = 0; c < k; c++) {
    for (let r = 0; r < k; r++) {
      let sum: f64 = 0;
      for (let s = 0; s < k; s++) sum += getF(squares, s * k + r) * getF(template, c * k + s);
      setF(problem.outer(factor), c * k + r, sum);
    }
  }
}
