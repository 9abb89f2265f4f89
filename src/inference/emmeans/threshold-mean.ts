import type { GeneralisedModel } from '../../fit/generalised-model.ts';

/** The mean of the thresholds of an ordinal model, with its derivatives by the auxiliary parameters. */
interface ThresholdMean {
  readonly mean: number;
  readonly slopes: Float64Array;
}

/**
 * The mean threshold: minus it is the constant of the latent variable, so that 0 lies in the middle of the thresholds (as R's emmeans
 * with mode "latent"). Thresholds are a₁, a₁ + e^{a₂}, a₁ + e^{a₂} + e^{a₃} …
 */
export function thresholdMean({ auxiliary }: GeneralisedModel): ThresholdMean {
  const count = auxiliary.length;
  let mean = auxiliary[0];
  const slopes = auxiliary.map((a, k) => {
    if (k === 0) return 1;
    const slope = (Math.exp(a) * (count - k)) / count;
    mean += slope;
    return slope;
  });
  return { mean, slopes };
}
