import { identityMatrix } from '../../number/identity-matrix.ts';
import type { HeldProblem } from '../held/held-problem.ts';
import { startingInverse } from '../held/inverse-hessian.ts';
import type { Curve, CurvePoint, CurveSide } from './curve.ts';
import { type ProfileSolver, pointAt, profileSolver, solveNear } from './profile-solver.ts';

/** Points on one side, after which the curve counts as flat. */
const POINTS = 60;
/** Times that a step may be cut on one side. */
const HALVINGS = 14;

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
  const solver = profileSolver(minimum, onPoint);
  const n = problem.start.length;
  const inverse = problem.recentred
    ? identityMatrix(n)
    : (problem.inverse ?? startingInverse(problem) ?? identityMatrix(n, 0.1));
  const gradient = new Float64Array(n + 1);
  const at = { z: problem.start, value: minimum, gradient, inverse, converged: true };
  const start: CurvePoint = { value: problem.estimate, zeta: 0, slope: 0, at, problem };
  const below = traceSide(solver, minimum, start, -1, reach, stride);
  const above = traceSide(solver, minimum, start, 1, reach, stride);
  const { lowest, inexact } = solver;
  return { problem, minimum, below, above, lowest, inexact };
}

function traceSide(
  solver: ProfileSolver,
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
