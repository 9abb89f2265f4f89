import { getF, setF } from '../access';
import { alloc } from '../arena';
import * as input from './input';

/**
 * Powers of two that bring columns with extreme units (beyond 1e±100) into range, so that no square over- or underflows;
 * 1 for all others.
 */
let scales: usize = 0;

/** All columns as they are. */
export function keepScales(): void {
  scales = alloc((<usize>(input.columnCount + 1)) << 3);
  for (let j = 0; j <= input.columnCount; j++) setF(scales, j, 1.0);
}

/** Whether the norms of all columns of a triangle are numbers that can be squared again. */
export function inRange(r: usize): bool {
  const size = input.columnCount + 1;
  for (let j = 0; j < size; j++) {
    let squares: f64 = 0;
    for (let i = 0; i <= j; i++) squares += getF(r, j * size + i) * getF(r, j * size + i);
    if (!(squares > 1e-180 && squares < 1e180)) return false;
  }
  return true;
}

/** Finds the scale of every column. */
export function findScales(): void {
  for (let j = 0; j <= input.columnCount; j++) {
    const x = input.column(j);
    const largest = largestMagnitude(x, input.n);
    let scale: f64 = 1.0;
    if (largest > 0) {
      while (largest * scale > 1e100) scale *= 7.888609052210118e-31;
      while (largest * scale < 1e-100) scale *= 1.2676506002282294e30;
    }
    setF(scales, j, scale);
  }
}

function largestMagnitude(x: usize, count: i32): f64 {
  let both = f64x2.splat(0);
  let i = 0;
  for (; i + 2 <= count; i += 2) {
    both = f64x2.max(both, f64x2.abs(v128.load(x)));
    x += 16;
  }
  const largest = max(f64x2.extract_lane(both, 0), f64x2.extract_lane(both, 1));
  return i < count ? max(largest, Math.abs(load<f64>(x))) : largest;
}

export function columnScale(j: i32): f64 {
  return getF(scales, j);
}

/** Copies rows [from, from + count) of column j, scaled and times the square roots of the weights, to a buffer. */
export function loadRows(j: i32, roots: usize, from: i32, count: i32, target: usize): void {
  const at = input.column(j) + ((<usize>from) << 3);
  const scale = getF(scales, j);
  if (roots === 0 && scale === 1.0) {
    memory.copy(target, at, (<usize>count) << 3);
    return;
  }
  for (let i = 0; i < count; i++) {
    const root = roots === 0 ? 1.0 : getF(roots, from + i);
    store<f64>(target + ((<usize>i) << 3), getF(at, i) * scale * root);
  }
}
