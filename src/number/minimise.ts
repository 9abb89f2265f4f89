import { identityMatrix } from './identity-matrix.ts';

/** A function of several numbers with its gradient, which is asked for after the value and at the same point only. */
export interface Smooth {
  /** undefined where the function cannot be evaluated. */
  value(z: Float64Array): number | undefined;
  /** Its derivatives, one for each coordinate; more numbers may follow, which are handed through. */
  gradient(): Float64Array;
}

/** Where a minimisation ended. */
export interface Minimum {
  readonly z: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** Approximation to the inverse Hessian, for the next start near by. */
  readonly inverse: Float64Array;
  /** False when it stopped before the predicted decrease was negligible. */
  readonly converged: boolean;
}

/** Predicted decrease, in units of the objective, at which a minimum is good enough. */
const CLOSE = 1e-9;

const ITERATIONS = 200;

/** Longest step in coordinates whose natural unit is 1. */
const LONGEST = 2;

/**
 * Minimises a smooth function of a few coordinates from a start: quasi-Newton steps (BFGS; Nocedal & Wright 2006, ch. 6) with
 * backtracking, projected on lower bounds.
 *
 * @param inverse approximation to the inverse Hessian, n×n, positive definite
 * @returns undefined when the function cannot be evaluated at the start
 */
export function minimise(
  f: Smooth,
  start: Float64Array,
  lower: Float64Array,
  inverse: Float64Array,
): Minimum | undefined {
  const n = start.length;
  let z: Float64Array = start;
  const first = f.value(z);
  if (first === undefined) return undefined;
  let value = first;
  let gradient = f.gradient();
  let b: Float64Array = inverse.slice();
  let fresh = false;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const step = quasiNewtonStep(b, gradient, z, lower);
    let slope = 0;
    for (let k = 0; k < n; k++) slope += step[k] * gradient[k];
    if (-slope < 2 * CLOSE) return { z, value, gradient, inverse: b, converged: true };
    const length = Math.hypot(...step);
    let share = Math.min(1, LONGEST / length);
    const rounding = 1e-13 * (1 + Math.abs(value));
    let next: Float64Array | undefined;
    let there: number | undefined;
    for (let halving = 0; halving < 30; halving++) {
      next = Float64Array.from(z, (x, k) => Math.max(lower[k], x + share * step[k]));
      there = f.value(next);
      if (there !== undefined && there <= value + 1e-4 * share * slope + rounding) break;
      // The minimum of the parabola through both values and the slope.
      const rise = there === undefined ? Infinity : there - value - share * slope;
      const best = (-0.5 * slope * share * share) / rise;
      share = Math.min(0.5 * share, Math.max(0.1 * share, best));
      there = undefined;
    }
    if (next === undefined || there === undefined) {
      if (fresh) return { z, value, gradient, inverse: b, converged: -slope < 1e-6 };
      // A stale curvature may point nowhere: once more along the gradient.
      b = identityMatrix(n, 1 / Math.max(1, Math.hypot(...gradient.subarray(0, n))));
      fresh = true;
      continue;
    }
    const before = gradient;
    gradient = f.gradient();
    if (value - there > 1e-12 * (1 + Math.abs(value))) fresh = false;
    else if (iteration > 50)
      return { z: next, value: there, gradient, inverse: b, converged: true };
    update(b, z, next, before, gradient);
    value = there;
    z = next;
  }
  return { z, value, gradient, inverse: b, converged: false };
}

/** −B g; coordinates that stand at their bound and want beyond stay. */
function quasiNewtonStep(
  b: Float64Array,
  g: Float64Array,
  z: Float64Array,
  lower: Float64Array,
): Float64Array {
  const n = z.length;
  const step = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (z[k] <= lower[k] && g[k] > 0) continue;
    let sum = 0;
    for (let l = 0; l < n; l++) {
      if (!(z[l] <= lower[l] && g[l] > 0)) sum += b[l * n + k] * g[l];
    }
    step[k] = -sum;
  }
  return step;
}

/** The BFGS update of an inverse Hessian, skipped where the function is not convex along the step. */
function update(
  b: Float64Array,
  z: Float64Array,
  next: Float64Array,
  before: Float64Array,
  after: Float64Array,
): void {
  const n = z.length;
  const s = next.map((x, k) => x - z[k]);
  const y = s.map((_, k) => after[k] - before[k]);
  let sy = 0;
  for (let k = 0; k < n; k++) sy += s[k] * y[k];
  if (!(sy > 1e-10 * Math.hypot(...s) * Math.hypot(...y))) return;
  const by = new Float64Array(n);
  let yby = 0;
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < n; l++) by[k] += b[l * n + k] * y[l];
    yby += y[k] * by[k];
  }
  const factor = (1 + yby / sy) / sy;
  for (let l = 0; l < n; l++) {
    for (let k = 0; k < n; k++) {
      b[l * n + k] += factor * s[k] * s[l] - (by[k] * s[l] + s[k] * by[l]) / sy;
    }
  }
}
