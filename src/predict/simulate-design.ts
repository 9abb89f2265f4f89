import type { Design } from '../design/design.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { DataInput } from '../fit/lmer.ts';
import { checkOptionNames } from '../frame/frame-options.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { type DesignParameters, parameterNames } from './design-parameters.ts';
import { type GivenParameters, givenBeta, givenRoots, givenSigma } from './given-parameters.ts';
import { openDesign } from './open-design.ts';
import {
  type SimulateGeneralisedDesignOptions,
  simulateGeneralisedDesign,
} from './simulate-generalised-design.ts';
import { type Simulated, simulateRows } from './simulate-rows.ts';

export interface SimulateDesignOptions extends DesignParameters {
  /** Number of responses; default 1. */
  readonly nsim?: number;
  /** Default 1. */
  readonly seed?: number;
}

/** Responses of a design with given parameters. */
export function drawDesign(
  design: Design,
  given: GivenParameters,
  nsim: number,
  seed: number,
): Float64Array {
  const beta = givenBeta(design, given.beta);
  const sigma = givenSigma(given);
  const roots = givenRoots(design, given);
  const mean = design.offset?.slice() ?? new Float64Array(design.n);
  design.fixed.columns.forEach((column, j) => {
    for (let i = 0; i < mean.length; i++) mean[i] += beta[j] * column[i];
  });
  const weights = design.precisionWeights;
  return simulateRows(
    {
      mean,
      terms: design.random.map(({ columns, codes, levels }, t) => ({
        columns,
        codes,
        levels: levels.length,
        root: roots[t],
      })),
      sd: Float64Array.from(mean, (_, i) => sigma / Math.sqrt(weights?.[i] ?? 1)),
    },
    nsim,
    seed,
  );
}

/**
 * Responses of a design with given parameters, without a fit:
 *
 *     simulateDesign('y ~ treatment + (1 | school)', plan, { beta: { treatment: 0.4 }, sd: { school: 0.5 }, sigma: 1 })
 *
 * With `family` (and `link`, `trials`, `dispersion`) responses of a generalised model, coded as `simulate` has them:
 *
 *     simulateDesign('~ treatment + (1 | school)', plan, { family: 'binomial', beta: { treatment: 0.8 }, sd: { school: 0.5 } })
 *
 * The data hold predictors and groups; the response column may be missing. Rows with missing cells are left out, as in a fit.
 *
 * @throws `option` for unknown names, missing or impossible parameters; as `lmer` for formula and data
 */
export function simulateDesign(
  formula: string,
  data: DataInput,
  options: SimulateDesignOptions | SimulateGeneralisedDesignOptions,
): Simulated {
  if ('family' in options) return simulateGeneralisedDesign(formula, data, options);
  checkOptionNames(options, [...parameterNames, 'nsim', 'seed']);
  const { nsim = 1, seed = 1 } = options;
  randomStream(seed);
  const { design } = openDesign(formula, data, options);
  if (design.frequencyWeights !== undefined) {
    throw new BlupError(
      'option',
      'with frequency weights a row stands for several observations, which would differ; give the rows one by one',
    );
  }
  const values = drawDesign(design, options, nsim, seed);
  const { n, responseName } = design;
  return { kind: 'simulated', responseName, n, nsim, seed, values };
}
