// The calls of the binary for inference: all of the core (assembly/index.ts), and what simulation (draw/), bootstrap (`reoptimise`),
// prediction (predict/) and influence (selected-blocks.ts) ask of a fitted model. A binary of its own, so that a page that fits and prints
// does not carry it. Kenward and Roger's sums, the rest of this folder, are in the core: `summary` prints them.
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

export {
  eliminatePanel,
  factorVariances,
  oneVariance,
  prepareVariances,
  variancesOf,
} from '../predict/variance';
export { prepareSelected, selectedBlocks } from './selected-blocks';
