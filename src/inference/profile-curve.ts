import { type HeldProblem, startingInverse } from './held-problem.ts';
import { type Minimum, minimise } from './minimise.ts';

/** A point of a profile with what the next one starts from. */
export interface CurvePoint {
  readonly value: number;
  /** Signed root of the rise of the criterion over its minimum. */
  readonly zeta: number;
  /** Derivative of the criterion along the profile; NaN where it is not known. */
  readonly slope: number;
  readonly at: Minimum;
}

/** How one side of a profile ended: it rose far enough, met the end of the parameter's range, stayed flat, or broke off. */
export type CurveEnd = 'reached' | 'bound' | 'flat' | 'broken';

/** One side of a profile, from the estimate outwards. */
export interface CurveSide {
  readonly points: readonly CurvePoint[];
  readonly end: CurveEnd;
}

/** A parameter's profile while it is computed. */
export interface Curve {
  readonly problem: HeldProblem;
  readonly minimum: number;
  readonly below: CurveSide;
  readonly above: CurveSide;
  /** Lowest criterion met anywhere; below `minimum` when the fit was no optimum. */
  readonly lowest: number;
  /** Points whose inner minimisation did not converge. */
  readonly inexact: number;
}

const POINTS = 60;
const HALVINGS = 14;

/** Solver of one profile with its memory of what went wrong. */
interface Tracer {
  solve(value: number, start: Float64Array, inverse: Float64Array): Minimum | undefined;
  point(value: number, side: number, at: Minimum): CurvePoint;
  lowest: number;
  inexact: number;
}

function tracerOf(problem: HeldProblem, minimum: number): Tracer {
  const { lower, even } = problem;
  const n = problem.start.length;
  const tracer: Tracer = {
    lowest: minimum,
    inexact: 0,
    solve(value, start, inverse) {
      const f = problem.at(value);
      const inside = start.map((x, k) => Math.max(lower[k], x));
      let found = minimise(f, inside, lower, inverse);
      if (found !== undefined && !found.converged) {
        found = better(found, minimise(f, problem.start, lower, inverse));
      }
      if (found === undefined) return undefined;
      // By symmetry a zero has no slope; a step off it shows whether the criterion falls there.
      for (const k of even) {
        if (Math.abs(found.z[k]) > 1e-3) continue;
        const z = found.z.slice();
        z[k] = 0.01;
        const off = f.value(z);
        if (off === undefined || off > found.value || f.gradient()[k] >= 0) continue;
        z[k] = 0.1;
        found = better(found, minimise(f, z, lower, found.inverse));
      }
      if (!found.converged) tracer.inexact++;
      tracer.lowest = Math.min(tracer.lowest, found.value);
      return found;
    },
    point: (value, side, at) => ({
      value,
      zeta: side * Math.sqrt(Math.max(0, at.value - minimum)),
      slope: at.gradient[n],
      at,
    }),
  };
  return tracer;
}

function better(a: Minimum, b: Minimum | undefined): Minimum {
  return b !== undefined && b.value < a.value ? b : a;
}

/**
 * The profile of one parameter on both sides of its estimate until |ζ| ≥ `reach`, in steps of about `stride`.
 *
 * @returns undefined when the estimate is not determined
 */
export function traceCurve(
  problem: HeldProblem,
  minimum: number,
  reach: number,
  stride: number,
): Curve | undefined {
  if (!Number.isFinite(problem.estimate)) return undefined;
  const tracer = tracerOf(problem, minimum);
  const inverse = startingInverse(problem) ?? identity(problem.start.length);
  const start: CurvePoint = {
    value: problem.estimate,
    zeta: 0,
    slope: 0,
    at: {
      z: problem.start,
      value: minimum,
      gradient: new Float64Array(problem.start.length + 1),
      inverse,
      converged: true,
    },
  };
  const below = follow(problem, tracer, start, -1, reach, stride);
  const above = follow(problem, tracer, start, 1, reach, stride);
  return { problem, minimum, below, above, lowest: tracer.lowest, inexact: tracer.inexact };
}

function identity(n: number): Float64Array {
  const b = new Float64Array(n * n);
  for (let k = 0; k < n; k++) b[k * n + k] = 0.1;
  return b;
}

function follow(
  problem: HeldProblem,
  tracer: Tracer,
  start: CurvePoint,
  side: -1 | 1,
  reach: number,
  stride: number,
): CurveSide {
  const bound = problem.range[side < 0 ? 0 : 1];
  const points = [start];
  if (start.value === bound) return { points, end: 'bound' };
  let h = problem.step;
  let halvings = 0;
  while (points.length < POINTS) {
    const last = points[points.length - 1];
    const room = Math.abs(bound - last.value);
    const value = h > 0.8 * room ? bound : last.value + side * h;
    const before = points.length > 1 ? points[points.length - 2] : undefined;
    const found = tracer.solve(value, predicted(value, last, before), last.at.inverse);
    const next = found && tracer.point(value, side, found);
    const jump = next === undefined ? Infinity : Math.abs(next.zeta) - Math.abs(last.zeta);
    const tooFar = jump > 2 * stride + 0.5 && Math.abs(next?.zeta ?? Infinity) > reach;
    if ((next === undefined || tooFar) && halvings < HALVINGS) {
      h = 0.4 * Math.min(h, room);
      halvings++;
      continue;
    }
    if (next === undefined) return { points, end: 'broken' };
    points.push(next);
    if (Math.abs(next.zeta) >= reach) return { points, end: 'reached' };
    if (value === bound) return { points, end: 'bound' };
    const rate = (side * next.slope) / (2 * Math.abs(next.zeta));
    const wanted = Math.min(stride, reach * 1.02 - Math.abs(next.zeta)) / rate;
    const stepped = Math.abs(next.value - last.value);
    h = wanted > 0 ? Math.min(Math.max(wanted, 0.05 * stepped), 6 * stepped) : 3 * stepped;
  }
  return { points, end: 'flat' };
}

/** Coordinates on the line through the last two points. */
function predicted(value: number, last: CurvePoint, before: CurvePoint | undefined): Float64Array {
  if (before === undefined || last.value === before.value) return last.at.z;
  const share = (value - last.value) / (last.value - before.value);
  if (!(Math.abs(share) < 3)) return last.at.z;
  return last.at.z.map((x, k) => x + share * (x - before.at.z[k]));
}

/** Where a limit was found, or what there is instead. */
export interface Limit {
  readonly value: number;
  readonly end: CurveEnd;
}

/** The value on one side at which |ζ| = `target`, by Newton steps on ζ from the points at hand. */
export function limitOf(curve: Curve, side: -1 | 1, target: number): Limit {
  const { problem, minimum } = curve;
  const { points, end } = side < 0 ? curve.below : curve.above;
  const outer = points.findIndex(({ zeta }) => Math.abs(zeta) >= target);
  const bound = problem.range[side < 0 ? 0 : 1];
  if (outer < 0) return { value: end === 'reached' ? points[points.length - 1].value : bound, end };
  const tracer = tracerOf(problem, minimum);
  let inside = points[outer - 1] ?? points[0];
  let outside = points[outer];
  for (let i = 0; i < 40; i++) {
    const gapIn = target - Math.abs(inside.zeta);
    const gapOut = Math.abs(outside.zeta) - target;
    const nearest = gapIn < gapOut ? inside : outside;
    const newton = newtonTarget(nearest, side, target);
    const [low, high] =
      inside.value < outside.value ? [inside.value, outside.value] : [outside.value, inside.value];
    const usable = newton >= low && newton <= high;
    if (Math.min(gapIn, gapOut) < 1e-4 && usable) return { value: newton, end: 'reached' };
    if (high - low < 1e-9 * (Math.abs(low) + Math.abs(high)) + 1e-300) break;
    const secant = inside.value + ((outside.value - inside.value) * gapIn) / (gapIn + gapOut);
    const value =
      usable && newton !== nearest.value ? newton : i % 3 === 2 ? 0.5 * (low + high) : secant;
    const found = tracer.solve(value, predicted(value, outside, inside), nearest.at.inverse);
    if (found === undefined) break;
    const next = tracer.point(value, side, found);
    if (Math.abs(next.zeta) >= target) outside = next;
    else inside = next;
  }
  const width = Math.abs(outside.zeta) - Math.abs(inside.zeta);
  const share = width > 0 ? (target - Math.abs(inside.zeta)) / width : 1;
  return { value: inside.value + share * (outside.value - inside.value), end: 'reached' };
}

function newtonTarget(point: CurvePoint, side: number, target: number): number {
  const zeta = Math.abs(point.zeta);
  const rate = (side * point.slope) / (2 * zeta);
  return rate > 0 ? point.value + (side * (target - zeta)) / rate : Number.NaN;
}
