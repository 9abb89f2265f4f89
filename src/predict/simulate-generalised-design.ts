import type { DataInput } from '../fit/lmer.ts';
import { drawResponse } from '../inference/bootstrap/draw-generalised.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { type GeneralisedParameters, openGeneralisedDesign } from './generalised-design.ts';
import { checkDraws, type Simulated } from './simulate-rows.ts';

export interface SimulateGeneralisedDesignOptions extends GeneralisedParameters {
  /** Number of responses; default 1. */
  readonly nsim?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** `simulateDesign` of a generalised model. Response r takes the streams of response r of `simulate`. */
export function simulateGeneralisedDesign(
  formula: string,
  data: DataInput,
  options: SimulateGeneralisedDesignOptions,
): Simulated {
  const { nsim = 1, seed = 1, ...given } = options;
  randomStream(seed);
  const { design, draw } = openGeneralisedDesign(formula, data, given);
  const { n, responseName } = design;
  checkDraws(nsim, n);
  const values = new Float64Array(n * nsim);
  for (let r = 0; r < nsim; r++) values.set(drawResponse(draw, seed, r).y, r * n);
  return { kind: 'simulated', responseName, n, nsim, seed, values };
}
