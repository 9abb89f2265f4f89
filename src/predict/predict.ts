import { BlupError } from '../errors/blup-error.ts';
import { checkChoice } from '../errors/check-choice.ts';
import type { AnyModel } from '../fit/generalised-model.ts';
import { checkGroups } from '../fit/kept.ts';
import type { DataInput } from '../fit/lmer.ts';
import type { Model } from '../fit/model.ts';
import { checkOptionNames } from '../frame/frame-options.ts';
import { checkDdf } from '../inference/contrasts/ddf-method.ts';
import { checkLevel } from '../inference/level.ts';
import { checkCertified } from '../inference/terms/hypothesis.ts';
import { leftOut, newLevelRows } from './doubtful-rows.ts';
import { linearPredictor } from './linear-predictor.ts';
import { observationNoise } from './observation-noise.ts';
import { predictGeneralised } from './predict-generalised.ts';
import { predictionRows } from './prediction-rows.ts';
import { selectTerms, termParts } from './prediction-terms.ts';
import { uncertainty } from './prediction-uncertainty.ts';
import type { Predictions, PredictOptions } from './predictions.ts';

const optionNames = [
  'target',
  'scale',
  'interval',
  'level',
  'se',
  'ddf',
  'terms',
  'allowNewLevels',
  'offset',
  'precisionWeights',
];

/**
 * Predictions of a fitted model, for new data or for its own rows.
 *
 *     predict(model, schools, { target: 'newGroup', interval: 'observation', level: 0.9 })
 *
 * Targets: `population` is Xβ̂; `group` (the default) is Xβ̂ + Zb̂, for levels of the fit; `newGroup` has the fit of the
 * population and the variance of a group not seen. The offset is in all of them. Bases, contrasts and group means are those
 * of the fit.
 *
 * Standard errors are those of x'(β̂ − β) + z'(b̂ − b) from the joint covariance of all fixed and random effects (Henderson
 * 1975, Biometrics 31; the cross terms are in it), with the variance parameters taken as known; the effects of a new level
 * are independent of all others, with their estimated covariance. With `terms`, effects of the others are no part of the
 * mean. An observation always has all of them: those that are not predicted count as of a new group; σ²/w is added.
 *
 * Intervals are fit ± t · √variance with Satterthwaite's degrees of freedom of that very variance: see `rowVariances`.
 *
 * Generalised models: `group` is μ(Xβ̂ + Zb̂), `typical` is μ(Xβ̂), and `population` the mean over all groups, E μ(Xβ̂ + Zb) for b of
 * the estimated covariance, by one-dimensional quadrature; with `scale: 'link'` linear predictors, with
 * `scale: 'classes'` the chances of the categories of an ordinal response. Standard errors are by the delta method and carry the
 * uncertainty of the variances; those of `group` are of the joint covariance of random effects and all parameters (Kass & Steffey 1989, J. Am. Stat. Assoc. 84),
 * as glmmTMB's. Intervals are symmetric on the scale of the link.
 *
 * @param newdata anything that `lmer` takes; the response is not needed, nor grouping columns that the target does not
 *   use. Rows with missing cells get NaN and a notice
 * @throws `input` for unknown levels (unless `allowNewLevels`) and columns of another kind, `unknown-column`, `option`,
 *   `not-fitted` for standard errors of a fit that is not certified, `no-rows-kept` for a loaded model without new data,
 *   `no-groups-kept` for groups of a model saved without them
 */
export function predict(
  model: AnyModel,
  newdata?: DataInput,
  options: PredictOptions = {},
): Predictions {
  checkOptionNames(options, optionNames);
  if (model.kind === 'glmm') return predictGeneralised(model, newdata, options);
  if (options.scale !== undefined) {
    throw new BlupError('option', 'scale is for predictions of generalised models; leave it out', {
      value: options.scale,
    });
  }
  const { target = 'group', interval = 'none', level = 0.95, ddf = 'satterthwaite' } = options;
  const { se = interval !== 'none', allowNewLevels = false } = options;
  checkChoice('target', target, ['population', 'group', 'newGroup']);
  checkChoice('interval', interval, ['none', 'mean', 'observation']);
  checkLevel(level);
  checkDdf(ddf);
  if (ddf === 'kenward-roger' && interval !== 'none') checkKenwardRoger(model, target, interval);
  const selected = selectTerms(model, options.terms);
  if (target === 'group') checkGroups(model, 'predictions of groups');
  const rows = predictionRows(
    model,
    newdata,
    {
      columns: target !== 'population' || interval === 'observation',
      groups: new Set(
        target === 'group'
          ? model.random.filter((_, t) => selected[t]).map(({ group }) => group)
          : [],
      ),
    },
    options.offset,
  );
  const parts = termParts(model, rows, selected, target, allowNewLevels);
  const whole =
    newdata === undefined && target === 'group' && selected.every(Boolean)
      ? model.fitted
      : undefined;
  const fit = whole?.slice() ?? linearPredictor(model, rows, parts);
  const { skip, notices } = leftOut(fit, rows);
  const { flags, notices: levelNotices } = newLevelRows(model, parts, rows.n);
  const head = { kind: 'predictions', target, interval, level, ddf, fit } as const;
  const noise =
    interval === 'observation'
      ? observationNoise(model, rows, newdata === undefined, options.precisionWeights)
      : undefined;
  const tail = {
    ...(flags && { newLevels: flags }),
    notices: [...notices, ...levelNotices, ...(noise?.notices ?? [])],
  };
  if (!se && interval === 'none') return { ...head, ...tail };
  checkCertified(model);
  return {
    ...head,
    ...uncertainty(model, rows, parts, fit, skip, noise?.values, options),
    ...tail,
  };
}

function checkKenwardRoger(model: Model, target: string, interval: string): void {
  if (target !== 'population' || interval !== 'mean') {
    throw new BlupError(
      'option',
      'ddf "kenward-roger" is for the mean of the population; use "satterthwaite" for groups and observations',
      { value: target },
    );
  }
  if (model.method === 'REML') return;
  throw new BlupError('option', 'ddf "kenward-roger" needs a fit by REML: refitREML(model)', {
    value: model.method,
  });
}
