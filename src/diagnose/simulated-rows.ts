import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import type { FittedModel } from '../fit/model.ts';
import { ownDraw } from '../inference/bootstrap/draw-generalised.ts';
import { responseDrawer } from '../inference/distributions/draw-family.ts';
import { randomStream } from '../inference/distributions/random.ts';

/** Simulated responses row by row, so that memory grows with the levels and not with the rows. */
export interface SimulatedRows {
  /** The observed response of a row, on the scale of the simulated ones. */
  observed(i: number): number;
  /** Writes the simulated responses of a row. */
  fill(i: number, row: Float64Array): void;
}

/** Expectation of every row: Xβ̂ + offset, with Zb̂ when the random effects are kept. */
function expectation({ design, random, fitted }: FittedModel, conditional: boolean): Float64Array {
  if (conditional) return fitted;
  const values = fitted.slice();
  random.forEach(({ effects }, t) => {
    const { codes, columns } = design.random[t];
    const k = columns.length;
    columns.forEach((column, c) => {
      for (let i = 0; i < values.length; i++) values[i] -= column[i] * effects[codes[i] * k + c];
    });
  });
  return values;
}

/** Adds the drawn effects of row i to the replicates. */
function addEffects(
  { design, random }: AnyFitted,
  effects: readonly Float64Array[],
  i: number,
  row: Float64Array,
): void {
  const nsim = row.length;
  for (let t = 0; t < effects.length; t++) {
    const { codes, columns } = design.random[t];
    const k = random[t].names.length;
    for (let c = 0; c < k; c++) {
      const from = (codes[i] * k + c) * nsim;
      const x = columns[c][i];
      for (let s = 0; s < nsim; s++) row[s] += x * effects[t][from + s];
    }
  }
}

type AnyFitted = FittedModel | FittedGeneralisedModel;

/** New random effects of all replicates, term by term: those of one coefficient of one level side by side. */
function drawEffects(model: AnyFitted, nsim: number, seed: number): Float64Array[] {
  // Covariances of generalised models are absolute.
  const scale = model.kind === 'glmm' ? 1 : model.sigma;
  const drawn = model.random.map(({ levels, names }) => {
    return new Float64Array(levels.length * names.length * nsim);
  });
  for (let s = 0; s < nsim; s++) {
    const { normal } = randomStream(seed, s);
    model.random.forEach(({ levels, names, template }, t) => {
      const k = names.length;
      const target = drawn[t];
      const u = new Float64Array(k);
      for (let l = 0; l < levels.length; l++) {
        for (let c = 0; c < k; c++) u[c] = scale * normal();
        for (let r = 0; r < k; r++) {
          let sum = 0;
          for (let c = 0; c <= r; c++) sum += template[c * k + r] * u[c];
          target[(l * k + r) * nsim + s] = sum;
        }
      }
    });
  }
  return drawn;
}

/** Responses of a linear model, as deviations from the expectation. */
function linearRows(
  model: FittedModel,
  nsim: number,
  seed: number,
  conditional: boolean,
): SimulatedRows {
  const { design, sigma } = model;
  const centre = expectation(model, conditional);
  const effects = conditional ? [] : drawEffects(model, nsim, seed);
  return {
    observed: (i) => design.y[i] - centre[i],
    fill: (i, row) => {
      const { normal } = randomStream(seed, nsim + i);
      const deviation = sigma / Math.sqrt(design.precisionWeights?.[i] ?? 1);
      for (let s = 0; s < nsim; s++) row[s] = deviation * normal();
      addEffects(model, effects, i, row);
    },
  };
}

function generalisedRows(
  model: FittedGeneralisedModel,
  nsim: number,
  seed: number,
  conditional: boolean,
): SimulatedRows {
  const { design, trials, linearPredictor } = model;
  const { distribution, predictor } = ownDraw(model);
  const draw = responseDrawer(distribution);
  const effects = conditional ? [] : drawEffects(model, nsim, seed);
  return {
    observed: (i) => design.y[i],
    fill: (i, row) => {
      const stream = randomStream(seed, nsim + i);
      row.fill(conditional ? linearPredictor[i] : predictor[i]);
      addEffects(model, effects, i, row);
      for (let s = 0; s < nsim; s++) row[s] = draw(stream, row[s], trials?.[i] ?? 1);
    },
  };
}

/** Effects take streams 0 … nsim − 1 of the seed, row i takes stream nsim + i. */
export function simulatedRows(
  model: AnyFitted,
  nsim: number,
  seed: number,
  conditional: boolean,
): SimulatedRows {
  return model.kind === 'glmm'
    ? generalisedRows(model, nsim, seed, conditional)
    : linearRows(model, nsim, seed, conditional);
}
