import { getI, setI } from '../access';
import { allocF64, allocI32 } from '../arena';
import * as problem from '../model/problem';
import { active as dense } from './dense';
import * as entries from './entries';

/**
 * The cross-products of the factors that are not set aside, three times in memory: as the data give them, with the effects of
 * the leading factor integrated out (the arrays that the problem then holds), and in the same places the entries of the
 * inverse, as covariances of the effects.
 *
 *     base, cells, inverse   │ fixed │ diagonal, tail of factor 0 │ … │ blocks of pair 0 │ … │
 */
export let base: usize = 0;
export let cells: usize = 0;
export let inverse: usize = 0;
export let bytes: usize = 0;
/** Address of the diagonal block and of the tail rows of a node, in `cells`. */
export let nodeDiagonal: usize = 0;
export let nodeTail: usize = 0;

/** Words of a pair of the data: first, second, pointers →, index →, blocks →. */
const DATA: i32 = 5;
let data: usize = 0;
let dataPairs: i32 = 0;
/** Words of a pair of the cells: pointers →, index →, count, pair of the data or −1, first, second. */
const UNION: i32 = 6;

/** Remembers the pairs of factors other than `chosen`, with the numbers that hold once it is set aside. */
export function rememberPairs(chosen: i32): void {
  data = allocI32(DATA * problem.pairCount);
  dataPairs = 0;
  for (let g = 0; g < problem.pairCount; g++) {
    const first = problem.first(g);
    const second = problem.second(g);
    if (first === chosen || second === chosen) continue;
    const at = DATA * dataPairs;
    setI(data, at, first > chosen ? first - 1 : first);
    setI(data, at + 1, second > chosen ? second - 1 : second);
    setI(data, at + 2, <i32>problem.pointers(g));
    setI(data, at + 3, <i32>problem.index(g));
    setI(data, at + 4, <i32>problem.blocks(g));
    dataPairs++;
  }
}

/** Lays the cells out and gives them to the problem, from which the leading factor has been set aside. */
export function buildCells(): void {
  const t = problem.tail;
  const factors = problem.factorCount;
  const unions = allocI32((UNION * (factors * (factors + 1))) / 2);
  let total = <f64>(t * t);
  for (let f = 0; f < factors; f++) {
    total += <f64>problem.levels(f) * <f64>(problem.size(f) * (problem.size(f) + t));
  }
  let count = 0;
  for (let second = 0; second < factors; second++) {
    for (let first = 0; first <= second; first++) {
      const blocks = unite(first, second, unions + ((<usize>(UNION * count)) << 2));
      if (blocks === 0) continue;
      total += <f64>blocks * <f64>(problem.size(first) * problem.size(second));
      count++;
    }
  }
  base = allocF64(total);
  cells = allocF64(total);
  inverse = allocF64(total);
  bytes = (<usize>total) << 3;
  place(unions, count);
}

/**
 * The nodes of two factors (or of one) that meet in the data or by way of a level of the leading factor, in compressed rows of
 * the first; those of the data come first in each row.
 */
function unite(first: i32, second: i32, words: usize): i32 {
  const rows = problem.levels(first);
  const pointers = allocI32(rows + 1);
  const pair = pairOfData(first, second);
  setI(words, 0, <i32>pointers);
  setI(words, 3, pair);
  setI(words, 4, first);
  setI(words, 5, second);
  let count = 0;
  let index: usize = 0;
  const seen = allocI32(problem.nodeCount);
  for (let pass = 0; pass < 2; pass++) {
    if (pass === 1) index = allocI32(count);
    memory.fill(seen, 255, (<usize>problem.nodeCount) << 2);
    count = 0;
    setI(pointers, 0, 0);
    for (let row = 0; row < rows; row++) {
      count = uniteRow(first, second, pair, row, seen, index, count);
      setI(pointers, row + 1, count);
    }
  }
  setI(words, 1, <i32>index);
  setI(words, 2, count);
  return count;
}

/** Adds the partners of one row; only counts while `index` is 0. */
function uniteRow(
  first: i32,
  second: i32,
  pair: i32,
  row: i32,
  seen: usize,
  index: usize,
  from: i32,
): i32 {
  const own = problem.firstNode(first) + row;
  const base = problem.firstNode(second);
  const end = base + problem.levels(second);
  let count = from;
  if (pair >= 0) {
    const pointers = <usize>getI(data, DATA * pair + 2);
    const list = <usize>getI(data, DATA * pair + 3);
    for (let e = getI(pointers, row); e < getI(pointers, row + 1); e++) {
      const partner = getI(list, e);
      setI(seen, base + partner, own);
      if (index !== 0) setI(index, count, partner);
      count++;
    }
  }
  if (dense) {
    for (let node = max(base, own + 1); node < end; node++) {
      if (getI(seen, node) === own) continue;
      if (index !== 0) setI(index, count, node - base);
      count++;
    }
    return count;
  }
  for (let i = getI(entries.nodeStarts, own); i < getI(entries.nodeStarts, own + 1); i++) {
    const e = getI(entries.nodeEntries, i);
    const last = getI(entries.starts, getI(entries.entryLevel, e) + 1);
    for (let other = e + 1; other < last; other++) {
      const node = getI(entries.entryNode, other);
      if (node < base || node >= end || getI(seen, node) === own) continue;
      setI(seen, node, own);
      if (index !== 0) setI(index, count, node - base);
      count++;
    }
  }
  return count;
}

function pairOfData(first: i32, second: i32): i32 {
  for (let g = 0; g < dataPairs; g++) {
    if (getI(data, DATA * g) === first && getI(data, DATA * g + 1) === second) return g;
  }
  return -1;
}

/** Copies the data into `base` and points the problem to the same places in `cells`. */
function place(unions: usize, count: i32): void {
  const t = problem.tail;
  const shift = cells - base;
  nodeDiagonal = allocI32(problem.nodeCount);
  nodeTail = allocI32(problem.nodeCount);
  let at = base + ((<usize>(t * t)) << 3);
  memory.copy(base, problem.fixed, (<usize>(t * t)) << 3);
  problem.setFixed(cells);
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    const levels = problem.levels(f);
    const square = (<usize>(k * k)) << 3;
    const side = (<usize>(k * t)) << 3;
    const tail = at + <usize>levels * square;
    memory.copy(at, problem.diagonal(f), <usize>levels * square);
    memory.copy(tail, problem.tailProducts(f), <usize>levels * side);
    problem.setProducts(f, at + shift, tail + shift);
    for (let level = 0; level < levels; level++) {
      const node = problem.firstNode(f) + level;
      setI(nodeDiagonal, node, <i32>(at + <usize>level * square + shift));
      setI(nodeTail, node, <i32>(tail + <usize>level * side + shift));
    }
    at = tail + <usize>levels * side;
  }
  for (let g = 0; g < count; g++) {
    const words = unions + ((<usize>(UNION * g)) << 2);
    const first = getI(words, 4);
    const second = getI(words, 5);
    const pointers = <usize>getI(words, 0);
    const block = (<usize>(problem.size(first) * problem.size(second))) << 3;
    problem.addPair(first, second, pointers, <usize>getI(words, 1), at + shift);
    const size = <usize>getI(words, 2) * block;
    memory.fill(at, 0, size);
    if (getI(words, 3) >= 0) copyRows(getI(words, 3), pointers, block, at);
    at += size;
  }
}

/** The blocks of a pair of the data, which stand first in each row. */
function copyRows(pair: i32, pointers: usize, block: usize, to: usize): void {
  const own = <usize>getI(data, DATA * pair + 2);
  const blocks = <usize>getI(data, DATA * pair + 4);
  for (let row = 0; row < problem.levels(getI(data, DATA * pair)); row++) {
    const from = getI(own, row);
    const length = <usize>(getI(own, row + 1) - from) * block;
    memory.copy(to + <usize>getI(pointers, row) * block, blocks + <usize>from * block, length);
  }
}

/** Address of the cells of each node's pair with later nodes: writes them at the places of those nodes. */
export function markBlocks(node: i32, factor: i32, position: usize): void {
  const level = node - problem.firstNode(factor);
  for (let g = 0; g < problem.pairCount; g++) {
    if (problem.first(g) !== factor) continue;
    const second = problem.second(g);
    const base = problem.firstNode(second);
    const block = problem.size(factor) * problem.size(second) * 8;
    const pointers = problem.pointers(g);
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      setI(position, base + getI(problem.index(g), e), <i32>problem.blocks(g) + e * block);
    }
  }
}
