import { getF, getI, setF } from '../access';
import { allocF64, mark, release } from '../arena';
import { invertSelected } from '../factor/inverse';
import * as problem from '../model/problem';
import { size } from './criterion';
import { laplace } from './laplace';
import { covarianceBlocks, spreadInverse } from './leverage';
import { b } from './mode';
import * as rows from './rows';
import { sensitivities } from './sensitivity';
import { eta } from './working';

/**
 * What a fit hands out, in the engine's basis, factor by factor and level by level:
 *
 *     effects       Λû                                          q
 *     conditional   blocks of ΛM⁻¹Λᵀ                            Σ levels·K²
 *     response      J = ∂(Λû)/∂(β̃, θ, a), q for each parameter; see `sensitivities`
 *     predictor     η of each row as given
 */
export let effects: usize = 0;
export let conditional: usize = 0;
export let response: usize = 0;
export let predictor: usize = 0;

/**
 * Computes the results at the parameters of the last evaluation.
 *
 * @param changes of the covariance of the effects with each entry of θ, see `sensitivities`
 * @returns whether the mode was found
 */
export function findResults(changes: usize): bool {
  const q = problem.q;
  effects = allocF64(<f64>q);
  predictor = allocF64(<f64>rows.n);
  response = allocF64(<f64>q * <f64>size());
  memory.fill(response, 0, (<usize>q * <usize>size()) << 3);
  let blocks: f64 = 0;
  for (let f = 0; f < problem.factorCount; f++) {
    blocks += <f64>problem.levels(f) * <f64>(problem.size(f) * problem.size(f));
  }
  conditional = allocF64(blocks);
  const found = laplace() !== Infinity;
  memory.copy(effects, b, (<usize>q) << 3);
  for (let i = 0; i < rows.n; i++) setF(predictor, getI(rows.order, i), getF(eta, i));
  if (!found) return false;
  const before = mark();
  sensitivities(changes, response);
  invertSelected(false);
  spreadInverse();
  let at = conditional;
  for (let f = 0; f < problem.factorCount; f++) {
    const bytes = (<usize>(problem.levels(f) * problem.size(f) * problem.size(f))) << 3;
    memory.copy(at, covarianceBlocks(f), bytes);
    at += bytes;
  }
  release(before);
  return true;
}
