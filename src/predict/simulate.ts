import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { checkGroups } from '../fit/kept.ts';
import { checkOptionNames } from '../frame/frame-options.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { observationNoise } from './observation-noise.ts';
import { needsData, predictionRows } from './prediction-rows.ts';
import { simulateGeneralised } from './simulate-generalised.ts';
import type { SimulateOptions } from './simulate-options.ts';
import { type Simulated, simulateRows } from './simulate-rows.ts';
import { simulatedTerm } from './simulated-term.ts';

const optionNames = [
  'nsim',
  'seed',
  'conditional',
  'newdata',
  'allowNewLevels',
  'offset',
  'precisionWeights',
  'trials',
];

/**
 * Responses drawn from a fitted model, for its own rows or for new data: Xβ̂ + offset + Zb + e with new random effects
 * b ~ N(0, σ̂²ΛΛᵀ) and errors e ~ N(0, σ̂²/w), as R's `simulate`. All levels of new data are groups drawn anew, whatever
 * their names. Rows with missing cells give NaN.
 *
 * Of a generalised model: with linear predictors η = Xβ̂ + offset + Zb responses of its family, by exact methods: successes of the
 * trials, counts, numbers, or categories from 0, as `model.design.y` has them. NaN where η has no mean that the family allows, as an
 * inverse link below 0. `bootstrap` fits the same responses of the same seed.
 *
 * @throws `option` for a bad number, and for a model with frequency weights, whose rows are no single observations;
 *   `input`, `unknown-column` as `predict`; `no-rows-kept` for a loaded model without new data (see `bootstrap` for simulations that need
 *   no rows); `no-groups-kept` for `conditional` of a model saved without its groups
 */
export function simulate(model: AnyModel, options: SimulateOptions = {}): Simulated {
  checkOptionNames(options, optionNames);
  const { nsim = 1, seed = 1, conditional = false, newdata, allowNewLevels = false } = options;
  randomStream(seed);
  const own = newdata === undefined;
  if (conditional) checkGroups(model, 'simulations with the predicted effects');
  if (own && model.saved !== undefined) throw needsData('simulate', model);
  if (own && model.design?.frequencyWeights !== undefined) {
    throw new BlupError(
      'option',
      'the model has frequency weights: a row stands for several observations, which would differ; give the rows one by one as newdata',
    );
  }
  const groups = new Set(model.random.map(({ group }) => group));
  const rows = predictionRows(model, newdata, { columns: true, groups }, options.offset);
  if (model.kind === 'glmm') return simulateGeneralised(model, rows, options);
  if (options.trials !== undefined) {
    throw new BlupError('option', 'trials are for binomial models', { value: 'trials' });
  }
  const mean = rows.offset?.slice() ?? new Float64Array(rows.n);
  rows.fixed.forEach((column, j) => {
    const beta = model.fixed.estimates[j];
    for (let i = 0; i < mean.length; i++) mean[i] += beta * column[i];
  });
  const noise = observationNoise(model, rows, own, options.precisionWeights).values;
  const terms = model.random.map((_, t) =>
    simulatedTerm(model, rows, t, conditional, allowNewLevels),
  );
  const values = simulateRows(
    { mean, terms, sd: noise.map((v) => model.sigma * Math.sqrt(v)) },
    nsim,
    seed,
  );
  return { kind: 'simulated', responseName: model.responseName, n: rows.n, nsim, seed, values };
}
