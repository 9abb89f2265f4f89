import type { GeneralisedModel } from '../fit/generalised-model.ts';
import type { PredictionRows } from './prediction-rows.ts';

/** T'z of each term that takes part, and its place among the model's parameters. */
export interface Deviation {
  readonly s: number;
  /** ∂s/∂(β, θ, auxiliary), of θ alone. */
  readonly slopes: Float64Array;
}

/** The deviation of z'b over the population, and how it goes with θ: s² = Σ‖T'z‖². */
export function deviationOf(
  model: GeneralisedModel,
  rows: PredictionRows,
  selected: readonly boolean[],
  i: number,
  size: number,
): Deviation {
  const slopes = new Float64Array(size);
  let square = 0;
  let next = model.fixed.names.length;
  model.random.forEach(({ template, names }, t) => {
    const k = names.length;
    for (let c = 0; c < k; c++) {
      let w = 0;
      for (let r = c; r < k; r++) w += template[c * k + r] * rows.terms[t].columns[r][i];
      for (let r = c; r < k; r++) {
        if (selected[t]) slopes[next] = w * rows.terms[t].columns[r][i];
        next++;
      }
      if (selected[t]) square += w * w;
    }
  });
  const s = Math.sqrt(square);
  return { s, slopes: s > 0 ? slopes.map((x) => x / s) : slopes.fill(0) };
}
