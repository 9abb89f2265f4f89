import { getI } from '../access';
import { alloc, allocF64, allocI32 } from '../arena';
import { between } from '../dense/small';
import { diagonalBlock, pairBlock } from '../factor/blocks';
import * as problem from '../model/problem';
import * as rows from './rows';

/** ΛM⁻¹Λᵀ where rows look at it: for each factor levels × (K×K), for each pair of factors its blocks (K₁×K₂). */
let diagonals: usize = 0;
let pairs: usize = 0;

/** Address of the blocks of a factor, after `spreadInverse`. */
export function covarianceBlocks(factor: i32): usize {
  return <usize>getI(diagonals, factor);
}

/** Takes the blocks from the selected inverse; they stand in scratch of the caller. */
export function spreadInverse(): void {
  diagonals = allocI32(problem.factorCount);
  pairs = allocI32(problem.pairCount);
  let largest = 1;
  for (let f = 0; f < problem.factorCount; f++) largest = max(largest, problem.size(f));
  const block = alloc((<usize>(largest * largest)) << 3);
  const half = alloc((<usize>(largest * largest)) << 3);
  for (let f = 0; f < problem.factorCount; f++) spreadFactor(f, block, half);
  for (let g = 0; g < problem.pairCount; g++) spreadPair(g, block, half);
}

export function spreadFactor(f: i32, block: usize, half: usize): void {
  const k = problem.size(f);
  const template = problem.template(f);
  let target = allocF64(<f64>problem.levels(f) * <f64>(k * k));
  store<i32>(diagonals + ((<usize>f) << 2), <i32>target);
  for (let level = 0; level < problem.levels(f); level++) {
    const node = problem.firstNode(f) + level;
    diagonalBlock(node, k, block);
    between(k, template, k, template, block, half, target);
    target += (<usize>(k * k)) << 3;
  }
}

export function spreadPair(g: i32, block: usize, half: usize): void {
  const f1 = problem.first(g);
  const f2 = problem.second(g);
  const k1 = problem.size(f1);
  const k2 = problem.size(f2);
  const t1 = problem.template(f1);
  const t2 = problem.template(f2);
  const pointers = problem.pointers(g);
  const count = getI(pointers, problem.levels(f1));
  let target = allocF64(<f64>count * <f64>(k1 * k2));
  store<i32>(pairs + ((<usize>g) << 2), <i32>target);
  for (let level = 0; level < problem.levels(f1); level++) {
    const a = problem.firstNode(f1) + level;
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const b = problem.firstNode(f2) + getI(problem.index(g), e);
      const source = <usize>getI(problem.place(g), e);
      if (k1 === 1 && k2 === 1) {
        store<f64>(target, load<f64>(source) * load<f64>(t1) * load<f64>(t2));
        target += 8;
        continue;
      }
      pairBlock(a, b, k1, k2, source, block);
      between(k1, t1, k2, t2, block, half, target);
      target += (<usize>(k1 * k2)) << 3;
    }
  }
}

/** h[i] += z̃ᵢᵀ ΛM⁻¹Λᵀ z̃ᵢ for all rows, after `spreadInverse`. */
export function addLeverages(h: usize): void {
  for (let f = 0; f < problem.factorCount; f++) leverageOfFactor(f, h);
  for (let g = 0; g < problem.pairCount; g++) leverageOfPair(g, h);
}

export function leverageOfFactor(f: i32, h: usize): void {
  const k = problem.size(f);
  const blocks = <usize>getI(diagonals, f);
  const stride = (<usize>rows.width) << 3;
  const bytes = (<usize>k) << 3;
  let code = rows.codes(f);
  let z = rows.z + ((<usize>rows.start(f)) << 3);
  const end = h + ((<usize>rows.n) << 3);
  for (let at = h; at < end; at += 8) {
    let block = blocks + <usize>load<i32>(code) * bytes * <usize>k;
    let sum: f64 = 0;
    for (let c: usize = 0; c < bytes; c += 8) {
      let own = load<f64>(block + c) * load<f64>(z + c);
      for (let r: usize = 0; r < c; r += 8) own += 2.0 * load<f64>(block + r) * load<f64>(z + r);
      sum += own * load<f64>(z + c);
      block += bytes;
    }
    store<f64>(at, load<f64>(at) + sum);
    code += 4;
    z += stride;
  }
}

export function leverageOfPair(g: i32, h: usize): void {
  const f1 = problem.first(g);
  const f2 = problem.second(g);
  const bytes1 = (<usize>problem.size(f1)) << 3;
  const bytes2 = (<usize>problem.size(f2)) << 3;
  const blocks = <usize>getI(pairs, g);
  const stride = (<usize>rows.width) << 3;
  let entry = rows.pairEntries(g);
  let z1 = rows.z + ((<usize>rows.start(f1)) << 3);
  let z2 = rows.z + ((<usize>rows.start(f2)) << 3);
  const end = h + ((<usize>rows.n) << 3);
  for (let at = h; at < end; at += 8) {
    let block = blocks + <usize>load<i32>(entry) * bytes1 * (bytes2 >> 3);
    let sum: f64 = 0;
    for (let c: usize = 0; c < bytes2; c += 8) {
      let own: f64 = 0;
      for (let r: usize = 0; r < bytes1; r += 8) own += load<f64>(block + r) * load<f64>(z1 + r);
      sum += own * load<f64>(z2 + c);
      block += bytes1;
    }
    store<f64>(at, load<f64>(at) + 2.0 * sum);
    entry += 4;
    z1 += stride;
    z2 += stride;
  }
}
