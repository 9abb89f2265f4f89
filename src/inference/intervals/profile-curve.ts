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
  /** The problem whose coordinates `at` has. */
  readonly problem: HeldProblem;
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
  solve(problem: HeldProblem, value: number, from: Start): Solved | undefined;
  lowest: number;
  inexact: number;
}

interface Start {
  readonly z: Float64Array;
  readonly inverse: Float64Array;
}

interface Solved {
  readonly problem: HeldProblem;
  readonly at: Minimum;
}

/** Times that a problem which broke off may be put into other coordinates. */
const RECENTRINGS = 3;

function tracer(minimum: number, onPoint: () => void): Tracer {
  const own: Tracer = {
    lowest: minimum,
    inexact: 0,
    solve(first, value, from) {
      onPoint();
      let problem = first;
      let found = solveOnce(problem, value, from);
      for (let i = 0; i < RECENTRINGS && found?.converged === false; i++) {
        const next = problem.recentred?.(found.z);
        const again = next && solveOnce(next, value, startOf(next));
        if (next === undefined || again === undefined) break;
        [problem, found] = [next, again];
      }
      if (found === undefined) return undefined;
      if (!found.converged) own.inexact++;
      own.lowest = Math.min(own.lowest, found.value);
      return { problem, at: found };
    },
  };
  return own;
}

function startOf(problem: HeldProblem): Start {
  return { z: problem.start, inverse: identity(problem.start.length, 1) };
}

function solveOnce(
  { at, start, lower, even }: HeldProblem,
  value: number,
  from: Start,
): Minimum | undefined {
  const f = at(value);
  const inside = from.z.map((x, k) => Math.max(lower[k], x));
  let found = minimise(f, inside, lower, from.inverse);
  if (found === undefined) found = minimise(f, start, lower, from.inverse);
  else if (!found.converged) found = better(found, minimise(f, start, lower, from.inverse));
  if (found === undefined) return undefined;
  // By symmetry a zero has no slope, whatever the criterion does off it: a second search starts there.
  for (const k of even) {
    if (Math.abs(found.z[k]) > 1e-3) continue;
    const z = found.z.slice();
    z[k] = 0.1;
    found = better(found, minimise(f, z, lower, found.inverse));
  }
  return found;
}

function pointAt(
  minimum: number,
  value: number,
  side: number,
  { problem, at }: Solved,
): CurvePoint {
  return {
    value,
    zeta: side * Math.sqrt(Math.max(0, at.value - minimum)),
    slope: at.gradient[problem.start.length],
    at,
    problem,
  };
}

function better(a: Minimum, b: Minimum | undefined): Minimum {
  return b !== undefined && b.value < a.value ? b : a;
}

/**
 * The profile of one parameter on both sides of its estimate until |ζ| ≥ `reach`, in steps of about `stride`.
 *
 * @param onPoint called before each point; what it throws ends the profile
 * @returns undefined when the estimate is not determined
 */
export function traceCurve(
  problem: HeldProblem,
  minimum: number,
  reach: number,
  stride: number,
  onPoint: () => void = () => {},
): Curve | undefined {
  if (!Number.isFinite(problem.estimate)) return undefined;
  const solver = tracer(minimum, onPoint);
  const n = problem.start.length;
  const inverse = problem.recentred
    ? identity(n, 1)
    : (problem.inverse ?? startingInverse(problem) ?? identity(n, 0.1));
  const gradient = new Float64Array(n + 1);
  const at = { z: problem.start, value: minimum, gradient, inverse, converged: true };
  const start: CurvePoint = { value: problem.estimate, zeta: 0, slope: 0, at, problem };
  const below = follow(solver, minimum, start, -1, reach, stride);
  const above = follow(solver, minimum, start, 1, reach, stride);
  const { lowest, inexact } = solver;
  return { problem, minimum, below, above, lowest, inexact };
}

function identity(n: number, scale: number): Float64Array {
  const b = new Float64Array(n * n);
  for (let k = 0; k < n; k++) b[k * n + k] = scale;
  return b;
}

function follow(
  solver: Tracer,
  minimum: number,
  start: CurvePoint,
  side: -1 | 1,
  reach: number,
  stride: number,
): CurveSide {
  const { range, step } = start.problem;
  const bound = range[side < 0 ? 0 : 1];
  const points = [start];
  if (start.value === bound) return { points, end: 'bound' };
  let h = step;
  let halvings = 0;
  while (points.length < POINTS) {
    const last = points[points.length - 1];
    const room = Math.abs(bound - last.value);
    const value = h > 0.8 * room ? bound : last.value + side * h;
    const found = solveNear(solver, value, last, points[points.length - 2]);
    const next = found && pointAt(minimum, value, side, found);
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

/** The minimum at a value, from the solution at a point near by. */
function solveNear(
  solver: Tracer,
  value: number,
  from: CurvePoint,
  other: CurvePoint | undefined,
): Solved | undefined {
  const { problem, at } = from;
  if (problem.towards === undefined) {
    return solver.solve(problem, value, warmStart(value, from, other));
  }
  const next = problem.towards(at.z, value);
  return next && solver.solve(next, value, startOf(next));
}

/** Coordinates on the line through the last two points. */
function warmStart(value: number, last: CurvePoint, before: CurvePoint | undefined): Start {
  const { z, inverse } = last.at;
  if (before === undefined || before.problem !== last.problem) return { z, inverse };
  const share = (value - last.value) / (last.value - before.value);
  if (!(Math.abs(share) < 3)) return { z, inverse };
  return { z: z.map((x, k) => x + share * (x - before.at.z[k])), inverse };
}

/** Where a limit was found, or what there is instead. */
export interface Limit {
  readonly value: number;
  readonly end: CurveEnd;
}

/** The value on one side at which |ζ| = `target`, by Newton steps on ζ from the points at hand. */
export function limitOf(
  curve: Curve,
  side: -1 | 1,
  target: number,
  onPoint: () => void = () => {},
): Limit {
  const { problem, minimum } = curve;
  const { points, end } = side < 0 ? curve.below : curve.above;
  const outer = points.findIndex(({ zeta }) => Math.abs(zeta) >= target);
  const bound = problem.range[side < 0 ? 0 : 1];
  if (outer < 0) return openLimit(problem, points[points.length - 1].value, bound, end);
  const solver = tracer(minimum, onPoint);
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
    const other = nearest === inside ? outside : inside;
    const found = solveNear(solver, value, nearest, other);
    if (found === undefined) break;
    const next = pointAt(minimum, value, side, found);
    if (Math.abs(next.zeta) >= target) outside = next;
    else inside = next;
  }
  const width = Math.abs(outside.zeta) - Math.abs(inside.zeta);
  const share = width > 0 ? (target - Math.abs(inside.zeta)) / width : 1;
  return { value: inside.value + share * (outside.value - inside.value), end: 'reached' };
}

/** The limit where the curve never rose to the target. */
function openLimit(problem: HeldProblem, last: number, bound: number, end: CurveEnd): Limit {
  if (end !== 'broken' || problem.recentred === undefined) return { value: bound, end };
  // A function that cannot go further has its end there, if it did not say where.
  const near = Math.abs(last - bound) < 1e-3 * Math.abs(problem.estimate - bound);
  if (near || last === bound) return { value: bound, end: 'bound' };
  return { value: Number.isFinite(bound) ? bound : last, end };
}

function newtonTarget(point: CurvePoint, side: number, target: number): number {
  const zeta = Math.abs(point.zeta);
  const rate = (side * point.slope) / (2 * zeta);
  return rate > 0 ? point.value + (side * (target - zeta)) / rate : Number.NaN;
}
