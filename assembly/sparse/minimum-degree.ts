import { getI, setI } from '../access';
import { alloc, allocI32, mark as markArena, release, requireF64 } from '../arena';
import * as graph from './graph';

/**
 * A fill-reducing elimination order by approximate minimum degree on the quotient graph (Amestoy, Davis & Duff 1996,
 * SIAM J. Matrix Anal. Appl. 17, 886–905), with nodes weighted by their number of random coefficients.
 *
 * A variable i keeps, in the slot of its original neighbours, the elements it belongs to followed by the variables it is
 * adjacent to; a new element always displaces an entry, so a slot never overflows:
 *
 *     slot[i]  │ elements … │ variables … │ free │        elementCount[i], length[i]
 *
 * An eliminated pivot becomes an element: the list of the variables that it made adjacent.
 */
let slot: usize = 0;
let length: usize = 0;
let elementCount: usize = 0;
/** Weight of a live variable with those merged into it; 0 once it is merged, eliminated or set aside. */
let mass: usize = 0;
/** Variables of the element made last. */
let members: usize = 0;
let membersStart: usize = 0;
let membersLength: usize = 0;
/** Weight of a live element, −1 when absorbed or not yet one. */
let elementMass: usize = 0;
let stamp: usize = 0;
let outside: usize = 0;
let outsideStamp: usize = 0;
let degree: usize = 0;
let head: usize = 0;
let next: usize = 0;
let previous: usize = 0;
let lastMember: usize = 0;
let nextMember: usize = 0;
let compared: usize = 0;
let comparison: i32 = 0;

/** Fills order[0 … nodes) with the nodes in the order of their elimination. */
export function minimumDegree(nodes: i32, totalWeight: i32, order: usize): void {
  const before = markArena();
  prepare(nodes, totalWeight);
  const dense = max(16, <i32>(10.0 * Math.sqrt(<f64>nodes)));
  let live = 0;
  for (let i = 0; i < nodes; i++) {
    if (getI(length, i) > dense) continue;
    setI(mass, i, getI(graph.weight, i));
    live += getI(graph.weight, i);
  }
  for (let i = 0; i < nodes; i++) {
    if (getI(mass, i) === 0) continue;
    let d = 0;
    for (let e = 0; e < getI(length, i); e++) d += getI(mass, getI(slotOf(i), e));
    link(i, d);
  }
  let placed = 0;
  let low = 0;
  let tag = 0;
  while (live > 0) {
    while (getI(head, low) < 0) low++;
    const pivot = getI(head, low);
    checkFill(low + getI(mass, pivot));
    unlink(pivot);
    tag++;
    live -= getI(mass, pivot);
    live -= eliminatePivot(pivot, tag, live, nodes);
    for (let i = pivot; i >= 0; i = getI(nextMember, i)) {
      setI(order, placed, i);
      placed++;
    }
    // Only the neighbours of the pivot changed: the smallest degree is among theirs or where it was.
    const list = <usize>getI(membersStart, pivot);
    for (let e = 0; e < getI(membersLength, pivot); e++) {
      low = min(low, getI(degree, getI(list, e)));
    }
  }
  for (let i = 0; i < nodes; i++) {
    if (getI(graph.starts, i + 1) - getI(graph.starts, i) > dense) {
      setI(order, placed, i);
      placed++;
    }
  }
  release(before);
}

/**
 * Ends the calculation when the next pivot and its neighbours alone fill more than can be addressed, long before they are all
 * eliminated. Half of it, since degrees are upper bounds.
 */
function checkFill(clique: i32): void {
  requireF64(0.25 * <f64>clique * <f64>clique);
}

function prepare(nodes: i32, totalWeight: i32): void {
  const edges = getI(graph.starts, nodes);
  slot = allocI32(edges);
  memory.copy(slot, graph.neighbours, (<usize>edges) << 2);
  length = allocI32(nodes);
  for (let i = 0; i < nodes; i++) {
    setI(length, i, getI(graph.starts, i + 1) - getI(graph.starts, i));
  }
  elementCount = filled(nodes, 0);
  mass = filled(nodes, 0);
  membersStart = filled(nodes, 0);
  membersLength = filled(nodes, 0);
  elementMass = filled(nodes, 255);
  stamp = filled(nodes, 0);
  outside = filled(nodes, 0);
  outsideStamp = filled(nodes, 0);
  degree = filled(nodes, 0);
  head = filled(totalWeight + 1, 255);
  next = filled(nodes, 255);
  previous = filled(nodes, 255);
  nextMember = filled(nodes, 255);
  compared = filled(nodes, 0);
  comparison = 0;
  lastMember = allocI32(nodes);
  for (let i = 0; i < nodes; i++) setI(lastMember, i, i);
}

function filled(count: i32, byte: u8): usize {
  const at = allocI32(count);
  memory.fill(at, byte, (<usize>count) << 2);
  return at;
}

function slotOf(i: i32): usize {
  return slot + ((<usize>getI(graph.starts, i)) << 2);
}

function link(i: i32, d: i32): void {
  const first = getI(head, d);
  setI(degree, i, d);
  setI(next, i, first);
  setI(previous, i, -1);
  if (first >= 0) setI(previous, first, i);
  setI(head, d, i);
}

function unlink(i: i32): void {
  const before = getI(previous, i);
  const after = getI(next, i);
  if (before >= 0) setI(next, before, after);
  else setI(head, getI(degree, i), after);
  if (after >= 0) setI(previous, after, before);
}

/** Appends j, with what was merged into it, to the nodes that i stands for. */
function adopt(i: i32, j: i32): void {
  setI(nextMember, getI(lastMember, i), j);
  setI(lastMember, i, getI(lastMember, j));
}

/** Turns a pivot into an element and updates its neighbours; returns the weight eliminated along with it. */
export function eliminatePivot(pivot: i32, tag: i32, live: i32, nodes: i32): i32 {
  members = gather(pivot, tag);
  const count = getI(membersLength, pivot);
  let weight = 0;
  for (let e = 0; e < count; e++) {
    const i = getI(members, e);
    unlink(i);
    weight += getI(mass, i);
    overlap(i, tag);
  }
  setI(mass, pivot, 0);
  let along = 0;
  for (let e = 0; e < count; e++) {
    const i = getI(members, e);
    const rest = prune(i, pivot, tag);
    if (rest === 0) {
      along += getI(mass, i);
      setI(mass, i, 0);
      adopt(pivot, i);
    } else {
      setI(outside, i, rest);
    }
  }
  weight -= along;
  mergeTwins(count, nodes);
  let kept = 0;
  for (let e = 0; e < count; e++) {
    const i = getI(members, e);
    const m = getI(mass, i);
    if (m === 0) continue;
    setI(members, kept, i);
    kept++;
    const bound = min(getI(degree, i) + weight - m, getI(outside, i) + weight - m);
    link(i, max(0, min(bound, live - along - m)));
  }
  setI(membersLength, pivot, kept);
  setI(elementMass, pivot, kept > 0 ? weight : -1);
  return along;
}

/** The variables that the pivot makes adjacent: its own neighbours and those of its elements, which it absorbs. */
function gather(pivot: i32, tag: i32): usize {
  const own = slotOf(pivot);
  const elements = getI(elementCount, pivot);
  const size = getI(length, pivot);
  let bound = size - elements;
  for (let e = 0; e < elements; e++) bound += getI(membersLength, getI(own, e));
  const list = alloc((<usize>bound) << 2);
  let count = 0;
  setI(stamp, pivot, tag);
  for (let e = 0; e < size; e++) {
    const id = getI(own, e);
    const source = e < elements ? <usize>getI(membersStart, id) : own + ((<usize>e) << 2);
    const available = e < elements ? getI(membersLength, id) : 1;
    if (e < elements) setI(elementMass, id, -1);
    for (let j = 0; j < available; j++) {
      const v = getI(source, j);
      if (getI(mass, v) === 0 || getI(stamp, v) === tag) continue;
      setI(stamp, v, tag);
      setI(list, count, v);
      count++;
    }
  }
  setI(membersStart, pivot, <i32>list);
  setI(membersLength, pivot, count);
  return list;
}

/** For every live element of variable i: the weight of its variables outside the new element, in `outside`. */
function overlap(i: i32, tag: i32): void {
  const own = slotOf(i);
  const m = getI(mass, i);
  for (let e = 0; e < getI(elementCount, i); e++) {
    const id = getI(own, e);
    const whole = getI(elementMass, id);
    if (whole < 0) continue;
    if (getI(outsideStamp, id) !== tag) {
      setI(outsideStamp, id, tag);
      setI(outside, id, whole);
    }
    setI(outside, id, getI(outside, id) - m);
  }
}

/** Drops from i's lists what the new element covers, adds the element; returns the weight outside it (approximately). */
function prune(i: i32, pivot: i32, tag: i32): i32 {
  const own = slotOf(i);
  const size = getI(length, i);
  const elements = getI(elementCount, i);
  let kept = 0;
  let rest = 0;
  for (let e = 0; e < elements; e++) {
    const id = getI(own, e);
    if (getI(elementMass, id) < 0) continue;
    const part = getI(outside, id);
    if (part === 0) {
      setI(elementMass, id, -1);
      continue;
    }
    rest += part;
    setI(own, kept, id);
    kept++;
  }
  const keptElements = kept;
  for (let e = elements; e < size; e++) {
    const v = getI(own, e);
    const m = getI(mass, v);
    if (m === 0 || getI(stamp, v) === tag) continue;
    rest += m;
    setI(own, kept, v);
    kept++;
  }
  setI(own, kept, getI(own, keptElements));
  setI(own, keptElements, pivot);
  setI(elementCount, i, keptElements + 1);
  setI(length, i, kept + 1);
  return rest;
}

/** Merges variables of the new element that have the same lists: they can be eliminated together. */
function mergeTwins(count: i32, nodes: i32): void {
  const before = markArena();
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
