import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel, GeneralisedModel } from '../fit/generalised-model.ts';
import { confint } from '../inference/intervals/confint.ts';
import type { Interval } from '../inference/intervals/interval.ts';
import type { Estimate } from '../inference/parameters/estimate.ts';
import { ownNames } from '../inference/parameters/generalised-parameters.ts';
import type { ParameterFunction } from '../inference/parameters/parameter-function.ts';
import { parameterSpace } from '../inference/parameters/parameter-space.ts';
import { latentDistribution } from './latent-distribution.ts';
import { randomMoments } from './variance-parts.ts';

const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);

/** The shares as functions of the parameters: of all factors together, then of each. */
function shares(model: AnyModel, groups: readonly string[]): ParameterFunction[] {
  const { terms } = model.kind === 'lmm' ? parameterSpace(model) : ownNames(model);
  const moments = model.random.map((_, t) => randomMoments(model, t));
  const residual = ({ sigma }: Estimate): number =>
    model.kind === 'lmm' ? sigma ** 2 : latentDistribution(model);
  const variance = (t: number, { sd, cor }: Estimate): number => {
    const { sdNames, correlations } = terms[t];
    const k = sdNames.length;
    let total = 0;
    sdNames.forEach((name, i) => {
      total += moments[t][i * k + i] * sd[name] ** 2;
    });
    for (const [i, j, name] of correlations) {
      const product = sd[sdNames[i]] * sd[sdNames[j]];
      if (product > 0) total += 2 * moments[t][i * k + j] * cor[name] * product;
    }
    return total;
  };
  const share = (name: string, own: (t: number) => boolean): ParameterFunction => ({
    name,
    range: [0, 1],
    value: (estimate) => {
      const each = model.random.map((_, t) => variance(t, estimate));
      return sum(each.filter((_, t) => own(t))) / (sum(each) + residual(estimate));
    },
  });
  return [
    share('icc', () => true),
    ...groups.map((group) => share(`icc|${group}`, (t) => model.random[t].group === group)),
  ];
}

/** The profile of the only standard deviation, of which the share is a rising function. */
function ofOneDeviation(model: GeneralisedModel, level: number): Interval {
  const [{ sdNames }, ...others] = ownNames(model).terms;
  if (others.length > 0 || sdNames.length > 1) {
    throw new BlupError(
      'option',
      'profile intervals of the intraclass correlation of a generalised model are for one random coefficient; take interval "wald" or ' +
        '"none", --confint wald or none in the command',
      { value: 'profile' },
    );
  }
  const distribution = latentDistribution(model);
  const [moment] = randomMoments(model, 0);
  const shareOf = (sd: number): number =>
    sd === Number.POSITIVE_INFINITY ? 1 : 1 / (1 + distribution / (moment * sd ** 2));
  const { estimate, lower, upper, bounded } = confint(model, {
    method: 'profile',
    level,
    parm: [`sd_${sdNames[0]}`],
  }).intervals[0];
  return {
    name: 'icc',
    estimate: shareOf(estimate),
    lower: shareOf(lower),
    upper: shareOf(upper),
    ...(bounded && { bounded }),
  };
}

/** Intervals of the share of all grouping factors together, then of each. */
export function iccIntervals(
  model: AnyModel,
  groups: readonly string[],
  method: 'profile' | 'wald',
  level: number,
): readonly Interval[] {
  if (model.kind === 'glmm' && method === 'profile') {
    const own = ofOneDeviation(model, level);
    return [own, own];
  }
  // With one factor both shares are the same function.
  const parm = groups.length === 1 ? shares(model, []) : shares(model, groups);
  const found = confint(model, { method, level, parm }).intervals;
  return groups.length === 1 ? [found[0], found[0]] : found;
}
