import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import {
  checkCollinearity,
  checkOptimum,
  checkRanef,
  checkSimulated,
  checkSingular,
  pText,
} from './checks.ts';
import type { Influence } from './influence-record.ts';
import type { CheckItem, CheckOptions, ModelCheck } from './model-check.ts';
import { overdispersion } from './overdispersion.ts';
import { qqRanef } from './qq.ts';
import { type SimulatedResiduals, simulatedResiduals } from './simulated-residuals.ts';

/** Pearson's statistic, for families whose variance follows from the mean and whose rows can show it. */
function checkDispersion(model: FittedGeneralisedModel): CheckItem[] {
  const { family, trials } = model;
  const single = family === 'binomial' && trials === undefined;
  if (single || (family !== 'binomial' && family !== 'poisson')) return [];
  const { statistic, df, ratio, p } = overdispersion(model);
  const numbers = `Pearson's chi-squared ${statistic.toFixed(1)} on ${df} degrees of freedom, ratio ${ratio.toFixed(2)}, ${pText(p)}`;
  if (p >= 0.05) {
    return [
      {
        check: 'dispersion',
        verdict: 'fine',
        text: `Given the random effects the responses vary no more than the family says (${numbers}).`,
      },
    ];
  }
  const remedy =
    family === 'poisson'
      ? 'a negative binomial family, or a random effect for each row, takes it up'
      : 'a random effect for each row takes it up';
  return [
    {
      check: 'dispersion',
      verdict: ratio > 1.5 ? 'problem' : 'look',
      text: `The responses vary more than the family says (${numbers}); ${remedy}. Standard errors are too small otherwise.`,
    },
  ];
}

function checkZeros({ zeros }: SimulatedResiduals): CheckItem[] {
  if (zeros === undefined) return [];
  const { observed, expected, statistic, p } = zeros;
  const numbers = `${observed} observed, ${expected.toFixed(1)} expected, ratio ${statistic.toFixed(2)}, ${pText(p)}`;
  return [
    p >= 0.05
      ? {
          check: 'zeros',
          verdict: 'fine',
          text: `There are as many zeros as the model expects (${numbers}).`,
        }
      : {
          check: 'zeros',
          verdict: 'look',
          text: `There are ${statistic > 1 ? 'more' : 'fewer'} zeros than the model expects (${numbers}).`,
        },
  ];
}

/**
 * `checkModel` of a generalised model. Residuals of counts and categories are not normal: responses simulated from the model stand in for them.
 *
 * @param deleted groups left out, with what is to be said of them
 */
export function checkGeneralisedModel(
  model: FittedGeneralisedModel,
  { nsim = 250, seed = 1 }: CheckOptions,
  deleted: readonly [Influence, CheckItem] | undefined,
): ModelCheck {
  const ranef = qqRanef(model, { seed });
  const simulated = simulatedResiduals(model, { nsim, seed });
  return {
    formula: model.formula,
    items: [
      checkOptimum(model),
      checkSingular(model),
      ...(model.certificate.certified ? [checkCollinearity(model)] : []),
      ...checkDispersion(model),
      ...checkZeros(simulated),
      ...ranef.map(checkRanef),
      checkSimulated(simulated),
      ...(deleted === undefined ? [] : [deleted[1]]),
    ],
    ranef,
    simulated,
    ...(deleted !== undefined && { influence: deleted[0] }),
  };
}
