import { getI, setI } from '../access';
import { allocF64, allocI32, mark, release } from '../arena';
import * as problem from '../model/problem';
import { countPartners } from './choose';
import { active as dense } from './dense';

/**
 * What the levels of the leading factor meet. An entry is one level with one node of another factor that shares rows with it;
 * the entries of a level are in ascending order of nodes. Nodes have the numbers that hold once the factor is set aside.
 *
 *     starts        levels + 1      entries of level a: [starts[a], starts[a + 1])
 *     entryNode     node b of the entry
 *     entrySize     its coefficients K_b
 *     entryLevel    level a
 *     nodeStarts    nodes + 1       nodeEntries[nodeStarts[b] … nodeStarts[b + 1]) are the entries of node b
 *     records       levels          address of the cross-products of a level:
 *
 *         │ D: K×K │ r: K × (Σ K_b + tail) │   column-major, columns in the order of the entries, then X̃, then ỹ
 */
export let levels: i32 = 0;
export let size: i32 = 0;
export let starts: usize = 0;
export let entryNode: usize = 0;
export let entrySize: usize = 0;
export let entryLevel: usize = 0;
export let nodeStarts: usize = 0;
export let nodeEntries: usize = 0;
export let records: usize = 0;
/** Columns of the widest r. */
export let widest: i32 = 0;
/** Whether the leading factor and all its partners have one coefficient each, and each level meets few. */
export let scalar: bool = false;

/** Finds the entries of a factor that is about to be set aside, and packs its cross-products. */
export function collectEntries(chosen: i32): void {
  levels = problem.levels(chosen);
  size = problem.size(chosen);
  scalar = size === 1 && !dense;
  const nodes = problem.nodeCount - levels;
  starts = allocI32(levels + 1);
  nodeStarts = allocI32(nodes + 1);
  records = allocI32(levels);
  const numbers = countEntries(chosen);
  const count = getI(starts, levels);
  entryNode = allocI32(count);
  entrySize = allocI32(count);
  entryLevel = allocI32(count);
  nodeEntries = allocI32(count);
  const room = allocF64(numbers);
  const before = mark();
  const blocks = sortEntries(chosen, nodes, count);
  packRecords(chosen, blocks, room);
  release(before);
}

/** Fills `starts` and finds how many numbers the records hold. */
function countEntries(chosen: i32): f64 {
  const before = mark();
  const scalars = allocI32(levels);
  const partners = allocI32(levels);
  countPartners(chosen, scalars, partners);
  setI(starts, 0, 0);
  widest = problem.tail;
  let numbers: f64 = 0;
  for (let level = 0; level < levels; level++) {
    setI(starts, level + 1, getI(starts, level) + getI(partners, level));
    const columns = getI(scalars, level) + problem.tail;
    widest = max(widest, columns);
    numbers += <f64>(size * (size + columns));
  }
  release(before);
  return numbers;
}

/**
 * Sorts the entries by node, then stably by level.
 *
 * @returns for each entry the address of its block in the pair; the lowest bit says that it is stored as K_b×K
 */
function sortEntries(chosen: i32, nodes: i32, count: i32): usize {
  const blocks = allocI32(count);
  // Words of an entry as found: level, node, block →, K_b.
  const found = allocI32(4 * count);
  let at = 0;
  for (let g = 0; g < problem.pairCount; g++) at = walkPair(chosen, g, found, at);
  memory.fill(nodeStarts, 0, (<usize>(nodes + 1)) << 2);
  for (let e = 0; e < count; e++) {
    const next = getI(found, 4 * e + 1) + 1;
    setI(nodeStarts, next, getI(nodeStarts, next) + 1);
  }
  for (let node = 0; node < nodes; node++) {
    setI(nodeStarts, node + 1, getI(nodeStarts, node + 1) + getI(nodeStarts, node));
  }
  const nextOfNode = allocI32(nodes);
  const order = allocI32(count);
  memory.copy(nextOfNode, nodeStarts, (<usize>nodes) << 2);
  for (let e = 0; e < count; e++) {
    const node = getI(found, 4 * e + 1);
    const to = getI(nextOfNode, node);
    setI(order, to, e);
    setI(nextOfNode, node, to + 1);
  }
  const nextOfLevel = allocI32(levels);
  memory.copy(nextOfLevel, starts, (<usize>levels) << 2);
  for (let i = 0; i < count; i++) {
    const e = getI(order, i);
    const level = getI(found, 4 * e);
    const to = getI(nextOfLevel, level);
    setI(nextOfLevel, level, to + 1);
    setI(entryLevel, to, level);
    setI(entryNode, to, getI(found, 4 * e + 1));
    setI(blocks, to, getI(found, 4 * e + 2));
    setI(entrySize, to, getI(found, 4 * e + 3));
    setI(nodeEntries, i, to);
  }
  return blocks;
}

function walkPair(chosen: i32, g: i32, found: usize, from: i32): i32 {
  const first = problem.first(g);
  const second = problem.second(g);
  if (first !== chosen && second !== chosen) return from;
  const other = first === chosen ? second : first;
  const base = problem.firstNode(other) - (other > chosen ? levels : 0);
  const width = problem.size(other);
  if (width !== 1) scalar = false;
  const pointers = problem.pointers(g);
  const index = problem.index(g);
  let block = <i32>problem.blocks(g);
  let at = from;
  for (let row = 0; row < problem.levels(first); row++) {
    for (let e = getI(pointers, row); e < getI(pointers, row + 1); e++) {
      const partner = getI(index, e);
      setI(found, 4 * at, first === chosen ? row : partner);
      setI(found, 4 * at + 1, base + (first === chosen ? partner : row));
      setI(found, 4 * at + 2, first === chosen ? block : block | 1);
      setI(found, 4 * at + 3, width);
      block += (width * size) << 3;
      at++;
    }
  }
  return at;
}

function packRecords(chosen: i32, blocks: usize, room: usize): void {
  const square = (<usize>(size * size)) << 3;
  const side = (<usize>(size * problem.tail)) << 3;
  let at = room;
  let d = problem.diagonal(chosen);
  let h = problem.tailProducts(chosen);
  for (let level = 0; level < levels; level++) {
    setI(records, level, <i32>at);
    memory.copy(at, d, square);
    at += square;
    for (let e = getI(starts, level); e < getI(starts, level + 1); e++) {
      at = copyBlock(getI(blocks, e), getI(entrySize, e), at);
    }
    memory.copy(at, h, side);
    at += side;
    d += square;
    h += side;
  }
}

/** Copies a block as K×K_b and returns where the next one goes. */
function copyBlock(flagged: i32, width: i32, to: usize): usize {
  const from = <usize>(flagged & ~1);
  const across = (flagged & 1) === 1;
  for (let c = 0; c < width; c++) {
    for (let r = 0; r < size; r++) {
      const entry = across ? r * width + c : c * size + r;
      store<f64>(to, load<f64>(from + ((<usize>entry) << 3)));
      to += 8;
    }
  }
  return to;
}
