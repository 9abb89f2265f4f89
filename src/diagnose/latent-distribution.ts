import { BlupError } from '../errors/blup-error.ts';
import type { LinkName } from '../family/family.ts';
import type { AnyModel, GeneralisedModel } from '../fit/generalised-model.ts';

const variances: { readonly [link in LinkName]?: number } = {
  logit: Math.PI ** 2 / 3,
  probit: 1,
  cloglog: Math.PI ** 2 / 6,
};

function varianceOf({ family, link }: GeneralisedModel): number | undefined {
  return family === 'binomial' || family === 'ordinal' ? variances[link] : undefined;
}

/** Whether shares of variance can be had: of linear models, and of those with a latent variable. */
export function hasLatentScale(model: AnyModel): boolean {
  return model.kind === 'lmm' || varianceOf(model) !== undefined;
}

/**
 * Variance of the latent distribution of a binomial or ordinal model.
 *
 * @throws `input` for families and links without a latent variable of finite variance
 */
export function latentDistribution(model: GeneralisedModel): number {
  const variance = varianceOf(model);
  if (variance !== undefined) return variance;
  const { family, link } = model;
  throw new BlupError(
    'input',
    `family ${family} with link ${link} has no latent variable; this is for binomial and ordinal models with link logit, probit or cloglog`,
    { value: family },
  );
}
