import { dofModel } from '../effects/log-lik.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel, FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { checkGeneralised, withRows } from '../fit/kept.ts';
import { chiSquaredTail } from '../inference/distributions/chi-squared.ts';

/** Pearson's statistic beside its degrees of freedom. */
export interface Overdispersion {
  readonly kind: 'overdispersion';
  /** Σ of squared Pearson residuals, each divided by φ̂ where the family estimates it. */
  readonly statistic: number;
  /** Rows minus estimated parameters. */
  readonly df: number;
  /** statistic / df: near 1 when the variance is as the family says. */
  readonly ratio: number;
  /** P(χ²_df > statistic). */
  readonly p: number;
}

function fittedRows(model: AnyModel, what: string): FittedGeneralisedModel {
  checkGeneralised(model, what);
  return withRows(model, what) as FittedGeneralisedModel;
}

/**
 * Whether responses vary more than their family allows: Pearson's χ² given the random effects, against its degrees of freedom
 * (McCullagh & Nelder 1989, §4.5). Rough where means are small.
 *
 * @throws `input` for 0/1 and ordinal responses, which cannot be overdispersed; `model-kind`, `no-rows-kept`
 */
export function overdispersion(model: AnyModel): Overdispersion {
  const whole = fittedRows(model, 'overdispersion()');
  const { family, trials, pearson, sigma } = whole;
  if (family === 'ordinal' || (family === 'binomial' && trials === undefined)) {
    throw new BlupError(
      'input',
      'single outcomes of 0 and 1, or categories, have no variance of their own; overdispersion is for counts and for several trials',
      { value: family },
    );
  }
  const weights = whole.design.frequencyWeights;
  let statistic = 0;
  for (let i = 0; i < pearson.length; i++) {
    statistic += ((weights?.[i] ?? 1) * pearson[i] ** 2) / sigma ** 2;
  }
  const df = model.nobs - dofModel(model);
  return {
    kind: 'overdispersion',
    statistic,
    df,
    ratio: statistic / df,
    p: chiSquaredTail(statistic, df),
  };
}

/** Zeros observed, and expected given the random effects. */
export interface ZeroCheck {
  readonly kind: 'zero-check';
  readonly observed: number;
  readonly expected: number;
  /** observed / expected: above 1 there are more zeros than the family explains. */
  readonly ratio: number;
}

/**
 * Zeros among counts beside those that the model expects: Σ P(y = 0).
 *
 * @throws `input` for responses that are no counts; `model-kind`, `no-rows-kept`
 */
export function zeroCheck(model: AnyModel): ZeroCheck {
  const { family, fitted, design, dispersion } = fittedRows(model, 'zeroCheck()');
  const d = dispersion?.estimate ?? 1;
  const chances = {
    poisson: (mu: number) => Math.exp(-mu),
    'negative-binomial-1': (mu: number) => Math.exp((-mu / d) * Math.log1p(d)),
    'negative-binomial-2': (mu: number) => Math.exp(-d * Math.log1p(mu / d)),
  };
  if (
    family !== 'poisson' &&
    family !== 'negative-binomial-1' &&
    family !== 'negative-binomial-2'
  ) {
    throw new BlupError('input', `zeros are checked of counts, not of family ${family}`, {
      value: family,
    });
  }
  const chance = chances[family];
  let observed = 0;
  let expected = 0;
  fitted.forEach((mu, i) => {
    const weight = design.frequencyWeights?.[i] ?? 1;
    if (design.y[i] === 0) observed += weight;
    expected += weight * chance(mu);
  });
  return { kind: 'zero-check', observed, expected, ratio: observed / expected };
}
