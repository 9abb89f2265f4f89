// What simulation, bootstrap, prediction and influence ask of a fitted model, beside all calls of the core. A binary of its own, so that a page that fits and
// prints does not carry it.
import { drawResponse, prepareDraw, setResponse } from '../draw/response';
import { refit } from '../fit/fit';
import { fixedEffects } from '../model/effects';
import { count as parameterCount } from '../model/parameters';

export { fillNormal } from '../draw/random';
export { rank as productsRank, rootPanel, timesRoot } from '../draw/root';
export * from '../index';
export { drawResponse, prepareDraw, setResponse };

/** Minimises from θ, in place, without certificate and results; β̃ goes to `fixed`. */
export function reoptimise(theta: usize, fixed: usize): i32 {
  const outcome = refit(parameterCount, theta);
  fixedEffects(fixed);
  return outcome;
}

export { covariance } from '../predict/covariance';
export { deleteRows, findAllEffects, prepareDeletions } from '../predict/deletion';
export {
  eliminatePanel,
  factorVariances,
  oneVariance,
  prepareVariances,
  variancesOf,
} from '../predict/variance';
export { prepareSelected, selectedBlocks } from './selected-blocks';
