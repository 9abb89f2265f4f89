import { auxiliaries } from '../family/rows';
import { setTheta, count as templateEntries } from '../model/parameters';
import * as problem from '../model/problem';
import {
  isNested,
  prepareQuadrature,
  quadrature,
  quadratureGradient,
} from '../quadrature/criterion';
import * as groups from '../quadrature/groups';
import { findInformation } from './information';
import { laplace, laplaceGradient } from './laplace';
import * as mode from './mode';
import * as rows from './rows';
import { setFixed } from './working';

/**
 * −2 log-likelihood as a function of ψ = (θ, β̃, a): entries of the templates, fixed effects in the engine's basis, auxiliary
 * parameters. None has bounds.
 */

/** Evaluations of value or gradient. */
export let evaluations: i32 = 0;

/** Points per dimension; 1 is Laplace's approximation. */
export let points: i32 = 1;
/** One grouping factor: the rows go group by group, which is faster for Laplace's approximation too. */
let grouped: bool = false;

/** Chooses the approximation; more than one point is for one factor, or two nested ones, of at most three coefficients each. */
export function setPoints(count: i32): void {
  points = count;
  evaluations = 0;
  grouped = problem.allFactors === 1;
  if (grouped) prepareQuadrature(0, -1, count);
  else if (count > 1 && problem.allFactors === 2) {
    const inner = problem.levels(0) < problem.levels(1) ? 1 : 0;
    grouped = isNested(inner, 1 - inner);
    if (grouped) prepareQuadrature(inner, 1 - inner, count);
  }
  if (!grouped) points = 1;
}

/** Lets the next search for the conditional modes begin at zero. */
export function forgetModes(): void {
  memory.fill(mode.u, 0, (<usize>problem.q) << 3);
  if (grouped) memory.fill(groups.modes, 0, (<usize>(groups.count * groups.size)) << 3);
}

/** Length of ψ. */
export function size(): i32 {
  return templateEntries + rows.p + auxiliaries;
}

/** Puts ψ where the criterion looks for it. */
export function setParametersAt(psi: usize): void {
  setTheta(psi);
  const beta = psi + ((<usize>templateEntries) << 3);
  setFixed(beta, beta + ((<usize>rows.p) << 3));
}

/** The value at the parameters as they stand (templates may be any square matrices). Infinity where it cannot be evaluated. */
export function valueHere(): f64 {
  evaluations++;
  return grouped ? quadrature() : laplace();
}

/** The value at ψ. */
export function valueAt(psi: usize): f64 {
  setParametersAt(psi);
  return valueHere();
}

/** Gradient at the point of the last value, which must have been finite. */
export function gradientHere(out: usize): void {
  if (grouped) quadratureGradient(out);
  else laplaceGradient(out);
}

/** An approximate Hessian, d×d, at the ψ of the last gradient; zero for the auxiliary parameters. Nothing stands afterwards. */
export function startingHessian(d: i32, hessian: usize): void {
  if (grouped) laplace();
  findInformation(d, hessian);
}
