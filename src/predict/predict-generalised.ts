import { BlupError } from '../errors/blup-error.ts';
import { checkChoice } from '../errors/check-choice.ts';
import { inverseLink, meanSlope } from '../family/link.ts';
import type { GeneralisedModel, JointUncertainty } from '../fit/generalised-model.ts';
import { checkGroups } from '../fit/kept.ts';
import type { DataInput } from '../fit/lmer.ts';
import { tQuantile } from '../inference/distributions/student-t.ts';
import { checkLevel } from '../inference/level.ts';
import { bilinear, checkCertified } from '../inference/terms/hypothesis.ts';
import { deviationOf } from './deviation.ts';
import { leftOut, newLevelRows } from './doubtful-rows.ts';
import { type GroupUncertainty, groupUncertainty } from './group-uncertainty.ts';
import { linearPredictor } from './linear-predictor.ts';
import { linkOf } from './link-of.ts';
import { populationMean } from './population-mean.ts';
import { predictClasses } from './predict-classes.ts';
import { type PredictionRows, predictionRows } from './prediction-rows.ts';
import { selectTerms, termParts } from './prediction-terms.ts';
import type { Predictions, PredictOptions } from './predictions.ts';

/** Options that linear models alone have. */
const LINEAR = ['ddf', 'precisionWeights'] as const;

/** Fit, standard error of it, and standard error on the scale of the link, on which intervals are symmetric. */
interface Predicted {
  readonly fit: Float64Array;
  readonly se: Float64Array;
  readonly linkSe: Float64Array;
}

function predictRows(
  model: GeneralisedModel,
  rows: PredictionRows,
  eta: Float64Array,
  selected: readonly boolean[],
  averaged: boolean,
  onLink: boolean,
  withSe: boolean,
  groups: GroupUncertainty | undefined,
): Predicted {
  const { link, covariance } = model;
  const p = model.fixed.names.length;
  const size = covariance === undefined ? 0 : Math.round(Math.sqrt(covariance.length));
  const fit = new Float64Array(rows.n);
  const se = new Float64Array(rows.n);
  const linkSe = new Float64Array(rows.n);
  for (let i = 0; i < rows.n; i++) {
    const slopes = new Float64Array(size);
    let bySlope = 1;
    if (averaged) {
      const { s, slopes: byTheta } = deviationOf(
        model,
        rows,
        selected,
        i,
        size || p + model.theta.length,
      );
      const { mean, byEta, byDeviation } = populationMean(link, eta[i], s);
      fit[i] = mean;
      bySlope = byEta;
      for (let k = p; k < size; k++) slopes[k] = byDeviation * byTheta[k];
    } else {
      fit[i] = onLink ? eta[i] : inverseLink(link, eta[i]);
      if (!onLink) bySlope = meanSlope(link, eta[i]);
    }
    if (!withSe || covariance === undefined) continue;
    for (let j = 0; j < p; j++) slopes[j] = bySlope * rows.fixed[j][i];
    groups?.addSlopes(slopes, i, bySlope);
    const given = bySlope ** 2 * (groups?.conditional[i] ?? 0);
    se[i] = Math.sqrt(bilinear(covariance, slopes, slopes, size) + given);
    linkSe[i] = onLink
      ? se[i]
      : se[i] / Math.abs(meanSlope(link, averaged ? linkOf(link, fit[i]) : eta[i]));
  }
  return { fit, se, linkSe };
}

function checkOptions(model: GeneralisedModel, options: PredictOptions): void {
  const own = LINEAR.find((name) => options[name] !== undefined);
  if (own !== undefined) {
    throw new BlupError('option', `${own} is for predictions of linear models; leave it out`, {
      value: own,
    });
  }
  const { target = 'group', interval = 'none', scale = 'response' } = options;
  checkChoice('target', target, ['group', 'population', 'typical']);
  checkChoice('interval', interval, ['none', 'mean']);
  checkChoice('scale', scale, ['response', 'link', 'classes']);
  if (model.family !== 'ordinal' && scale === 'classes') {
    throw new BlupError('option', 'scale "classes" is for ordinal models', { value: model.family });
  }
  if (model.family === 'ordinal' && scale === 'response') {
    throw new BlupError(
      'option',
      'an ordinal response has no mean; predict the chances of its categories with scale: "classes", or its linear predictor with scale: "link"',
      { value: scale },
    );
  }
}

function jointOf({ joint, formula }: GeneralisedModel): JointUncertainty {
  if (joint !== undefined) return joint;
  throw new BlupError(
    'saved-model',
    'the saved model lacks what standard errors of single groups need; fit it to the data and save it again',
    { value: formula },
  );
}

/** Chances lie between 0 and 1: limits are symmetric on the scale of the logit. */
function chanceLimits(fit: Float64Array, se: Float64Array, half: number): Float64Array[] {
  return [-1, 1].map((side) =>
    fit.map((p, i) => {
      if (!(p > 0 && p < 1)) return p;
      return inverseLink('logit', Math.log(p / (1 - p)) + (side * half * se[i]) / (p * (1 - p)));
    }),
  );
}

/** Predictions of a generalised model: see `predict`. */
export function predictGeneralised(
  model: GeneralisedModel,
  newdata: DataInput | undefined,
  options: PredictOptions,
): Predictions {
  checkOptions(model, options);
  const { target = 'group', interval = 'none', scale = 'response', level = 0.95 } = options;
  checkLevel(level);
  const { se = interval !== 'none', allowNewLevels = false } = options;
  const averaged = target === 'population' && scale !== 'link';
  const selected = selectTerms(model, options.terms);
  if (target === 'group') checkGroups(model, 'predictions of groups');
  const rows = predictionRows(
    model,
    newdata,
    {
      columns: target === 'group' || averaged,
      groups: new Set(
        target === 'group'
          ? model.random.filter((_, t) => selected[t]).map(({ group }) => group)
          : [],
      ),
    },
    options.offset,
  );
  const parts = termParts(model, rows, selected, target, allowNewLevels);
  const eta = linearPredictor(model, rows, parts);
  const { skip, notices } = leftOut(eta, rows);
  const { flags, notices: levelNotices } = newLevelRows(model, parts, rows.n);
  if (se) checkCertified(model);
  const groups =
    se && target === 'group'
      ? groupUncertainty(model, jointOf(model), rows, parts, skip)
      : undefined;
  if (scale === 'classes') {
    const { fit, se: errors } = predictClasses(model, rows, eta, selected, averaged, se, groups);
    const half = tQuantile((1 - level) / 2, Number.POSITIVE_INFINITY);
    const [lower, upper] = interval === 'none' ? [] : chanceLimits(fit, errors, half);
    return {
      kind: 'predictions',
      target,
      interval,
      level,
      ddf: 'none',
      scale,
      categories: model.categories ?? [],
      fit,
      ...(se && { se: errors }),
      ...(lower && upper && { df: fit.map(() => Number.POSITIVE_INFINITY), lower, upper }),
      ...(flags && { newLevels: flags }),
      notices: [...notices, ...levelNotices],
    };
  }
  const onLink = scale === 'link';
  const {
    fit,
    se: errors,
    linkSe,
  } = predictRows(model, rows, eta, selected, averaged, onLink, se, groups);
  const half = tQuantile((1 - level) / 2, Number.POSITIVE_INFINITY);
  const limit = (side: number) =>
    fit.map((value, i) => {
      if (onLink) return value + side * half * errors[i];
      const centre = averaged ? linkOf(model.link, value) : eta[i];
      return inverseLink(model.link, centre + side * half * linkSe[i]);
    });
  // A link that falls turns the limits round.
  const [lower, upper] = interval === 'none' ? [] : [limit(-1), limit(1)];
  const turned = lower?.some((x, i) => x > (upper?.[i] ?? x));
  return {
    kind: 'predictions',
    target,
    interval,
    level,
    ddf: 'none',
    scale,
    fit,
    ...(se && { se: errors }),
    ...(interval !== 'none' && {
      df: fit.map(() => Number.POSITIVE_INFINITY),
      ...(lower && upper && { lower: turned ? upper : lower, upper: turned ? lower : upper }),
    }),
    ...(flags && { newLevels: flags }),
    notices: [...notices, ...levelNotices],
  };
}
