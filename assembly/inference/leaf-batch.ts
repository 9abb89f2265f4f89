import { getF, getI, setF } from '../access';
import { allocF64 } from '../arena';
import { subtractProduct } from '../dense/product';
import * as parameters from '../model/parameters';
import { cell, negate } from './blocks';
import * as border from './border';
import * as component from './component';
import { columns, count, gramOf, k, meetings, met, parameterOf, products } from './leaves';

/**
 * Leaves in batches, when nearly every leaf meets nearly all of the border: their sums over the border are then products of dense matrices.
 * A batch has the vectors of its leaves side by side, over all of the border, those of coefficient 0 first.
 */
export let dense: bool = false;
/** Leaves of a batch. */
export let batchLeaves: i32 = 0;
/** A, ZₐᵀWZ_border and D A of each. */
export let batchA: usize = 0;
export let batchProducts: usize = 0;
let batchWeighted: usize = 0;

/** Coefficients of a batch. */
const BATCH: i32 = 64;

/** Decides whether leaves go in batches, and takes room for one; after `prepareLeaves`. */
export function prepareBatch(): void {
  const q = component.border;
  dense = q >= 16 && meetings * 8.0 > <f64>component.leaves * <f64>q;
  if (!dense) return;
  batchLeaves = max(1, BATCH / k);
  const bytes = <f64>(batchLeaves * k) * <f64>q;
  batchA = allocF64(bytes);
  batchProducts = allocF64(bytes);
  batchWeighted = allocF64(bytes);
}

/** Vector number r of leaf b of a batch: coefficients of one kind stand together. */
export function batchRow(batch: usize, b: i32, r: i32): usize {
  return batch + ((<usize>(r * batchLeaves + b) * <usize>component.border) << 3);
}

/** Begins a batch. */
export function clearBatch(): void {
  const bytes = (<usize>(batchLeaves * k) * <usize>component.border) << 3;
  memory.fill(batchA, 0, bytes);
  memory.fill(batchProducts, 0, bytes);
  memory.fill(batchWeighted, 0, bytes);
}

/** Puts vectors of the leaf at hand, K × met, into place b of a batch. */
export function placeVectors(batch: usize, b: i32, source: usize): void {
  for (let r = 0; r < k; r++) {
    const row = batchRow(batch, b, r);
    for (let u = 0; u < met; u++) setF(row, getI(columns, u), getF(source, u * k + r));
  }
}

/** Puts the leaf at hand into place b of all three, with its A and D A. */
export function fillBatch(b: i32, a: usize, explained: usize): void {
  placeVectors(batchA, b, a);
  placeVectors(batchProducts, b, products);
  placeVectors(batchWeighted, b, explained);
}

/** The sums of a batch as products; `grams` gathers their negatives, in lower triangles, which `completeSums` puts right. */
export function addBatch(): void {
  const q = component.border;
  const rows = batchLeaves * k;
  subtractProduct(q, q, rows, batchProducts, q, batchWeighted, q, 1, border.reduced, q, true);
  for (let i = 0; i < count; i++) {
    const r = batchRow(batchA, 0, parameters.row(parameterOf(i)));
    const c = batchRow(batchA, 0, parameters.column(parameterOf(i)));
    subtractProduct(q, q, batchLeaves, r, q, c, q, 1, gramOf(i), q, true);
    if (r !== c) subtractProduct(q, q, batchLeaves, c, q, r, q, 1, gramOf(i), q, true);
  }
}

/** For the leaves of a batch of which A is held: `batchProducts` = −B Aᵀ. */
export function explainBatch(): void {
  const q = component.border;
  memory.fill(batchProducts, 0, (<usize>(batchLeaves * k) * <usize>q) << 3);
  const rows = batchLeaves * k;
  subtractProduct(q, rows, q, border.explained, q, batchA, 1, q, batchProducts, q, false);
}

/** Symmetric sums that batches of leaves left in lower triangles, with the sign that they need. */
export function completeSums(): void {
  const q = component.border;
  if (!dense) return;
  for (let c = 0; c < q; c++) {
    for (let r = c + 1; r < q; r++) {
      store<f64>(cell(border.reduced, q, c, r), load<f64>(cell(border.reduced, q, r, c)));
    }
  }
  for (let i = 0; i < count; i++) negate(q, gramOf(i), true);
}
