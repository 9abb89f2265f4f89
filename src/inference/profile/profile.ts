import type { Notice } from '../../errors/notice.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { checkLevel } from '../level.ts';
import type { ParameterChoice } from '../parameters/choose-parameters.ts';
import { type ParameterShare, wholeShare } from '../parameters/parameter-share.ts';
import type { Curve, CurveEnd } from './curve.ts';
import { curveNotices } from './curve-notices.ts';
import { follow } from './follow.ts';
import { type ProfileListener, profileProgress } from './profile-progress.ts';

/** Which likelihood is profiled, and which parameters. */
export interface ProfileOptions {
  /** Default: all parameters, variance parameters first, as lme4 lists them. */
  readonly parm?: ParameterChoice;
  /**
   * `'ML'` (default, also for REML fits, as in lme4: the ML optimum is then found first), or `'REML'` for variance parameters
   * and functions of them.
   */
  readonly criterion?: 'ML' | 'REML';
  /** The curves reach as far as an interval of this level needs; default 0.99. */
  readonly level?: number;
  /**
   * Called some times in a second, and after each parameter, with the parameters done and their number; `false` stops (error
   * `cancelled`).
   */
  readonly onProgress?: ProfileListener;
}

/** The profile of one parameter: ζ is the signed root of the rise of the criterion over its minimum. */
export interface ParameterProfile {
  readonly name: string;
  /** Where ζ is 0; NaN when the optimum does not determine the parameter, as a correlation with a variance of 0. */
  readonly estimate: number;
  /** Ascending. */
  readonly values: Float64Array;
  readonly zeta: Float64Array;
  /** How the curve ended on either side. */
  readonly ends: { readonly below: CurveEnd; readonly above: CurveEnd };
}

/** Profiles of parameters, for plots and intervals. */
export interface Profile {
  readonly kind: 'profile';
  readonly criterion: 'ML' | 'REML';
  /** Criterion at its optimum. */
  readonly minimum: number;
  readonly parameters: readonly ParameterProfile[];
  readonly notices: readonly Notice[];
}

/** Steps of ζ between the points of a plotted curve. */
const STRIDE = 0.5;

/**
 * Profile likelihood of parameters: for values of one of them the criterion is minimised over all others, of a linear model from
 * the cross-products alone, of a generalised one as it was integrated (Laplace's approximation or quadrature with its points). Near-quadratic criteria give a straight ζ; its bends show where Wald intervals mislead
 * (Bates & Watts 1988, §6.1; Bates, Mächler, Bolker & Walker 2015, §5.1).
 *
 * A curve stops where its parameter ends, at a variance of 0 or a correlation of ±1: `ends` says `'bound'`.
 *
 * @throws `option` for an unknown parameter or level, or for fixed effects with `criterion: 'REML'` (the REML criterion is no
 * likelihood of theirs) or of generalised models; `cancelled` when `onProgress` returns false; `no-rows-kept` for a loaded generalised
 * model
 */
export function profile(model: AnyModel, options: ProfileOptions = {}): Profile {
  return profileShare(model, options, wholeShare);
}

/** As `profile`, of a share of the parameters. */
export function profileShare(
  model: AnyModel,
  options: ProfileOptions,
  share: ParameterShare,
): Profile {
  const { criterion = 'ML', level = 0.99 } = options;
  checkLevel(level);
  const reach = tQuantile((1 - level) / 2, Infinity);
  return follow(model, criterion, options.parm, share, ({ minimum, parameters }) => {
    const notices: Notice[] = [];
    const progress = profileProgress(options.onProgress, parameters.length);
    const profiles = parameters.map(({ name, curve }) => {
      const found = curve(reach, STRIDE, progress.point);
      notices.push(...curveNotices(name, found));
      progress.parameter();
      return plain(name, found);
    });
    return { kind: 'profile', criterion, minimum, parameters: profiles, notices };
  });
}

function plain(name: string, curve: Curve | undefined): ParameterProfile {
  if (curve === undefined) {
    const empty = new Float64Array(0);
    return {
      name,
      estimate: Number.NaN,
      values: empty,
      zeta: empty,
      ends: { below: 'flat', above: 'flat' },
    };
  }
  const { below, above } = curve;
  const { estimate, shown = (value: number) => value } = curve.problem;
  const points = [...below.points.toReversed(), ...above.points.slice(1)].filter(({ value }) =>
    Number.isFinite(shown(value)),
  );
  return {
    name,
    estimate: shown(estimate),
    values: Float64Array.from(points, ({ value }) => shown(value)),
    zeta: Float64Array.from(points, ({ zeta }) => zeta),
    ends: { below: below.end, above: above.end },
  };
}
