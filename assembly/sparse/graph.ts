import { getI, setI } from '../access';
import { allocI32 } from '../arena';
import * as problem from '../model/problem';

/**
 * The graph of the nodes: two nodes are adjacent when some row of the data has both levels.
 *
 *     starts     nodeCount + 1
 *     neighbours both directions; neighbours of node a at [starts[a], starts[a + 1])
 *     weight     random coefficients of each node
 */
export let starts: usize = 0;
export let neighbours: usize = 0;
export let weight: usize = 0;

/** Builds the graph from the pairs of the problem. */
export function buildGraph(): void {
  const nodes = problem.nodeCount;
  starts = allocI32(nodes + 1);
  weight = allocI32(nodes);
  memory.fill(starts, 0, (<usize>(nodes + 1)) << 2);
  for (let f = 0; f < problem.factorCount; f++) {
    const base = problem.firstNode(f);
    for (let level = 0; level < problem.levels(f); level++) {
      setI(weight, base + level, problem.size(f));
    }
  }
  for (let pass = 0; pass < 2; pass++) {
    if (pass === 1) {
      // Counts become the ends of the lists; filling backwards turns them into starts.
      for (let i = 1; i < nodes; i++) setI(starts, i, getI(starts, i) + getI(starts, i - 1));
      const total = nodes > 0 ? getI(starts, nodes - 1) : 0;
      setI(starts, nodes, total);
      neighbours = allocI32(total);
    }
    for (let g = 0; g < problem.pairCount; g++) walkPair(g, pass === 1);
  }
}

function walkPair(pair: i32, fill: bool): void {
  const a0 = problem.firstNode(problem.first(pair));
  const b0 = problem.firstNode(problem.second(pair));
  const pointers = problem.pointers(pair);
  const index = problem.index(pair);
  for (let level = 0; level < problem.levels(problem.first(pair)); level++) {
    for (let e = getI(pointers, level); e < getI(pointers, level + 1); e++) {
      const a = a0 + level;
      const b = b0 + getI(index, e);
      if (fill) {
        place(a, b);
        place(b, a);
      } else {
        setI(starts, a, getI(starts, a) + 1);
        setI(starts, b, getI(starts, b) + 1);
      }
    }
  }
}

function place(a: i32, b: i32): void {
  const at = getI(starts, a) - 1;
  setI(starts, a, at);
  setI(neighbours, at, b);
}
