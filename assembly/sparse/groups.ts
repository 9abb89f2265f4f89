import { getI, setI } from '../access';
import { allocI32, mark, release } from '../arena';
import * as graph from './graph';
import * as tree from './tree';

/**
 * Groups of successive nodes whose columns of the factor share one set of rows, exactly or nearly: what supernodes are made
 * of.
 *
 * @param starts receives the first position of each group, and `nodes` at the end; room for nodes + 1
 * @returns the number of groups
 */
export function findGroups(nodes: i32, starts: usize): i32 {
  return relax(nodes, fundamental(nodes, starts), starts);
}

/** Runs in which each node is the parent of the one before and has exactly one row less. */
function fundamental(nodes: i32, starts: usize): i32 {
  let groups = 0;
  for (let j = 0; j < nodes; j++) {
    const joins =
      j > 0 &&
      getI(tree.parent, j - 1) === j &&
      getI(tree.below, j - 1) === getI(tree.below, j) + 1;
    if (!joins) {
      setI(starts, groups, j);
      groups++;
    }
  }
  setI(starts, groups, nodes);
  return groups;
}

/** Joins a supernode to the one above when that costs few zeros (relaxed amalgamation; Ashcraft & Grimes 1989). */
function relax(nodes: i32, groups: i32, starts: usize): i32 {
  if (groups === 0) return 0;
  const before = mark();
  const keep = allocI32(groups);
  let top = getI(starts, groups - 1);
  let end = nodes;
  let zeros: f64 = 0;
  setI(keep, groups - 1, 1);
  for (let s = groups - 2; s >= 0; s--) {
    const first = getI(starts, s);
    const last = top - 1;
    const own = <f64>(top - first);
    const above = <f64>(end - top + getI(tree.below, end - 1));
    const up = getI(tree.parent, last);
    const extra = own * (above - <f64>getI(tree.below, last));
    const width = <f64>(end - first);
    const whole = 0.5 * width * width + width * <f64>getI(tree.below, end - 1);
    const joins =
      up >= 0 && up < end && extra <= 0.3 * own * above && zeros + extra <= 0.15 * whole;
    setI(keep, s, joins ? 0 : 1);
    if (joins) zeros += extra;
    else {
      zeros = 0;
      end = top;
    }
    top = first;
  }
  // A supernode that joins the one above gives its start to it.
  let kept = 0;
  let open = true;
  for (let s = 0; s < groups; s++) {
    if (open) {
      setI(starts, kept, getI(starts, s));
      kept++;
    }
    open = getI(keep, s) === 1;
  }
  setI(starts, kept, nodes);
  release(before);
  return kept;
}

/**
 * Rows (as positions of nodes) below each group, ascending: row by row along the row subtrees.
 *
 * @returns list pointers, one word per group; the length of a list is `below` of the group's last node
 */
export function groupRows(nodes: i32, groups: i32, starts: usize): usize {
  const lists = allocI32(groups);
  const group = allocI32(nodes);
  for (let s = 0; s < groups; s++) {
    for (let j = getI(starts, s); j < getI(starts, s + 1); j++) setI(group, j, s);
    setI(lists, s, <i32>allocI32(getI(tree.below, getI(starts, s + 1) - 1)));
  }
  const before = mark();
  const filled = allocI32(groups);
  const seen = allocI32(groups);
  memory.fill(filled, 0, (<usize>groups) << 2);
  memory.fill(seen, 255, (<usize>groups) << 2);
  for (let i = 0; i < nodes; i++) {
    const node = getI(tree.order, i);
    const own = getI(group, i);
    setI(seen, own, i);
    for (let e = getI(graph.starts, node); e < getI(graph.starts, node + 1); e++) {
      const k = getI(tree.rank, getI(graph.neighbours, e));
      if (k > i) continue;
      let s = getI(group, k);
      while (getI(seen, s) !== i) {
        setI(seen, s, i);
        const at = getI(filled, s);
        setI(<usize>getI(lists, s), at, i);
        setI(filled, s, at + 1);
        const up = getI(tree.parent, getI(starts, s + 1) - 1);
        if (up < 0) break;
        s = getI(group, up);
      }
    }
  }
  release(before);
  return lists;
}
