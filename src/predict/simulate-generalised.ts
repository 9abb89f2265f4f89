import { BlupError } from '../errors/blup-error.ts';
import type { GeneralisedModel } from '../fit/generalised-model.ts';
import { unknownColumn } from '../frame/used-columns.ts';
import {
  distributionOf,
  drawResponse,
  fixedPredictor,
} from '../inference/bootstrap/draw-generalised.ts';
import type { PredictionRows } from './prediction-rows.ts';
import type { SimulateOptions } from './simulate-options.ts';
import { checkDraws, type Simulated } from './simulate-rows.ts';
import { simulatedTerm } from './simulated-term.ts';

function trialColumn({ table }: PredictionRows, name: string): Float64Array | undefined {
  const column = table?.columns.get(name);
  if (table !== undefined && column === undefined) throw unknownColumn(name, table);
  return column?.kind === 'numeric' ? column.values : undefined;
}

/** Trials of each row: the model's own, or those given with new data. */
function trialsOf(
  model: GeneralisedModel,
  rows: PredictionRows,
  { newdata, trials }: SimulateOptions,
): ArrayLike<number> | undefined {
  if (newdata === undefined) {
    if (trials === undefined) return model.trials;
    throw new BlupError('option', 'trials go with new data; the rows of the model have their own');
  }
  if (trials === undefined) return undefined;
  if (model.family !== 'binomial') {
    throw new BlupError('option', `trials are for family binomial, not ${model.family}`, {
      value: model.family,
    });
  }
  const values = typeof trials === 'string' ? trialColumn(rows, trials) : trials;
  if (values?.length === rows.n) {
    const bad = Array.from(values).findIndex((x) => !(Number.isSafeInteger(x) && x >= 0));
    if (bad < 0) return values;
    throw new BlupError(
      'option',
      `trials must be whole numbers: ${values[bad]} in row ${bad + 1}`,
      {
        value: values[bad],
      },
    );
  }
  throw new BlupError(
    'option',
    `trials must be a column of numbers of the new data, or ${rows.n} numbers, one for each row`,
    { value: values?.length },
  );
}

/** Responses of a generalised model: see `simulate`. */
export function simulateGeneralised(
  model: GeneralisedModel,
  rows: PredictionRows,
  options: SimulateOptions,
): Simulated {
  const { nsim = 1, seed = 1, conditional = false, allowNewLevels = false } = options;
  if (options.precisionWeights !== undefined) {
    throw new BlupError('option', 'precisionWeights are for linear models; leave them out', {
      value: 'precisionWeights',
    });
  }
  const { n } = rows;
  checkDraws(nsim, n);
  const given = trialsOf(model, rows, options);
  const values = new Float64Array(n * nsim);
  const draw = {
    distribution: distributionOf(model),
    predictor: fixedPredictor(model.fixed.estimates, rows.fixed, rows.offset, n),
    terms: model.random.map((_, t) => simulatedTerm(model, rows, t, conditional, allowNewLevels)),
    ...(given && { trials: Float64Array.from(given) }),
  };
  for (let i = 0; i < nsim; i++) values.set(drawResponse(draw, seed, i).y, i * n);
  const { responseName, categories } = model;
  return {
    kind: 'simulated',
    responseName,
    n,
    nsim,
    seed,
    ...(categories && { categories }),
    values,
  };
}
