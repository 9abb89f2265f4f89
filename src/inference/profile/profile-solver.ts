import { identityMatrix } from '../../number/identity-matrix.ts';
import { type Minimum, minimise } from '../../number/minimise.ts';
import type { HeldProblem } from '../held/held-problem.ts';
import type { CurvePoint } from './curve.ts';

/** Minimises with the parameter at one value after the other, and remembers what went wrong. */
export interface ProfileSolver {
  solve(problem: HeldProblem, value: number, from: Start): Solved | undefined;
  lowest: number;
  inexact: number;
}

/** Where a search begins. */
interface Start {
  readonly z: Float64Array;
  readonly inverse: Float64Array;
}

/** A minimum with the problem whose coordinates it has. */
interface Solved {
  readonly problem: HeldProblem;
  readonly at: Minimum;
}

/** Times that a problem which broke off may be put into other coordinates. */
const RECENTRINGS = 3;

/** @param onPoint called before each point; what it throws ends the profile */
export function profileSolver(minimum: number, onPoint: () => void): ProfileSolver {
  const own: ProfileSolver = {
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
  return { z: problem.start, inverse: identityMatrix(problem.start.length, 1) };
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

/** The minimum as a point of the profile on one side. */
export function pointAt(
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

/** The minimum at a value, from the solution at a point near by. */
export function solveNear(
  solver: ProfileSolver,
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
