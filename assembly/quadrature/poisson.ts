import { addF, getF, setF } from '../access';
import * as rows from '../generalised/rows';
import {
  across,
  addLinear,
  beginRows,
  exponential,
  predictorAt,
  spread,
  spreadLinear,
  turnTo,
} from './axes';
import * as grid from './grid';
import * as groups from './groups';

/** Beyond this |η| a row goes by itself. */
const RANGE: f64 = 600;

/**
 * Poisson with log link at all nodes of a group; parameters as of `logisticNodes`, `store` takes the means.
 */
export function poissonNodes(
  from: i32,
  end: i32,
  eta: usize,
  b: usize,
  sums: usize,
  store: usize,
): void {
  const n = grid.count;
  const k = groups.size;
  memory.fill(sums, 0, (<usize>n) << 3);
  beginRows();
  let s = groups.s + ((<usize>(from * k)) << 3);
  for (let i = from; i < end; i++) {
    const e = getF(eta, i - from);
    turnTo(s, b, RANGE);
    const y = getF(rows.y, i);
    const w = getF(rows.sizes, i);
    addLinear(y, e);
    if (Math.abs(e) + spread > RANGE) farRow(w, e, sums, store);
    else nearRow(w * Math.exp(e), sums, store);
    store += (<usize>n) << 3;
    s += (<usize>k) << 3;
  }
  spreadLinear(sums);
}

export function nearRow(mean: f64, sums: usize, store: usize): void {
  let at: usize = 0;
  for (let run = 0; run < grid.runCount; run++) {
    let e = exponential;
    const by = f64x2.splat(mean * across(run));
    for (let a = 0; a < grid.padded; a += 2) {
      const mu = f64x2.mul(by, v128.load(e));
      v128.store(store + at, mu);
      v128.store(sums + at, f64x2.sub(v128.load(sums + at), mu));
      e += 16;
      at += 16;
    }
  }
}

function farRow(w: f64, eta: f64, sums: usize, store: usize): void {
  for (let node = 0; node < grid.count; node++) {
    const x = predictorAt(node, eta);
    // Where the mean is beyond numbers the node has no weight.
    const mu = w * Math.exp(min(x, 700.0));
    addF(sums, node, -mu);
    setF(store, node, mu);
  }
}
