import { getI, setI } from '../access';
import { alloc, allocF64, allocI32 } from '../arena';
import * as problem from '../model/problem';
import * as graph from './graph';
import { findGroups, groupRows } from './groups';
import * as tree from './tree';

/**
 * Supernodes: runs of columns of the factor with one common set of rows, each stored as a dense column-major panel.
 * The rows of X and y stand at the end of every panel; the last panel, of X and y themselves, is `tailPanel`.
 *
 *              columns
 *            ┌─────────┐
 *            │ L11     │ columns      lower triangle
 *            ├─────────┤
 *            │ L21     │ count        rows listed in `rows`, ascending scalar positions
 *            ├─────────┤
 *            │ L_tail  │ tail         X, then y
 *            └─────────┘ leading dimension = columns + count + tail
 *
 * Words of a supernode: 0 first column  1 columns  2 rows →  3 count  4 panel →
 */
export let count: i32 = 0;
export let tailPanel: usize = 0;
/** Scalar column → supernode. */
export let owner: usize = 0;
/** Node → its first scalar column, address of its diagonal block, address of its tail rows, leading dimension. */
export let nodeColumn: usize = 0;
export let nodeBlock: usize = 0;
export let nodeTail: usize = 0;
export let nodeStride: usize = 0;
/** Doubles in all panels together, and where they start. */
export let panels: usize = 0;
export let panelSize: f64 = 0;
/** Largest number of rows below the diagonal block of any panel, the tail included. */
export let tallest: i32 = 0;
export let widest: i32 = 0;

const WORDS: i32 = 5;
/** Wide supernodes are cut into panels of about this many columns. */
const WIDTH: i32 = 64;
let table: usize = 0;

export function firstColumn(s: i32): i32 {
  return getI(table, WORDS * s);
}
export function columns(s: i32): i32 {
  return getI(table, WORDS * s + 1);
}
export function rows(s: i32): usize {
  return <usize>getI(table, WORDS * s + 2);
}
export function rowCount(s: i32): i32 {
  return getI(table, WORDS * s + 3);
}
export function panel(s: i32): usize {
  return <usize>getI(table, WORDS * s + 4);
}
export function stride(s: i32): i32 {
  return columns(s) + rowCount(s) + problem.tail;
}

/** Finds supernodes, their rows and the place of every node; panels are allocated but not filled. */
export function buildSupernodes(): void {
  const nodes = problem.nodeCount;
  nodeColumn = allocI32(nodes);
  nodeBlock = allocI32(nodes);
  nodeTail = allocI32(nodes);
  nodeStride = allocI32(nodes);
  owner = allocI32(problem.q);
  // Position where each supernode starts; a sentinel at the end.
  const starts = allocI32(nodes + 1);
  const groups = findGroups(nodes, starts);
  const position = allocI32(nodes + 1);
  setI(position, 0, 0);
  for (let i = 0; i < nodes; i++) {
    const node = getI(tree.order, i);
    setI(nodeColumn, node, getI(position, i));
    setI(position, i + 1, getI(position, i) + getI(graph.weight, node));
  }
  const lists = groupRows(nodes, groups, starts);
  split(groups, starts, position, lists);
  placePanels();
}

/** Cuts groups into panels of at most WIDTH columns and lists the scalar rows of each. */
function split(groups: i32, starts: usize, position: usize, lists: usize): void {
  let total = 0;
  for (let pass = 0; pass < 2; pass++) {
    if (pass === 1) table = alloc((<usize>(WORDS * total)) << 2);
    total = 0;
    for (let s = 0; s < groups; s++) {
      const end = getI(starts, s + 1);
      let from = getI(starts, s);
      while (from < end) {
        let to = from + 1;
        while (to < end && getI(position, to + 1) - getI(position, from) <= WIDTH) to++;
        if (pass === 1) describe(total, from, to, end, position, <usize>getI(lists, s));
        total++;
        from = to;
      }
    }
  }
  count = total;
}

function describe(s: i32, from: i32, to: i32, end: i32, position: usize, list: usize): void {
  const at = WORDS * s;
  const first = getI(position, from);
  const next = getI(position, to);
  const listed = getI(tree.below, end - 1);
  let scalars = getI(position, end) - next;
  for (let e = 0; e < listed; e++) scalars += weightAt(getI(list, e));
  const target = allocI32(scalars);
  let filled = 0;
  for (let column = next; column < getI(position, end); column++) {
    setI(target, filled, column);
    filled++;
  }
  for (let e = 0; e < listed; e++) {
    const i = getI(list, e);
    for (let r = 0; r < weightAt(i); r++) {
      setI(target, filled, getI(position, i) + r);
      filled++;
    }
  }
  setI(table, at, first);
  setI(table, at + 1, next - first);
  setI(table, at + 2, <i32>target);
  setI(table, at + 3, scalars);
  for (let column = first; column < next; column++) setI(owner, column, s);
}

function weightAt(i: i32): i32 {
  return getI(graph.weight, getI(tree.order, i));
}

function placePanels(): void {
  panelSize = 0;
  tallest = problem.tail;
  widest = problem.tail;
  for (let s = 0; s < count; s++) {
    panelSize += <f64>stride(s) * <f64>columns(s);
    tallest = max(tallest, rowCount(s) + problem.tail);
    widest = max(widest, columns(s));
  }
  panelSize += <f64>(problem.tail * problem.tail);
  panels = allocF64(panelSize);
  let at = panels;
  for (let s = 0; s < count; s++) {
    setI(table, WORDS * s + 4, <i32>at);
    at += (<usize>stride(s) * <usize>columns(s)) << 3;
  }
  tailPanel = at;
  for (let node = 0; node < problem.nodeCount; node++) {
    const column = getI(nodeColumn, node);
    const s = getI(owner, column);
    const ld = stride(s);
    const offset = column - firstColumn(s);
    const start = panel(s) + ((<usize>offset * <usize>ld) << 3);
    setI(nodeBlock, node, <i32>(start + ((<usize>offset) << 3)));
    setI(nodeTail, node, <i32>(start + ((<usize>(columns(s) + rowCount(s))) << 3)));
    setI(nodeStride, node, ld);
  }
}

/** Position of a scalar row in the panel of supernode s, which must contain it. */
export function rowInPanel(s: i32, row: i32): i32 {
  const offset = row - firstColumn(s);
  if (offset < columns(s)) return offset;
  const list = rows(s);
  const last = rowCount(s) - 1;
  const start = getI(list, 0);
  // The rows of a dense part follow each other without a gap.
  if (getI(list, last) - start === last) return columns(s) + row - start;
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (getI(list, middle) < row) low = middle + 1;
    else high = middle;
  }
  return columns(s) + low;
}

/** End of the run of listed rows, from position `from`, that are columns of one supernode. */
export function endOfRun(list: usize, from: i32, listed: i32): i32 {
  const target = getI(owner, getI(list, from));
  const end = firstColumn(target) + columns(target);
  let to = from + 1;
  while (to < listed && getI(list, to) < end) to++;
  return to;
}
