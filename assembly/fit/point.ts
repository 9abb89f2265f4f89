import { logFixed, logRandom, residual, setFactorResults } from '../factor/cholesky';
import { hessianOfTheta, storeGradient } from '../leaf/derivatives';
import { differentiateLeaves } from '../leaf/evaluate';
import { active } from '../leaf/groups';
import { findEffects, findEffectsAt } from '../model/effects';
import { findGradient } from '../model/gradient';
import { averageInformation, quadraticForms } from '../model/information';
import { objective } from '../model/objective';
import { readGradient, setTheta } from '../model/parameters';
import * as problem from '../model/problem';

/** The objective at θ; the factor stands afterwards. Infinity when A(θ) cannot be factored. */
export function valueAt(theta: usize): f64 {
  setTheta(theta);
  return objective();
}

/** Gradient with respect to θ at the point of the last `valueAt`; the selected inverse stands afterwards. */
export function gradientHere(gradient: usize): void {
  differentiate();
  readGradient(gradient);
}

/** Derivatives with respect to every entry of every template, where `problem.gradient` says. */
export function differentiate(): void {
  if (active) {
    differentiateLeaves(residual);
    storeGradient();
  } else {
    findEffects();
    findGradient();
  }
}

/**
 * Derivatives, with respect to every entry of every template, of log|M| (+ log|R_X|²) + r²(θ, β)/σ² with β and σ² held, where
 * `problem.gradient` says. After the objective at the templates as they stand; the factor does not survive.
 *
 * With r² = d σ² the slopes of the profiled criterion are just these, so σ² enters in the place of r².
 */
export function differentiateAt(beta: usize, variance: f64): void {
  setFactorResults(logRandom, logFixed, problem.denominator * variance);
  if (active) {
    differentiateLeaves(residual, beta);
    storeGradient();
  } else {
    findEffectsAt(beta);
    findGradient();
  }
}

/** `gradientHere` with a Hessian (m×m): exact for models of small groups, else from the average information. */
export function informationHere(gradient: usize, hessian: usize): void {
  if (active) {
    gradientHere(gradient);
    hessianOfTheta(hessian);
    return;
  }
  findEffects();
  quadraticForms(hessian);
  findGradient();
  readGradient(gradient);
  averageInformation(hessian);
}
