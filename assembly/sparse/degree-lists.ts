import { getI, setI } from '../access';
import { filled } from '../arena';

/**
 * The live variables of the quotient graph by their (approximate) degree: doubly linked lists, of which one of least degree is had at
 * once.
 *
 *     head[d] → i → next[i] → … → −1        previous[i] the other way
 */
export let degree: usize = 0;
let head: usize = 0;
let next: usize = 0;
let previous: usize = 0;

/** Empty lists for degrees up to `largest`. */
export function prepareLists(nodes: i32, largest: i32): void {
  degree = filled(nodes, 0);
  head = filled(largest + 1, 255);
  next = filled(nodes, 255);
  previous = filled(nodes, 255);
}

/** The first variable of degree d, or −1. */
export function first(d: i32): i32 {
  return getI(head, d);
}

/** Puts variable i into the list of degree d. */
export function link(i: i32, d: i32): void {
  const first = getI(head, d);
  setI(degree, i, d);
  setI(next, i, first);
  setI(previous, i, -1);
  if (first >= 0) setI(previous, first, i);
  setI(head, d, i);
}

/** Takes variable i out of its list. */
export function unlink(i: i32): void {
  const before = getI(previous, i);
  const after = getI(next, i);
  if (before >= 0) setI(next, before, after);
  else setI(head, getI(degree, i), after);
  if (after >= 0) setI(previous, after, before);
}
