import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { between } from '../dense/small';
import { diagonalBlock, pairBlock } from '../factor/blocks';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';
import * as cells from './cells';
import * as dense from './dense';

/**
 * The selected inverse of the other factors as covariances of their effects, P = Λ C Λᵀ, in the places of the cells: what the
 * levels of the leading factor need of it, without a look into the panels. After `invertSelected(withFixed)`.
 *
 *     diagonal  T Cₐₐ Tᵀ      tail  T C_aX (columns of X; the column of y is not touched)      pairs  T₁ C₁₂ T₂ᵀ
 */
export function spreadInverse(withFixed: bool): void {
  const before = mark();
  let largest = 1;
  for (let f = 0; f < problem.factorCount; f++) largest = max(largest, problem.size(f));
  const inner = alloc((<usize>(largest * largest)) << 3);
  const half = alloc((<usize>(largest * largest)) << 3);
  const shift = cells.inverse - cells.cells;
  if (withFixed) {
    const t = problem.tail;
    for (let j = 0; j < problem.p; j++) {
      for (let i = 0; i < problem.p; i++) {
        setF(cells.inverse, j * t + i, getF(supernodes.tailPanel, j * t + i));
      }
    }
  }
  for (let f = 0; f < problem.factorCount; f++) {
    if (problem.size(f) === 1) spreadScalars(f, withFixed, shift);
    else spreadDiagonal(f, withFixed, shift, inner, half);
  }
  for (let g = 0; g < problem.pairCount; g++) spreadPair(g, shift, inner, half);
  if (dense.active) dense.collectCovariances(withFixed ? problem.p : 0);
  release(before);
}

function spreadScalars(f: i32, withFixed: bool, shift: usize): void {
  const scale = getF(problem.template(f), 0);
  const square = scale * scale;
  const fixed = withFixed ? problem.p : 0;
  let to = problem.diagonal(f) + shift;
  let tail = problem.tailProducts(f) + shift;
  for (let level = 0; level < problem.levels(f); level++) {
    const node = problem.firstNode(f) + level;
    store<f64>(to, square * load<f64>(<usize>getI(supernodes.nodeBlock, node)));
    const rows = <usize>getI(supernodes.nodeTail, node);
    for (let j = 0; j < fixed; j++) setF(tail, j, scale * getF(rows, j));
    to += 8;
    tail += (<usize>problem.tail) << 3;
  }
}

function spreadDiagonal(f: i32, withFixed: bool, shift: usize, inner: usize, half: usize): void {
  const k = problem.size(f);
  const template = problem.template(f);
  const fixed = withFixed ? problem.p : 0;
  let to = problem.diagonal(f) + shift;
  let tail = problem.tailProducts(f) + shift;
  for (let level = 0; level < problem.levels(f); level++) {
    const node = problem.firstNode(f) + level;
    const rows = <usize>getI(supernodes.nodeTail, node);
    const ld = getI(supernodes.nodeStride, node);
    diagonalBlock(node, k, inner);
    between(k, template, k, template, inner, half, to);
    for (let j = 0; j < fixed; j++) {
      for (let r = 0; r < k; r++) {
        let sum: f64 = 0;
        for (let c = 0; c < k; c++) sum += getF(template, c * k + r) * getF(rows, c * ld + j);
        setF(tail, j * k + r, sum);
      }
    }
    to += (<usize>(k * k)) << 3;
    tail += (<usize>(k * problem.tail)) << 3;
  }
}

function spreadPair(g: i32, shift: usize, inner: usize, half: usize): void {
  const f1 = problem.first(g);
  const f2 = problem.second(g);
  const k1 = problem.size(f1);
  const k2 = problem.size(f2);
  const t1 = problem.template(f1);
  const t2 = problem.template(f2);
  const pointers = problem.pointers(g);
  const index = problem.index(g);
  const place = problem.place(g);
  const scale = getF(t1, 0) * getF(t2, 0);
  const simple = k1 === 1 && k2 === 1;
  let to = problem.blocks(g) + shift;
  for (let level = 0; level < problem.levels(f1); level++) {
    const a = problem.firstNode(f1) + level;
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const from = <usize>getI(place, e);
      if (simple) {
        store<f64>(to, scale * load<f64>(from));
        to += 8;
        continue;
      }
      pairBlock(a, problem.firstNode(f2) + getI(index, e), k1, k2, from, inner);
      between(k1, t1, k2, t2, inner, half, to);
      to += (<usize>(k1 * k2)) << 3;
    }
  }
}
