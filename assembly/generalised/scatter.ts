import { getI } from '../access';
import * as problem from '../model/problem';
import * as rows from './rows';

// Sums over rows and levels: what the rows ask of the random effects, and what they give to the arrays of the problem. Vectors
// of random coefficients are factor by factor, level by level.

/** to[i] += z̃ᵢᵀb for rows from … from + count; `to` and `b` start at row 0 and at the first factor. */
export function addRandom(from: i32, count: i32, b: usize, to: usize): void {
  const stride = (<usize>rows.width) << 3;
  const first = to + ((<usize>from) << 3);
  for (let f = 0; f < problem.factorCount; f++) {
    const k = problem.size(f);
    let code = rows.codes(f) + ((<usize>from) << 2);
    let z = rows.z + <usize>from * stride + ((<usize>rows.start(f)) << 3);
    const end = first + ((<usize>count) << 3);
    if (k === 1) {
      for (let at = first; at < end; at += 8) {
        const value = load<f64>(b + ((<usize>load<i32>(code)) << 3));
        store<f64>(at, load<f64>(at) + load<f64>(z) * value);
        code += 4;
        z += stride;
      }
    } else {
      const bytes = (<usize>k) << 3;
      for (let at = first; at < end; at += 8) {
        const own = b + <usize>load<i32>(code) * bytes;
        let sum = load<f64>(at);
        for (let c: usize = 0; c < bytes; c += 8) {
          sum += load<f64>(z + c) * load<f64>(own + c);
        }
        store<f64>(at, sum);
        code += 4;
        z += stride;
      }
    }
    b += (<usize>problem.levels(f) * <usize>k) << 3;
  }
}

/** v += Z̃ᵀs over rows from … from + count, v factor by factor, level by level. */
export function addScores(from: i32, count: i32, s: usize, v: usize): void {
  for (let f = 0; f < problem.factorCount; f++) {
    scoreFactor(f, from, count, s, v);
    v += (<usize>problem.levels(f) * <usize>problem.size(f)) << 3;
  }
}

function scoreFactor(f: i32, from: i32, count: i32, s: usize, v: usize): void {
  const k = problem.size(f);
  const stride = (<usize>rows.width) << 3;
  let code = rows.codes(f) + ((<usize>from) << 2);
  let z = rows.z + <usize>from * stride + ((<usize>rows.start(f)) << 3);
  const bytes = (<usize>k) << 3;
  let at = s + ((<usize>from) << 3);
  const end = at + ((<usize>count) << 3);
  for (; at < end; at += 8) {
    const own = v + <usize>load<i32>(code) * bytes;
    const value = load<f64>(at);
    for (let c: usize = 0; c < bytes; c += 8) {
      store<f64>(own + c, load<f64>(own + c) + value * load<f64>(z + c));
    }
    code += 4;
    z += stride;
  }
}

/** Z̃ᵀWZ̃ += over rows from … from + count, into the arrays of the problem. */
export function addProducts(from: i32, count: i32, w: usize): void {
  for (let f = 0; f < problem.factorCount; f++) productsOfFactor(f, from, count, w);
  for (let g = 0; g < problem.pairCount; g++) productsOfPair(g, from, count, w);
}

export function productsOfFactor(f: i32, from: i32, count: i32, w: usize): void {
  const k = problem.size(f);
  const stride = (<usize>rows.width) << 3;
  let code = rows.codes(f) + ((<usize>from) << 2);
  let z = rows.z + <usize>from * stride + ((<usize>rows.start(f)) << 3);
  const diagonal = problem.diagonal(f);
  let at = w + ((<usize>from) << 3);
  const end = at + ((<usize>count) << 3);
  if (k === 1) {
    for (; at < end; at += 8) {
      const d = diagonal + ((<usize>load<i32>(code)) << 3);
      const own = load<f64>(z);
      store<f64>(d, load<f64>(d) + load<f64>(at) * own * own);
      code += 4;
      z += stride;
    }
  } else if (k === 2) {
    for (; at < end; at += 8) {
      const d = diagonal + ((<usize>load<i32>(code)) << 5);
      const own = v128.load(z);
      const weighted = f64x2.mul(own, v128.load_splat<f64>(at));
      v128.store(d, f64x2.add(v128.load(d), f64x2.mul(weighted, v128.load_splat<f64>(z))));
      v128.store(
        d,
        f64x2.add(v128.load(d, 16), f64x2.mul(weighted, v128.load_splat<f64>(z, 8))),
        16,
      );
      code += 4;
      z += stride;
    }
  } else {
    const bytes = (<usize>k) << 3;
    for (; at < end; at += 8) {
      let d = diagonal + <usize>load<i32>(code) * bytes * <usize>k;
      for (let c: usize = 0; c < bytes; c += 8) {
        const by = load<f64>(at) * load<f64>(z + c);
        for (let r: usize = 0; r < bytes; r += 8) {
          store<f64>(d + r, load<f64>(d + r) + by * load<f64>(z + r));
        }
        d += bytes;
      }
      code += 4;
      z += stride;
    }
  }
}

export function productsOfPair(g: i32, from: i32, count: i32, w: usize): void {
  const f1 = problem.first(g);
  const f2 = problem.second(g);
  const k1 = problem.size(f1);
  const k2 = problem.size(f2);
  const stride = (<usize>rows.width) << 3;
  const bytes1 = (<usize>k1) << 3;
  const bytes2 = (<usize>k2) << 3;
  const blocks = problem.blocks(g);
  const base = rows.z + <usize>from * stride;
  let z1 = base + ((<usize>rows.start(f1)) << 3);
  let z2 = base + ((<usize>rows.start(f2)) << 3);
  let entry = rows.pairEntries(g) + ((<usize>from) << 2);
  let at = w + ((<usize>from) << 3);
  const end = at + ((<usize>count) << 3);
  for (; at < end; at += 8) {
    let block = blocks + <usize>load<i32>(entry) * bytes1 * <usize>k2;
    for (let c: usize = 0; c < bytes2; c += 8) {
      const by = load<f64>(at) * load<f64>(z2 + c);
      for (let r: usize = 0; r < bytes1; r += 8) {
        store<f64>(block + r, load<f64>(block + r) + by * load<f64>(z1 + r));
      }
      block += bytes1;
    }
    entry += 4;
    z1 += stride;
    z2 += stride;
  }
}

/** Clears the arrays of the problem. */
export function clearProducts(): void {
  for (let f = 0; f < problem.factorCount; f++) {
    const k = <usize>problem.size(f);
    memory.fill(problem.diagonal(f), 0, (<usize>problem.levels(f) * k * k) << 3);
  }
  for (let g = 0; g < problem.pairCount; g++) {
    const count = getI(problem.pointers(g), problem.levels(problem.first(g)));
    const size = <usize>(problem.size(problem.first(g)) * problem.size(problem.second(g)));
    memory.fill(problem.blocks(g), 0, (<usize>count * size) << 3);
  }
}
