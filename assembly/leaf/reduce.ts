import { getF } from '../access';
import * as problem from '../model/problem';
import * as groups from './groups';
import { accumulate, add, addMul, at, mul, put, subMul } from './lanes';

/** Σ log det N over the groups, after `reduceGroups`. */
export let logDeterminant: f64 = 0;

/** Products of determinants are turned into logarithms before they can overflow. */
const LARGE: f64 = 1e150;

/** Sums log det N and HᵀΣE, the part of [X̃ ỹ]ᵀW[X̃ ỹ] that the groups explain, into `groups.sums`. */
export function reduceGroups(): void {
  const t = problem.tail;
  memory.fill(groups.sums, 0, (<usize>((t * (t + 1)) / 2)) << 4);
  if (problem.size(0) === 1) reduceOne(t);
  else reduceTwo(t);
}

export function reduceOne(t: i32): void {
  const s = f64x2.splat(getF(groups.sigma, 0));
  const one = f64x2.splat(1);
  let product = one;
  let logs: f64 = 0;
  let record = groups.records;
  for (let pair = 0; pair < groups.pairs; pair++) {
    const det = addMul(one, at(record, 0), s);
    product = mul(product, det);
    const scale = f64x2.div(s, det);
    let sum = groups.sums;
    for (let j = 0; j < t; j++) {
      const left = mul(scale, at(record, 1 + j));
      for (let i = 0; i <= j; i++) {
        accumulate(sum, 0, mul(left, at(record, 1 + i)));
        sum += 16;
      }
    }
    if (large(product)) {
      logs += logBoth(product);
      product = one;
    }
    record += (<usize>groups.recordLength) << 4;
  }
  logDeterminant = logs + logBoth(product);
}

export function reduceTwo(t: i32): void {
  const s00 = f64x2.splat(getF(groups.sigma, 0));
  const s01 = f64x2.splat(getF(groups.sigma, 1));
  const s11 = f64x2.splat(getF(groups.sigma, 2));
  const sd = f64x2.splat(getF(groups.sigma, 3));
  const one = f64x2.splat(1);
  let product = one;
  let logs: f64 = 0;
  let record = groups.records;
  for (let pair = 0; pair < groups.pairs; pair++) {
    const d00 = at(record, 0);
    const d01 = at(record, 1);
    const d11 = at(record, 2);
    const cross = mul(d01, s01);
    const dd = subMul(mul(d00, d11), d01, d01);
    const trace = add(addMul(mul(d00, s00), d11, s11), add(cross, cross));
    const det = add(addMul(one, dd, sd), trace);
    product = mul(product, det);
    const inverse = f64x2.div(one, det);
    // ΣN⁻¹ is symmetric: (Σ + det Σ · adj D) / det N.
    const a = mul(inverse, addMul(s00, sd, d11));
    const b = mul(inverse, subMul(s01, sd, d01));
    const c = mul(inverse, addMul(s11, sd, d00));
    let sum = groups.sums;
    for (let j = 0; j < t; j++) {
      const h0 = at(record, 3 + 2 * j);
      const h1 = at(record, 4 + 2 * j);
      const left = addMul(mul(a, h0), b, h1);
      const right = addMul(mul(b, h0), c, h1);
      for (let i = 0; i <= j; i++) {
        const h = record + ((<usize>(3 + 2 * i)) << 4);
        put(sum, 0, add(at(sum, 0), addMul(mul(left, at(h, 0)), right, at(h, 1))));
        sum += 16;
      }
    }
    if (large(product)) {
      logs += logBoth(product);
      product = one;
    }
    record += (<usize>groups.recordLength) << 4;
  }
  logDeterminant = logs + logBoth(product);
}

function large(product: v128): bool {
  return v128.any_true(f64x2.gt(product, f64x2.splat(LARGE)));
}

function logBoth(product: v128): f64 {
  return Math.log(f64x2.extract_lane(product, 0)) + Math.log(f64x2.extract_lane(product, 1));
}
