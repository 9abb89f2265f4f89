import { getF, getI, setF } from '../access';
import { alloc, mark, release } from '../arena';
import * as step from '../fit/step';
import { count as templateEntries } from '../model/parameters';
import * as terms from '../model/terms';
import * as criterion from './criterion';
import { unit } from './curvature';
import { value as reached, slopes } from './minimise';

// The end of a generalised fit: Newton steps with a Hessian by differences, over ψ = (θ, β̃, a), and the
// certificate of the point reached.

/** Newton decrement ½ gᵀH⁻¹g, largest slope and smallest curvature, in units of the parameters' own curvature. */
export let decrement: f64 = Infinity;
export let largestSlope: f64 = Infinity;
export let smallestCurvature: f64 = -Infinity;
/** Criterion at the certified point. */
export let value: f64 = Infinity;
/** Hessian over all parameters (zero rows and columns where θ is held), d×d. */
export let hessian: usize = 0;
/** Gradients spent on it. */
export let spent: i32 = 0;

/** Below this decrement the optimum is exact enough: it is what the parameters are off, in the criterion. */
const EXACT: f64 = 1e-13;
/** Above it, the point where the Hessian was taken is too far from the optimum for standard errors. */
const FAR: f64 = 1e-7;
/** Below this decrement steps are judged by the decrement that follows, since the criterion no longer resolves them. */
const POLISHING: f64 = 1e-6;
const ROUNDING: f64 = 1e-6;
const NEWTON_STEPS: i32 = 30;
/** Step of the differences, in units of each parameter: their error is its square. */
const DIFFERENCE: f64 = 2e-3;

export function beginCertificate(): void {
  const d = criterion.size();
  hessian = alloc((<usize>(d * d)) << 3);
  decrement = Infinity;
  largestSlope = Infinity;
  smallestCurvature = -Infinity;
  value = Infinity;
  spent = 0;
}

/**
 * Newton steps on the free parameters with a Hessian from central differences of the exact gradient, then the certificate at the
 * point reached. ψ is changed in place.
 *
 * @param known whether the gradient at ψ is `minimise.slopes` and the criterion `minimise.value`
 */
export function finish(psi: usize, known: bool): void {
  const before = mark();
  const d = criterion.size();
  const bytes = (<usize>d) << 3;
  const gradient = alloc(bytes);
  const move = alloc(bytes);
  const trial = alloc(bytes);
  const next = alloc(bytes);
  if (known) {
    value = reached;
    memory.copy(gradient, slopes, bytes);
  } else {
    value = criterion.valueAt(psi);
    if (value === Infinity) {
      release(before);
      return;
    }
    criterion.gradientHere(gradient);
  }
  findHessian(d, psi);
  let radius: f64 = 1e6;
  for (let round = 0; round < NEWTON_STEPS; round++) {
    newtonStep(d, gradient, radius, move);
    const old = decrement;
    const convex = smallestCurvature > 0;
    if (convex && old < EXACT) break;
    // Without positive curvature the quadratic model has no minimum: stay near.
    if (!convex && radius === 1e6) {
      radius = 1.0;
      continue;
    }
    for (let k = 0; k < d; k++) setF(trial, k, getF(psi, k) + getF(move, k));
    const there = criterion.valueAt(trial);
    const polishing = convex && old < POLISHING;
    if (there > value + (polishing ? ROUNDING : 0)) {
      if (polishing) break;
      radius = 0.25 * step.length;
      if (radius < 1e-9) break;
      continue;
    }
    criterion.gradientHere(next);
    if (polishing) {
      newtonStep(d, next, radius, move);
      if (!(decrement < old)) {
        newtonStep(d, gradient, radius, move);
        break;
      }
    }
    value = there;
    memory.copy(psi, trial, bytes);
    memory.copy(gradient, next, bytes);
    if (old > FAR) findHessian(d, psi);
  }
  largestSlope = 0;
  for (let k = 0; k < d; k++) {
    if (isFree(k)) largestSlope = max(largestSlope, Math.abs(getF(gradient, k) * getF(unit, k)));
  }
  release(before);
}

/** The criterion at ψ alone: for fits of which no certificate is asked. */
export function note(psi: usize, known: bool): void {
  value = known ? reached : criterion.valueAt(psi);
}

/** Whether parameter k varies: all do but entries of θ that a singular fit holds at zero. */
export function isFree(k: i32): bool {
  return k >= templateEntries || getI(terms.free, k) === 1;
}

/** Central differences of the gradient over the free parameters, made symmetric. */
function findHessian(d: i32, psi: usize): void {
  const before = mark();
  const evaluations = criterion.evaluations;
  const up = alloc((<usize>d) << 3);
  const down = alloc((<usize>d) << 3);
  memory.fill(hessian, 0, (<usize>(d * d)) << 3);
  for (let k = 0; k < d; k++) {
    if (!isFree(k)) continue;
    const own = getF(psi, k);
    const h = DIFFERENCE * getF(unit, k);
    setF(psi, k, own + h);
    const above = criterion.valueAt(psi);
    if (above !== Infinity) criterion.gradientHere(up);
    setF(psi, k, own - h);
    const below = criterion.valueAt(psi);
    if (below !== Infinity) criterion.gradientHere(down);
    setF(psi, k, own);
    if (above === Infinity || below === Infinity) continue;
    for (let l = 0; l < d; l++) {
      if (isFree(l)) setF(hessian, k * d + l, (getF(up, l) - getF(down, l)) / (2.0 * h));
    }
  }
  for (let k = 0; k < d; k++) {
    for (let l = 0; l < k; l++) {
      const mean = 0.5 * (getF(hessian, k * d + l) + getF(hessian, l * d + k));
      setF(hessian, k * d + l, mean);
      setF(hessian, l * d + k, mean);
    }
  }
  spent += criterion.evaluations - evaluations;
  release(before);
}

/** Decrement, smallest curvature and step on the free parameters, in units of each. */
function newtonStep(d: i32, gradient: usize, radius: f64, move: usize): void {
  const before = mark();
  let free = 0;
  for (let k = 0; k < d; k++) free += isFree(k) ? 1 : 0;
  const g = alloc((<usize>(free + 1)) << 3);
  const s = alloc((<usize>(free + 1)) << 3);
  const h = alloc((<usize>(free * free + 1)) << 3);
  let i = 0;
  for (let k = 0; k < d; k++) {
    if (!isFree(k)) continue;
    const own = getF(unit, k);
    setF(g, i, getF(gradient, k) * own);
    let j = 0;
    for (let l = 0; l < d; l++) {
      if (!isFree(l)) continue;
      setF(h, j * free + i, getF(hessian, l * d + k) * own * getF(unit, l));
      j++;
    }
    i++;
  }
  step.trustRegionStep(free, g, h, radius, s);
  decrement = step.decrement;
  smallestCurvature = step.smallest;
  i = 0;
  for (let k = 0; k < d; k++) {
    if (!isFree(k)) {
      setF(move, k, 0);
    } else {
      setF(move, k, getF(s, i) * getF(unit, k));
      i++;
    }
  }
  release(before);
}
