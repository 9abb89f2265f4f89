import { getF, getI, setI } from '../access';
import { alloc } from '../arena';
import { multiply } from '../dense/small';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';

// From cross-products to A(θ) in the panels (layout: sparse/supernodes.ts). With T₁, T₂ the templates of two
// factors, D the diagonal block of a level, H its rows with [X̃ ỹ] and G₁₂ the block of two levels that meet,
//
//     T₁ᵀDT₁ + I      HᵀT₁ as rows of the tail      T₁ᵀG₁₂T₂ or its transpose, whichever lies below the diagonal

let scratch: usize = 0;

/** Finds where each block of each pair stands in the factor: the later level's rows in the earlier level's columns. */
export function placeBlocks(): void {
  let largest = 1;
  for (let f = 0; f < problem.factorCount; f++) largest = max(largest, problem.size(f));
  scratch = alloc((<usize>(2 * largest * largest)) << 3);
  for (let g = 0; g < problem.pairCount; g++) {
    const a0 = problem.firstNode(problem.first(g));
    const b0 = problem.firstNode(problem.second(g));
    const pointers = problem.pointers(g);
    const index = problem.index(g);
    const place = problem.place(g);
    for (let level = 0; level < problem.levels(problem.first(g)); level++) {
      const a = getI(supernodes.nodeColumn, a0 + level);
      for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
        const b = getI(supernodes.nodeColumn, b0 + getI(index, e));
        const column = min(a, b);
        const s = getI(supernodes.owner, column);
        const row = supernodes.rowInPanel(s, max(a, b));
        const at =
          <usize>(column - supernodes.firstColumn(s)) * <usize>supernodes.stride(s) + <usize>row;
        setI(place, e, <i32>(supernodes.panel(s) + (at << 3)));
      }
    }
  }
}

/** Fills the panels with A(θ): the cross-products scaled by the templates, with `prior` (1, or 0 to leave it out) on the diagonal. */
export function assemble(prior: f64): void {
  memory.fill(supernodes.panels, 0, (<usize>supernodes.panelSize) << 3);
  memory.copy(supernodes.tailPanel, problem.fixed, (<usize>(problem.tail * problem.tail)) << 3);
  for (let f = 0; f < problem.factorCount; f++) assembleFactor(f, prior);
  for (let g = 0; g < problem.pairCount; g++) assemblePair(g);
}

export function assembleFactor(f: i32, prior: f64): void {
  const k = problem.size(f);
  const t = problem.tail;
  const template = problem.template(f);
  const products = scratch;
  let d = problem.diagonal(f);
  let h = problem.tailProducts(f);
  for (let level = 0; level < problem.levels(f); level++) {
    const node = problem.firstNode(f) + level;
    const block = <usize>getI(supernodes.nodeBlock, node);
    const rows = <usize>getI(supernodes.nodeTail, node);
    const ld = (<usize>getI(supernodes.nodeStride, node)) << 3;
    if (k === 1) {
      const scale = load<f64>(template);
      store<f64>(block, load<f64>(d) * scale * scale + prior);
      for (let j = 0; j < t; j++) store<f64>(rows + ((<usize>j) << 3), getF(h, j) * scale);
    } else {
      multiply(k, k, k, d, template, products);
      for (let c = 0; c < k; c++) {
        const target = block + <usize>c * ld;
        for (let r = c; r < k; r++) {
          let sum: f64 = r === c ? prior : 0.0;
          for (let l = 0; l < k; l++) sum += getF(template, r * k + l) * getF(products, c * k + l);
          store<f64>(target + ((<usize>r) << 3), sum);
        }
        for (let j = 0; j < t; j++) {
          let sum: f64 = 0;
          for (let l = 0; l < k; l++) sum += getF(h, j * k + l) * getF(template, c * k + l);
          store<f64>(rows + <usize>c * ld + ((<usize>j) << 3), sum);
        }
      }
    }
    d += (<usize>(k * k)) << 3;
    h += (<usize>(k * t)) << 3;
  }
}

export function assemblePair(g: i32): void {
  const f1 = problem.first(g);
  const f2 = problem.second(g);
  const k1 = problem.size(f1);
  const k2 = problem.size(f2);
  const t1 = problem.template(f1);
  const t2 = problem.template(f2);
  const pointers = problem.pointers(g);
  const index = problem.index(g);
  const place = problem.place(g);
  const simple = k1 === 1 && k2 === 1;
  const scale = getF(t1, 0) * getF(t2, 0);
  let block = problem.blocks(g);
  for (let level = 0; level < problem.levels(f1); level++) {
    const a = problem.firstNode(f1) + level;
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const target = <usize>getI(place, e);
      if (simple) {
        store<f64>(target, load<f64>(block) * scale);
        block += 8;
        continue;
      }
      const b = problem.firstNode(f2) + getI(index, e);
      const early = getI(supernodes.nodeColumn, a) < getI(supernodes.nodeColumn, b);
      const ld = getI(supernodes.nodeStride, early ? a : b);
      multiply(k1, k2, k2, block, t2, scratch);
      for (let c = 0; c < k2; c++) {
        for (let r = 0; r < k1; r++) {
          let sum: f64 = 0;
          for (let l = 0; l < k1; l++) sum += getF(t1, r * k1 + l) * getF(scratch, c * k1 + l);
          const at = early ? r * ld + c : c * ld + r;
          store<f64>(target + ((<usize>at) << 3), sum);
        }
      }
      block += (<usize>(k1 * k2)) << 3;
    }
  }
}
