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
  findEffects();
  findGradient();
  readGradient(gradient);
}

/** `gradientHere` with an approximate Hessian (m×m) from the average information. */
export function informationHere(gradient: usize, hessian: usize): void {
  findEffects();
  quadraticForms(hessian);
  findGradient();
  readGradient(gradient);
  averageInformation(hessian);
}
