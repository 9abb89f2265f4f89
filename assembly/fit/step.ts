import { getF, setF } from '../access';
import { alloc, mark, release } from '../arena';
import { symmetricEigen } from '../dense/eigen';

/** What the quadratic model says at its step: predicted decrease, Newton decrement, smallest eigenvalue, length. */
export let predicted: f64 = 0;
export let decrement: f64 = 0;
export let smallest: f64 = 0;
export let length: f64 = 0;
let largest: f64 = 0;

/** Below these a direction is flat: a unit step along it gains nothing that the objective could resolve. */
const FLAT_SLOPE: f64 = 1e-9;
const FLAT_CURVATURE: f64 = 1e-9;
/** Negative curvature beyond this share of the largest is a saddle, not rounding. */
const SADDLE: f64 = 1e-6;

/**
 * The minimiser of gᵀs + ½ sᵀHs within ‖s‖ ≤ radius, by the eigenvalues of H (Moré & Sorensen 1983; m is small).
 *
 * @param h m×m, not changed
 */
export function trustRegionStep(m: i32, g: usize, h: usize, radius: f64, step: usize): void {
  const before = mark();
  const bytes = (<usize>(m * m)) << 3;
  const values = alloc(bytes);
  const vectors = alloc(bytes);
  const along = alloc((<usize>m) << 3);
  memory.copy(values, h, bytes);
  symmetricEigen(m, values, vectors);
  smallest = Infinity;
  largest = 0;
  for (let i = 0; i < m; i++) {
    const value = getF(values, i * m + i);
    smallest = min(smallest, value);
    largest = max(largest, Math.abs(value));
    let sum: f64 = 0;
    for (let k = 0; k < m; k++) sum += getF(vectors, i * m + k) * getF(g, k);
    setF(along, i, sum);
  }
  const floor = 1e-12 * largest + 1e-300;
  decrement = 0;
  for (let i = 0; i < m; i++) {
    const value = getF(values, i * m + i);
    // What has neither slope nor curvature is rounding: the data say nothing about that direction.
    if (Math.abs(getF(along, i)) < FLAT_SLOPE && value < FLAT_CURVATURE * max(1.0, largest)) {
      setF(along, i, 0);
    }
    const slope = getF(along, i);
    if (slope !== 0) decrement += value > floor ? (0.5 * slope * slope) / value : Infinity;
  }
  let shift: f64 = smallest > floor ? 0 : floor - smallest;
  if (shift > 0 || norm(m, values, along, shift) > radius) {
    let low = shift;
    let high = max(2.0 * shift, largest);
    while (norm(m, values, along, high) > radius) high *= 4.0;
    for (let i = 0; i < 80 && high - low > 1e-6 * high; i++) {
      const middle = 0.5 * (low + high);
      if (norm(m, values, along, middle) > radius) low = middle;
      else high = middle;
    }
    shift = high;
  }
  compose(m, values, vectors, along, shift, radius, step);
  release(before);
}

function norm(m: i32, values: usize, along: usize, shift: f64): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < m; i++) {
    const x = getF(along, i) / (getF(values, i * m + i) + shift);
    sum += x * x;
  }
  return Math.sqrt(sum);
}

function compose(
  m: i32,
  values: usize,
  vectors: usize,
  along: usize,
  shift: f64,
  radius: f64,
  step: usize,
): void {
  memory.fill(step, 0, (<usize>m) << 3);
  predicted = 0;
  let sum: f64 = 0;
  const inside = norm(m, values, along, shift);
  for (let i = 0; i < m; i++) {
    const value = getF(values, i * m + i);
    let x = -getF(along, i) / (value + shift);
    // A direction of negative curvature without slope (a saddle) is taken to the edge of the region.
    if (value === smallest && value < -SADDLE * largest && inside < 0.5 * radius) {
      const room = Math.sqrt(radius * radius - inside * inside);
      x = x <= 0 ? x - room : x + room;
    }
    predicted -= getF(along, i) * x + 0.5 * value * x * x;
    sum += x * x;
    for (let k = 0; k < m; k++) setF(step, k, getF(step, k) + x * getF(vectors, i * m + k));
  }
  length = Math.sqrt(sum);
}
