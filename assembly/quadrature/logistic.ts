import { addF, getF, setF } from '../access';
import { allocF64 } from '../arena';
import { logarithms } from '../family/exponential';
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

/**
 * Binomial with logit link at all nodes of a group. log(1 + e^η) is gathered as a product over the rows, so that a node takes a
 * multiplication where a row takes one trial, and one logarithm for many rows.
 */
let product: usize = 0;
/** Beyond this |η| a row goes by itself. */
const RANGE: f64 = 150;
/** The product may grow to e to this before its logarithm is taken. */
const FULL: f64 = 690;

export function prepareLogistic(): void {
  product = allocF64(<f64>grid.count);
}

/**
 * @param from, end rows of the group
 * @param eta their linear predictors at the mode
 * @param b B of the group
 * @param sums takes Σ l at each node
 * @param store takes w p for each row and node
 */
export function logisticNodes(
  from: i32,
  end: i32,
  eta: usize,
  b: usize,
  sums: usize,
  store: usize,
): void {
  const n = grid.count;
  const k = groups.size;
  const one = f64x2.splat(1.0);
  beginRows();
  for (let a = 0; a < n; a += 2) {
    const at = (<usize>a) << 3;
    v128.store(product + at, one);
    v128.store(sums + at, f64x2.splat(0));
  }
  let full: f64 = 0;
  let s = groups.s + ((<usize>(from * k)) << 3);
  for (let i = from; i < end; i++) {
    const y = getF(rows.y, i);
    const w = getF(rows.sizes, i);
    const e = getF(eta, i - from);
    turnTo(s, b, RANGE);
    addLinear(y, e);
    if (Math.abs(e) + spread > RANGE) farRow(w, e, sums, store);
    else {
      const factor = Math.exp(e);
      if (w === 1.0) {
        const growth = max(e + spread, 0) + 0.6932;
        if (full + growth > FULL) {
          takeLogarithms(sums);
          full = 0;
        }
        full += growth;
        multiplyRuns(factor, store);
      } else weightedRuns(w, factor, sums, store);
    }
    store += (<usize>n) << 3;
    s += (<usize>k) << 3;
  }
  takeLogarithms(sums);
  spreadLinear(sums);
}

/** product ×= 1 + z, store = z/(1 + z), z = factor · e along a run. */
export function multiplyRun(count: i32, factor: f64, e: usize, target: usize, store: usize): void {
  const by = f64x2.splat(factor);
  const one = f64x2.splat(1.0);
  for (let a = 0; a < count; a += 2) {
    const z = f64x2.mul(by, v128.load(e));
    const more = f64x2.add(one, z);
    v128.store(target, f64x2.mul(v128.load(target), more));
    v128.store(store, f64x2.div(z, more));
    e += 16;
    target += 16;
    store += 16;
  }
}

function multiplyRuns(factor: f64, store: usize): void {
  let at: usize = 0;
  for (let run = 0; run < grid.runCount; run++) {
    multiplyRun(grid.padded, factor * across(run), exponential, product + at, store + at);
    at += (<usize>grid.padded) << 3;
  }
}

/** A row of several trials: w log(1 + z) node by node. */
function weightedRuns(w: f64, factor: f64, sums: usize, store: usize): void {
  const one = f64x2.splat(1.0);
  const weight = f64x2.splat(w);
  let at: usize = 0;
  for (let run = 0; run < grid.runCount; run++) {
    const by = f64x2.splat(factor * across(run));
    let e = exponential;
    for (let a = 0; a < grid.padded; a += 2) {
      const z = f64x2.mul(by, v128.load(e));
      const more = f64x2.add(one, z);
      const sum = f64x2.sub(v128.load(sums + at), f64x2.mul(weight, logarithms(more)));
      v128.store(sums + at, sum);
      v128.store(store + at, f64x2.mul(weight, f64x2.div(z, more)));
      e += 16;
      at += 16;
    }
  }
}

/** A row whose e^η might leave the range of numbers. */
function farRow(w: f64, eta: f64, sums: usize, store: usize): void {
  for (let node = 0; node < grid.count; node++) {
    const x = predictorAt(node, eta);
    const e = Math.exp(-Math.abs(x));
    addF(sums, node, -w * (max(x, 0) + Math.log1p(e)));
    setF(store, node, (w * (x < 0 ? e : 1.0)) / (1.0 + e));
  }
}

function takeLogarithms(sums: usize): void {
  const one = f64x2.splat(1.0);
  for (let a = 0; a < grid.count; a += 2) {
    const at = (<usize>a) << 3;
    v128.store(sums + at, f64x2.sub(v128.load(sums + at), logarithms(v128.load(product + at))));
    v128.store(product + at, one);
  }
}
