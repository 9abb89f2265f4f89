import { getI, setI } from '../access';
import { mark, release, requireF64 } from '../arena';
import { degree, first, link, prepareLists, unlink } from './degree-lists';
import * as graph from './graph';
import {
  elementMass,
  gather,
  length,
  mass,
  membersLength,
  membersStart,
  outside,
  overlap,
  prepareQuotient,
  prune,
  slotOf,
} from './quotient-graph';
import { adopt, memberAfter, mergeTwins, prepareTwins } from './twins';

// A fill-reducing elimination order by approximate minimum degree on the quotient graph (Amestoy, Davis & Duff 1996,
// SIAM J. Matrix Anal. Appl. 17, 886–905), with nodes weighted by their number of random coefficients. Nodes that meet very many others are
// set aside and come last.

/** Fills order[0 … nodes) with the nodes in the order of their elimination. */
export function minimumDegree(nodes: i32, totalWeight: i32, order: usize): void {
  const before = mark();
  prepareQuotient(nodes);
  prepareLists(nodes, totalWeight);
  prepareTwins(nodes);
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
    while (first(low) < 0) low++;
    const pivot = first(low);
    checkFill(low + getI(mass, pivot));
    unlink(pivot);
    tag++;
    live -= getI(mass, pivot);
    live -= eliminatePivot(pivot, tag, live, nodes);
    for (let i = pivot; i >= 0; i = memberAfter(i)) {
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

/** Turns a pivot into an element and updates its neighbours; returns the weight eliminated along with it. */
export function eliminatePivot(pivot: i32, tag: i32, live: i32, nodes: i32): i32 {
  const members = gather(pivot, tag);
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
  mergeTwins(members, count, nodes);
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
