import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';

/**
 * Inverse in place of a small general matrix (k×k, column-major): closed forms for k ≤ 2, else Gauss–Jordan elimination with
 * row exchanges.
 *
 * @returns the determinant; the inverse is meaningless when it is 0 or not finite
 */
export function invertGeneral(k: i32, a: usize): f64 {
  if (k === 1) {
    const pivot = getF(a, 0);
    setF(a, 0, 1.0 / pivot);
    return pivot;
  }
  return k === 2 ? invertTwo(a) : invertByExchange(k, a);
}

function invertTwo(a: usize): f64 {
  const a00 = getF(a, 0);
  const a10 = getF(a, 1);
  const a01 = getF(a, 2);
  const a11 = getF(a, 3);
  const determinant = a00 * a11 - a01 * a10;
  const inverse = 1.0 / determinant;
  setF(a, 0, a11 * inverse);
  setF(a, 1, -a10 * inverse);
  setF(a, 2, -a01 * inverse);
  setF(a, 3, a00 * inverse);
  return determinant;
}

/** By elimination on [A | I]. */
function invertByExchange(k: i32, a: usize): f64 {
  const before = mark();
  const both = alloc((<usize>(2 * k * k)) << 3);
  memory.copy(both, a, (<usize>(k * k)) << 3);
  for (let j = 0; j < k; j++) {
    for (let i = 0; i < k; i++) setF(both, (k + j) * k + i, i === j ? 1.0 : 0.0);
  }
  let determinant: f64 = 1;
  for (let j = 0; j < k; j++) {
    let best = j;
    for (let i = j + 1; i < k; i++) {
      if (Math.abs(getF(both, j * k + i)) > Math.abs(getF(both, j * k + best))) best = i;
    }
    if (best !== j) {
      exchange(k, both, j, best);
      determinant = -determinant;
    }
    const pivot = getF(both, j * k + j);
    determinant *= pivot;
    for (let c = j; c < 2 * k; c++) setF(both, c * k + j, getF(both, c * k + j) / pivot);
    for (let i = 0; i < k; i++) {
      const factor = getF(both, j * k + i);
      if (i === j || factor === 0) continue;
      for (let c = j; c < 2 * k; c++) {
        setF(both, c * k + i, getF(both, c * k + i) - factor * getF(both, c * k + j));
      }
    }
  }
  memory.copy(a, both + ((<usize>(k * k)) << 3), (<usize>(k * k)) << 3);
  release(before);
  return determinant;
}

function exchange(k: i32, both: usize, a: i32, b: i32): void {
  for (let c = 0; c < 2 * k; c++) {
    const value = getF(both, c * k + a);
    setF(both, c * k + a, getF(both, c * k + b));
    setF(both, c * k + b, value);
  }
}
