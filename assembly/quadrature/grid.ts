import { getF, getI, setF, setI } from '../access';
import { alloc, allocF64, allocI32 } from '../arena';
import { hermiteRule } from './hermite';

/**
 * The product grid of a Gauss–Hermite rule in `dimensions` ≤ 3 coordinates, as runs along the first coordinate. Runs start at and
 * hold an even number of nodes of the rule, which is padded with a node without weight, so that two nodes can be worked on
 * at once. Nodes whose weight is below e⁻⁴⁵ of the largest are left out.
 *
 *     node   t of the one-dimensional rule, `padded` of them
 *     runs   [first node of the rule, nodes, second index, third index] × runCount
 *     t      coordinates, `count` of them for each dimension
 *     lift   log weight + ½|t|²
 */
export let dimensions: i32 = 0;
export let points: i32 = 0;
export let padded: i32 = 0;
export let count: i32 = 0;
export let runCount: i32 = 0;
export let node: usize = 0;
export let runs: usize = 0;
export let t: usize = 0;
export let lift: usize = 0;
/** Largest |t| of the rule. */
export let reach: f64 = 0;

const NEGLIGIBLE: f64 = 45;

export function buildGrid(size: i32, order: i32): void {
  dimensions = size;
  points = order;
  padded = (order + 1) & ~1;
  node = alloc((<usize>padded) << 3);
  const log = alloc((<usize>padded) << 3);
  hermiteRule(order, node, log);
  reach = Math.abs(getF(node, 0));
  if (padded > order) {
    setF(node, order, 0);
    setF(log, order, -Infinity);
  }
  const second = size > 1 ? order : 1;
  const third = size > 2 ? order : 1;
  runs = allocI32(4 * second * third);
  const largest = getF(log, order >> 1);
  count = 0;
  runCount = 0;
  for (let c = 0; c < third; c++) {
    for (let b = 0; b < second; b++) {
      let outer: f64 = 0;
      if (size > 1) outer += getF(log, b) - largest;
      if (size > 2) outer += getF(log, c) - largest;
      let low = 0;
      while (low < order && outer + getF(log, low) - largest < -NEGLIGIBLE) low++;
      if (low === order) continue;
      low &= ~1;
      // The rule is symmetric.
      let high = (order - low + 1) & ~1;
      if (high > padded) high = padded;
      setI(runs, 4 * runCount, low);
      setI(runs, 4 * runCount + 1, high - low);
      setI(runs, 4 * runCount + 2, b);
      setI(runs, 4 * runCount + 3, c);
      runCount++;
      count += high - low;
    }
  }
  t = allocF64(<f64>size * <f64>count);
  lift = allocF64(<f64>count);
  let k = 0;
  for (let run = 0; run < runCount; run++) {
    const low = getI(runs, 4 * run);
    const length = getI(runs, 4 * run + 1);
    for (let a = low; a < low + length; a++) {
      let weight = getF(log, a);
      let square = getF(node, a) * getF(node, a);
      setF(t, k, getF(node, a));
      for (let d = 1; d < size; d++) {
        const other = getI(runs, 4 * run + 1 + d);
        weight += getF(log, other);
        square += getF(node, other) * getF(node, other);
        setF(t, d * count + k, getF(node, other));
      }
      setF(lift, k, weight + 0.5 * square);
      k++;
    }
  }
}
