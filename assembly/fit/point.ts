import { residual } from '../factor/cholesky';
import { hessianOfTheta, storeGradient } from '../leaf/derivatives';
import { differentiateLeaves } from '../leaf/evaluate';
import { active } from '../leaf/groups';
import { findEffects } from '../model/effects';
import { findGradient } from '../model/gradient';
import { averageInformation, quadraticForms } from '../model/information';
import { objective } from '../model/objective';
import { readGradient, setTheta } from '../model/parameters';

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
