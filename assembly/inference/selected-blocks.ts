import { getF, getI, setF } from '../access';
import { assemble } from '../factor/assemble';
import { diagonalBlock, pairBlock } from '../factor/blocks';
import { factorise } from '../factor/cholesky';
import { invertSelected, prepareInverse } from '../factor/inverse';
import { active } from '../leaf/groups';
import { analysePattern } from '../model/objective';
import * as problem from '../model/problem';
import * as supernodes from '../sparse/supernodes';

// The selected inverse handed out in the caller's order, for leverages and influence.

/** Prepares panels for a model that needs none to be fitted; `prepare` must have kept every factor in the panels. */
export function prepareSelected(): void {
  if (!active) return;
  analysePattern();
  prepareInverse();
}

/**
 * C, the inverse of the leading (q + p) block of A at the templates as they stand, where rows look at it: in the caller's order
 *
 *     each factor: levels × K×K diagonal blocks  │  each factor: levels × K×p rows with X  │  each pair: K₁×K₂ blocks  │  p×p
 *
 * @returns 0, or the pivot that failed plus 1
 */
export function selectedBlocks(out: usize): i32 {
  assemble(1.0);
  const status = factorise();
  if (status !== 0) return status;
  invertSelected(true);
  let at = out;
  for (let f = 0; f < problem.factorCount; f++) at = diagonalBlocks(f, at);
  for (let f = 0; f < problem.factorCount; f++) at = fixedRowsOf(f, at);
  for (let g = 0; g < problem.pairCount; g++) at = pairBlocks(g, at);
  const p = problem.p;
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < p; i++) {
      store<f64>(at, getF(supernodes.tailPanel, j * problem.tail + i));
      at += 8;
    }
  }
  return 0;
}

function diagonalBlocks(f: i32, at: usize): usize {
  const k = problem.size(f);
  for (let level = 0; level < problem.levels(f); level++) {
    diagonalBlock(problem.firstNode(f) + level, k, at);
    at += (<usize>(k * k)) << 3;
  }
  return at;
}

function fixedRowsOf(f: i32, at: usize): usize {
  const k = problem.size(f);
  const p = problem.p;
  for (let level = 0; level < problem.levels(f); level++) {
    const node = problem.firstNode(f) + level;
    const rows = <usize>getI(supernodes.nodeTail, node);
    const ld = getI(supernodes.nodeStride, node);
    for (let j = 0; j < p; j++) {
      for (let r = 0; r < k; r++) setF(at, j * k + r, getF(rows, r * ld + j));
    }
    at += (<usize>(k * p)) << 3;
  }
  return at;
}

function pairBlocks(g: i32, at: usize): usize {
  const f1 = problem.first(g);
  const f2 = problem.second(g);
  const k1 = problem.size(f1);
  const k2 = problem.size(f2);
  const pointers = problem.pointers(g);
  for (let level = 0; level < problem.levels(f1); level++) {
    const a = problem.firstNode(f1) + level;
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const b = problem.firstNode(f2) + getI(problem.index(g), e);
      pairBlock(a, b, k1, k2, <usize>getI(problem.place(g), e), at);
      at += (<usize>(k1 * k2)) << 3;
    }
  }
  return at;
}
