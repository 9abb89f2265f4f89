import { getI, setI } from '../access';
import { allocI32, mark, release, requireF64 } from '../arena';
import * as graph from './graph';

/**
 * The elimination tree of the permuted nodes (Liu 1990), in postorder.
 *
 *     order     position → node       rank   node → position
 *     parent    position → position of the parent, −1 at a root; children stand directly before their parents
 *     below     position → number of nodes below the diagonal in that column of the factor
 */
export let order: usize = 0;
export let rank: usize = 0;
export let parent: usize = 0;
export let below: usize = 0;

/** Builds the tree for an order (position → node) and replaces the order by an equivalent postorder. */
export function buildTree(nodes: i32, elimination: usize): void {
  order = allocI32(nodes);
  rank = allocI32(nodes);
  parent = allocI32(nodes);
  below = allocI32(nodes);
  invert(nodes, elimination);
  findParents(nodes, elimination);
  postorder(nodes, elimination);
  invert(nodes, order);
  countBelow(nodes);
}

function invert(nodes: i32, sequence: usize): void {
  for (let i = 0; i < nodes; i++) setI(rank, getI(sequence, i), i);
}

function findParents(nodes: i32, sequence: usize): void {
  const before = mark();
  const ancestor = allocI32(nodes);
  for (let j = 0; j < nodes; j++) {
    setI(parent, j, -1);
    setI(ancestor, j, -1);
    const node = getI(sequence, j);
    for (let e = getI(graph.starts, node); e < getI(graph.starts, node + 1); e++) {
      let r = getI(rank, getI(graph.neighbours, e));
      while (r < j) {
        const up = getI(ancestor, r);
        setI(ancestor, r, j);
        if (up < 0) {
          setI(parent, r, j);
          break;
        }
        if (up === j) break;
        r = up;
      }
    }
  }
  release(before);
}

function postorder(nodes: i32, sequence: usize): void {
  const before = mark();
  const firstChild = allocI32(nodes);
  const sibling = allocI32(nodes);
  const position = allocI32(nodes);
  const stack = allocI32(nodes);
  memory.fill(firstChild, 255, (<usize>nodes) << 2);
  for (let j = nodes - 1; j >= 0; j--) {
    const up = getI(parent, j);
    if (up < 0) continue;
    setI(sibling, j, getI(firstChild, up));
    setI(firstChild, up, j);
  }
  let placed = 0;
  for (let root = 0; root < nodes; root++) {
    if (getI(parent, root) >= 0) continue;
    let depth = 0;
    setI(stack, 0, root);
    while (depth >= 0) {
      const j = getI(stack, depth);
      const child = getI(firstChild, j);
      if (child >= 0) {
        setI(firstChild, j, getI(sibling, child));
        depth++;
        setI(stack, depth, child);
      } else {
        setI(position, j, placed);
        setI(order, placed, getI(sequence, j));
        placed++;
        depth--;
      }
    }
  }
  for (let j = 0; j < nodes; j++) {
    const up = getI(parent, j);
    setI(stack, getI(position, j), up < 0 ? -1 : getI(position, up));
  }
  memory.copy(parent, stack, (<usize>nodes) << 2);
  release(before);
}

/**
 * Counts by walking the row subtrees: every step is one node of the factor. Ends the calculation once they are more than can be
 * addressed.
 */
function countBelow(nodes: i32): void {
  const before = mark();
  let entries: f64 = 0;
  const seen = allocI32(nodes);
  for (let i = 0; i < nodes; i++) {
    setI(below, i, 0);
    setI(seen, i, i);
    const node = getI(order, i);
    for (let e = getI(graph.starts, node); e < getI(graph.starts, node + 1); e++) {
      let k = getI(rank, getI(graph.neighbours, e));
      while (k < i && getI(seen, k) !== i) {
        setI(below, k, getI(below, k) + 1);
        setI(seen, k, i);
        entries += 1.0;
        k = getI(parent, k);
      }
    }
    requireF64(entries);
  }
  release(before);
}
