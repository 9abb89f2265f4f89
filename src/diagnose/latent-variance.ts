import type { AnyModel } from '../fit/generalised-model.ts';
import { checkGeneralised } from '../fit/kept.ts';
import { varianceParts } from './variance-parts.ts';

/** Parts of the variance of the latent response, and their shares. */
export interface LatentVariance {
  readonly kind: 'latent-variance';
  /** Variance of Xβ̂ over the rows. */
  readonly fixed: number;
  /** Variance of z'b of each grouping factor, its mean over the rows; of a random intercept its variance. */
  readonly random: readonly { readonly group: string; readonly variance: number }[];
  /** Variance of the latent distribution: π²/3 logit, 1 probit, π²/6 cloglog. */
  readonly distribution: number;
  /** Share of each factor in the variance that the fixed effects leave (intraclass correlation, variance partition coefficient). */
  readonly icc: readonly { readonly group: string; readonly icc: number }[];
  /** Share of the fixed effects (Nakagawa & Schielzeth 2013). */
  readonly r2Marginal: number;
  /** Share of fixed and random effects. */
  readonly r2Conditional: number;
}

/**
 * Variance of a binomial or ordinal model on the scale of a latent variable whose threshold gives the response: intraclass correlations
 * and R² (Nakagawa, Johnson & Schielzeth 2017, J. R. Soc. Interface 14).
 *
 * @throws `input` for families and links without a latent variable of finite variance; `model-kind`, `no-rows-kept`
 */
export function latentVariance(model: AnyModel): LatentVariance {
  checkGeneralised(model, 'latentVariance()');
  const { fixed, random: terms, residual: distribution } = varianceParts(model);
  const groups = new Map<string, number>();
  model.random.forEach(({ group }, t) => {
    groups.set(group, (groups.get(group) ?? 0) + terms[t]);
  });
  const random = Array.from(groups, ([group, variance]) => ({ group, variance }));
  const between = random.reduce((sum, { variance }) => sum + variance, 0);
  const total = fixed + between + distribution;
  return {
    kind: 'latent-variance',
    fixed,
    random,
    distribution,
    icc: random.map(({ group, variance }) => ({ group, icc: variance / (between + distribution) })),
    r2Marginal: fixed / total,
    r2Conditional: (fixed + between) / total,
  };
}
