import { getF, getI, setF, setI } from '../access';
import { alloc, allocF64, allocI32 } from '../arena';
import { hermiteRule } from './hermite';

/**
 * The product grid of a Gauss–Hermite rule in `dimensions` ≤ 3 coordinates, as runs along the first coordinate. The rule is padded with a
 * node without weight to an even number, so that two nodes can be worked on at once. No node is left out, however small its
 * weight: where the likelihood is flat on one side, the integrand falls with the prior, and far nodes count (1e-6 of
 * −2 log-likelihood in the example of test/reference/quadrature.R).
 *
 *     node   t of the one-dimensional rule, `padded` of them
 *     runs   [second index, third index] × runCount
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
  runCount = second * third;
  runs = allocI32(2 * runCount);
  for (let run = 0; run < runCount; run++) {
    setI(runs, 2 * run, run % second);
    setI(runs, 2 * run + 1, run / second);
  }
  count = runCount * padded;
  t = allocF64(<f64>size * <f64>count);
  lift = allocF64(<f64>count);
  let k = 0;
  for (let run = 0; run < runCount; run++) {
    for (let a = 0; a < padded; a++) {
      let weight = getF(log, a);
      let square = getF(node, a) * getF(node, a);
      setF(t, k, getF(node, a));
      for (let d = 1; d < size; d++) {
        const other = getI(runs, 2 * run + d - 1);
        weight += getF(log, other);
        square += getF(node, other) * getF(node, other);
        setF(t, d * count + k, getF(node, other));
      }
      setF(lift, k, weight + 0.5 * square);
      k++;
    }
  }
}
