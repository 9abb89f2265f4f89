import type { Model } from '../../fit/model.ts';
import type { DdfMethod } from '../contrasts/ddf-method.ts';
import { chooseParameters, type ParameterChoice } from '../parameters/choose-parameters.ts';
import { ownPoint } from '../parameters/own-point.ts';
import { type ParameterShare, sharedItems, wholeShare } from '../parameters/parameter-share.ts';
import { parameterSpace } from '../parameters/parameter-space.ts';
import type { Intervals } from './interval.ts';
import { linearWaldInterval } from './linear-wald-interval.ts';
import { profileIntervals } from './profile-intervals.ts';

/**
 * Wald intervals of a linear model. Parameters at the boundary, which have no standard error, take the limits of their profiles,
 * and a notice says so.
 */
export function linearWald(
  model: Model,
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  level: number,
  ddf: DdfMethod,
): Intervals {
  const space = parameterSpace(model);
  const parameters = sharedItems(chooseParameters(model, space, parm), share);
  const point = ownPoint(model);
  const found = parameters.map((parameter) =>
    linearWaldInterval(model, space, point, parameter, level, ddf),
  );
  const missing = parameters.filter((_, i) => found[i] === undefined);
  if (missing.length === 0) return { intervals: found.filter((f) => f !== undefined), notices: [] };
  const again = missing.map((one) => (one.kind === 'function' ? one : one.name));
  const instead = profileIntervals(model, again, wholeShare, model.method, level);
  const names = missing.map(({ name }) => name).join(', ');
  let next = 0;
  return {
    intervals: found.map((interval) => interval ?? instead.intervals[next++]),
    notices: [
      {
        code: 'wald-boundary',
        text: `${names}: the estimate is at the boundary, where there is no standard error; limits from the profile of the ${model.method} criterion`,
        detail: { names: missing.map(({ name }) => name) },
      },
      ...instead.notices,
    ],
  };
}
