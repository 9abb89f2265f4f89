import { findMode } from '../generalised/mode';
import * as working from '../generalised/working';
import * as problem from '../model/problem';
import * as groups from './groups';
import { prepareGroups } from './integrate';
import * as outer from './outer';
import { differentiateOuter, prepareOuterAdjoint } from './outer-adjoint';
import {
  averageOuter,
  integrateOuter,
  prepareOuterIntegrals,
  prepareOuterRule,
} from './outer-rule';
import { prepareProfile, profileGroup } from './profile';

/**
 * Two nested factors by nested adaptive quadrature (Rabe-Hesketh, Skrondal & Pickles 2005): given the effects u of an outer group the
 * inner groups within it are independent, so its likelihood is an integral over u of a product of inner integrals, each found
 * adaptively anew at every outer node.
 *
 * The outer rule is centred at the joint mode and scaled by S = M_AA − Σ M_Ac M_cc⁻¹ M_cA, the curvature of the outer effects with
 * the inner ones profiled out. With S̄ the adjoint of S, M̄ of the joint M is RᵀS̄R, R = (I, −W_cᵀ), W_c = M_cc⁻¹M_cA; so a row meets it
 * as r = s_A − W_cᵀs_B, and the rest is the algebra of one factor with the joint mode in the place of û. One node gives
 * Laplace's approximation.
 */

/** Room for the integrals of an inner factor whose levels lie within those of an outer one. */
export function prepareNested(inner: i32, around: i32, points: i32): void {
  prepareOuterRule(problem.size(around), points);
  prepareGroups(inner, points);
  outer.findOuterGroups(around, inner);
  prepareProfile();
  prepareOuterIntegrals();
  prepareOuterAdjoint();
}

/** The log-likelihood without base, its adjoints of η, of the inner s and of a; −∞ when a mode is not found. */
export function integrateNested(etaAdjoint: usize, scaledAdjoint: usize, slopes: usize): f64 {
  if (!findMode()) return -Infinity;
  working.differentiateRows();
  groups.scaleRows(outer.factor, outer.s);
  let total: f64 = 0;
  for (let j = 0; j < outer.count; j++) {
    if (!profileGroup(j)) return -Infinity;
    const value = integrateOuter(j);
    if (!(value > -Infinity)) return -Infinity;
    total += value;
    averageOuter(j, scaledAdjoint, slopes);
    differentiateOuter(j, etaAdjoint, scaledAdjoint, slopes);
  }
  return total;
}
