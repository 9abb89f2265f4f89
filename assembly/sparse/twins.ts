import { getI, setI } from '../access';
import { allocI32, filled, mark, release } from '../arena';
import { elementCount, length, mass, outside, slotOf } from './quotient-graph';

// Variables with the same lists (indistinguishable ones) are eliminated together: one stands for all.

/** The last and the next of the nodes that a variable stands for, itself the first. */
let lastMember: usize = 0;
let nextMember: usize = 0;
let compared: usize = 0;
let comparison: i32 = 0;

export function prepareTwins(nodes: i32): void {
  nextMember = filled(nodes, 255);
  compared = filled(nodes, 0);
  comparison = 0;
  lastMember = allocI32(nodes);
  for (let i = 0; i < nodes; i++) setI(lastMember, i, i);
}

/** The node after i among those that a variable stands for, or −1. */
export function memberAfter(i: i32): i32 {
  return getI(nextMember, i);
}

/** Appends j, with what was merged into it, to the nodes that i stands for. */
export function adopt(i: i32, j: i32): void {
  setI(nextMember, getI(lastMember, i), j);
  setI(lastMember, i, getI(lastMember, j));
}

/** Merges variables of the new element that have the same lists: they can be eliminated together. */
export function mergeTwins(members: usize, count: i32, nodes: i32): void {
  const before = mark();
  const buckets = max(1, min(nodes, count * 2));
  const first = filled(buckets, 255);
  const after = allocI32(count);
  for (let e = 0; e < count; e++) {
    const i = getI(members, e);
    if (getI(mass, i) === 0) continue;
    let hash: u32 = 0;
    const own = slotOf(i);
    for (let x = 0; x < getI(length, i); x++) hash += <u32>getI(own, x);
    const bucket = <i32>(hash % <u32>buckets);
    let merged = false;
    for (let other = getI(first, bucket); other >= 0; other = getI(after, other)) {
      const j = getI(members, other);
      if (!sameLists(i, j)) continue;
      setI(outside, j, min(getI(outside, j), getI(outside, i)));
      setI(mass, j, getI(mass, j) + getI(mass, i));
      setI(mass, i, 0);
      adopt(j, i);
      merged = true;
      break;
    }
    if (merged) continue;
    setI(after, e, getI(first, bucket));
    setI(first, bucket, e);
  }
  release(before);
}

function sameLists(i: i32, j: i32): bool {
  const size = getI(length, i);
  if (size !== getI(length, j) || getI(elementCount, i) !== getI(elementCount, j)) return false;
  comparison++;
  const a = slotOf(i);
  const b = slotOf(j);
  for (let x = 0; x < size; x++) setI(compared, getI(a, x), comparison);
  for (let x = 0; x < size; x++) if (getI(compared, getI(b, x)) !== comparison) return false;
  return true;
}
