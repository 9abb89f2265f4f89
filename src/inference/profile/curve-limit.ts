import type { HeldProblem } from '../held/held-problem.ts';
import type { Curve, CurveEnd, CurvePoint } from './curve.ts';
import { pointAt, profileSolver, solveNear } from './profile-solver.ts';

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
  const { shown } = curve.problem;
  const limit = followedLimit(curve, side, target, onPoint);
  return shown === undefined ? limit : { ...limit, value: shown(limit.value) };
}

/** The limit on the scale on which the parameter is followed. */
function followedLimit(curve: Curve, side: -1 | 1, target: number, onPoint: () => void): Limit {
  const { problem, minimum } = curve;
  const { points, end } = side < 0 ? curve.below : curve.above;
  const outer = points.findIndex(({ zeta }) => Math.abs(zeta) >= target);
  const bound = problem.range[side < 0 ? 0 : 1];
  if (outer < 0) return openLimit(problem, points[points.length - 1].value, bound, end);
  const solver = profileSolver(minimum, onPoint);
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
