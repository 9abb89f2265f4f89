import type { FittedGeneralisedModel, GeneralisedModel } from '../fit/generalised-model.ts';
import { keptColumns } from '../fit/kept.ts';

/** The mean of products of two columns, a row counted as often as it stands for. */
function meanProduct(a: Float64Array, b: Float64Array, counts: Float64Array | undefined): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    const count = counts?.[i] ?? 1;
    sum += count * a[i] * b[i];
    total += count;
  }
  return sum / total;
}

function linearPart(model: FittedGeneralisedModel): Float64Array {
  const { fixed, n } = model.design;
  const values = new Float64Array(n);
  keptColumns(model, fixed.names).forEach((j, k) => {
    const column = fixed.columns[j];
    for (let i = 0; i < n; i++) values[i] += model.fixed.estimates[k] * column[i];
  });
  return values;
}

/** Variance of Xβ̂ of a generalised model over its rows, offsets left out. */
export function fixedVariance(model: GeneralisedModel): number {
  if (model.saved !== undefined) return model.saved.facts.fixedVariance;
  const part = linearPart(model);
  // From the first value on, so that a constant varies by nothing at all.
  const values = part.map((x) => x - part[0]);
  const counts = model.design.frequencyWeights;
  const mean = meanProduct(values, new Float64Array(values.length).fill(1), counts);
  const deviations = values.map((x) => x - mean);
  return meanProduct(deviations, deviations, counts);
}

/** Of each random term the mean over the rows of zᵀΣz, the variance that it gives to the linear predictor. */
export function randomVariances(model: GeneralisedModel): Float64Array {
  if (model.saved !== undefined) return model.saved.facts.randomVariances;
  const { random, frequencyWeights } = model.design;
  return Float64Array.from(model.random, ({ covariance }, t) => {
    const { columns } = random[t];
    const k = columns.length;
    let sum = 0;
    for (let r = 0; r < k; r++) {
      for (let c = 0; c < k; c++) {
        sum += covariance[c * k + r] * meanProduct(columns[r], columns[c], frequencyWeights);
      }
    }
    return sum;
  });
}
