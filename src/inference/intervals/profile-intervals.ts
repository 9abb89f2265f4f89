import type { Notice } from '../../errors/notice.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { tQuantile } from '../distributions/student-t.ts';
import type { ParameterChoice } from '../parameters/choose-parameters.ts';
import type { ParameterShare } from '../parameters/parameter-share.ts';
import { type Limit, limitOf } from '../profile/curve-limit.ts';
import { curveNotices } from '../profile/curve-notices.ts';
import { follow } from '../profile/follow.ts';
import { type ProfileListener, profileProgress } from '../profile/profile-progress.ts';
import type { Interval, Intervals } from './interval.ts';

/** Where a likelihood-ratio test against the optimum begins to reject; the end of the range where it never does, with a notice. */
export function profileIntervals(
  model: AnyModel,
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  criterion: 'ML' | 'REML',
  level: number,
  onProgress?: ProfileListener,
): Intervals {
  const target = tQuantile((1 - level) / 2, Infinity);
  const notices: Notice[] = [];
  const intervals = follow(model, criterion, parm, share, ({ parameters }) => {
    const progress = profileProgress(onProgress, parameters.length);
    return parameters.map(({ name, estimate, range, curve: trace }): Interval => {
      const curve = trace(target, Math.max(1, target / 2), progress.point);
      notices.push(...curveNotices(name, curve));
      if (curve === undefined) {
        progress.parameter();
        const [lower, upper] = range;
        return { name, estimate, lower, upper, bounded: ['lower', 'upper'] };
      }
      const below = limitOf(curve, -1, target, progress.point);
      const above = limitOf(curve, 1, target, progress.point);
      progress.parameter();
      notices.push(...limitNotices(name, 'lower', below), ...limitNotices(name, 'upper', above));
      const bounded = [
        ...(below.end === 'reached' ? [] : ['lower' as const]),
        ...(above.end === 'reached' ? [] : ['upper' as const]),
      ];
      return {
        name,
        estimate,
        lower: below.value,
        upper: above.value,
        ...(bounded.length > 0 && { bounded }),
      };
    });
  });
  return { intervals, notices };
}

const reasons = {
  bound: 'is where the parameter ends: the criterion does not rise enough on the way there',
  flat: 'was not met: the criterion stays flat as far as it was followed',
  broken: 'is as far as the profile could be followed',
} as const;

function limitNotices(name: string, side: 'lower' | 'upper', { value, end }: Limit): Notice[] {
  if (end === 'reached') return [];
  return [
    {
      code: `profile-${end}`,
      text: `${name}: the ${side} limit, ${value}, ${reasons[end]}`,
      detail: { name, side, value },
    },
  ];
}
