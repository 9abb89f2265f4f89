import { getI, setI } from '../access';
import { alloc, allocI32, filled } from '../arena';
import * as graph from './graph';

/**
 * The quotient graph of a partial elimination (George & Liu 1981; Amestoy, Davis & Duff 1996). An eliminated pivot becomes an *element*: the
 * list of the variables that it made adjacent, which stands for all edges between them.
 *
 * A variable i keeps, in the slot of its original neighbours, the elements it belongs to followed by the variables it is
 * adjacent to; a new element always displaces an entry, so a slot never overflows:
 *
 *     slot[i]  │ elements … │ variables … │ free │        elementCount[i], length[i]
 */
let slot: usize = 0;
export let length: usize = 0;
export let elementCount: usize = 0;
/** Weight of a live variable with those merged into it; 0 once it is merged, eliminated or set aside. */
export let mass: usize = 0;
/** Variables of each element. */
export let membersStart: usize = 0;
export let membersLength: usize = 0;
/** Weight of a live element, −1 when absorbed or not yet one. */
export let elementMass: usize = 0;
/** The last element that gathered a variable. */
let stamp: usize = 0;
/** Of an element: weight of its variables outside the new one; of a variable: weight outside the new element of all it is adjacent to. */
export let outside: usize = 0;
let outsideStamp: usize = 0;

/** Every node a variable of no weight yet, every edge of the graph in a slot. */
export function prepareQuotient(nodes: i32): void {
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
}

/** Where the lists of variable i stand. */
export function slotOf(i: i32): usize {
  return slot + ((<usize>getI(graph.starts, i)) << 2);
}

/** The variables that the pivot makes adjacent: its own neighbours and those of its elements, which it absorbs. */
export function gather(pivot: i32, tag: i32): usize {
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
export function overlap(i: i32, tag: i32): void {
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
export function prune(i: i32, pivot: i32, tag: i32): i32 {
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
