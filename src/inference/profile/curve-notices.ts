import type { Notice } from '../../errors/notice.ts';
import type { Curve } from './curve.ts';

/** What must be said about a curve, whatever it is used for. */
export function curveNotices(name: string, curve: Curve | undefined): Notice[] {
  if (curve === undefined) {
    return [
      {
        code: 'not-determined',
        text: `${name} is not determined at the optimum`,
        detail: { name },
      },
    ];
  }
  const notices: Notice[] = [];
  if (curve.lowest < curve.minimum - 1e-6) {
    const gain = curve.minimum - curve.lowest;
    notices.push({
      code: 'better-optimum',
      text: `the profile of ${name} found a criterion ${gain.toPrecision(2)} below that of the fit, which is no optimum`,
      detail: { name, gain },
    });
  }
  if (curve.inexact > 0) {
    notices.push({
      code: 'profile-inexact',
      text: `${curve.inexact} points of the profile of ${name} were not minimised to full accuracy`,
      detail: { name, points: curve.inexact },
    });
  }
  return notices;
}
