import type { Model } from '../../fit/model.ts';
import type { DdfMethod } from '../contrasts/ddf-method.ts';
import { chooseParameters, type ParameterChoice } from '../parameters/choose-parameters.ts';
import { ownPoint } from '../parameters/own-point.ts';
import { type ParameterShare, sharedItems } from '../parameters/parameter-share.ts';
import { parameterSpace } from '../parameters/parameter-space.ts';
import type { Intervals } from './interval.ts';
import { profileIntervals } from './profile-intervals.ts';
import { waldInterval } from './wald-interval.ts';

export function waldIntervals(
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
    waldInterval(model, space, point, parameter, level, ddf),
  );
  const missing = parameters.filter((_, i) => found[i] === undefined);
  if (missing.length === 0) return { intervals: found.filter((f) => f !== undefined), notices: [] };
  const again = missing.map((one) => (one.kind === 'function' ? one : one.name));
  const instead = profileIntervals(model, again, { part: 0, of: 1 }, model.method, level);
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
