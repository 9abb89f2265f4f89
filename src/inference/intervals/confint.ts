import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import type { Model } from '../../fit/model.ts';
import { type BootstrapOptions, bootstrap } from '../bootstrap/bootstrap.ts';
import { type BootstrapIntervalType, bootstrapInterval } from '../bootstrap/bootstrap-interval.ts';
import { checkDdf, type DdfMethod } from '../contrasts/ddf-method.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { checkLevel } from '../level.ts';
import { chosenGeneralised, ownNames } from './generalised-parameters.ts';
import { generalisedWald } from './generalised-wald.ts';
import { type ParameterNames, parameterSpace } from './parameter-space.ts';
import {
  type AnyParameter,
  chooseParameters,
  type ParameterChoice,
  parameterValue,
  rangeOf,
} from './parameters.ts';
import { curveNotices, followed, ownPoint } from './profile.ts';
import { type Limit, limitOf } from './profile-curve.ts';
import {
  type ParameterShare,
  type ProfileListener,
  profileProgress,
  sharedItems,
} from './profile-progress.ts';
import { waldInterval } from './wald-interval.ts';

/** How intervals are made. */
export interface ConfintOptions {
  /**
   * `'profile'` (default): values of the parameter that a likelihood-ratio test does not reject. `'wald'`: estimate ± quantile × standard
   * error, for standard deviations on the log scale, for correlations on Fisher's z.
   * `'boot'`: parametric bootstrap.
   */
  readonly method?: 'wald' | 'profile' | 'boot';
  /** Default 0.95. */
  readonly level?: number;
  /** Default: all parameters, in the order of lme4. */
  readonly parm?: ParameterChoice;
  /** For profiles; see `ProfileOptions`. */
  readonly criterion?: 'ML' | 'REML';
  /** For Wald intervals of fixed effects of linear models; default `'satterthwaite'`, `'none'` takes the normal quantile. */
  readonly ddf?: DdfMethod;
  /**
   * For profile and bootstrap intervals: called some times in a second with the parameters or replicates done and their number; `false`
   * stops (error `cancelled`).
   */
  readonly onProgress?: ProfileListener;
  /** For bootstrap intervals; see `bootstrap` and `bootstrapInterval`. */
  readonly boot?: Pick<BootstrapOptions, 'nsim' | 'seed' | 'onProgress'> & {
    readonly type?: Exclude<BootstrapIntervalType, 'bca'>;
  };
}

/** One interval. */
export interface Interval {
  readonly name: string;
  /** The model's estimate; NaN for a correlation with a variance of 0. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Sides on which the interval ends because the parameter does. */
  readonly bounded?: readonly ('lower' | 'upper')[];
}

/** Confidence intervals. */
export interface Confint {
  readonly kind: 'confint';
  readonly method: 'wald' | 'profile' | 'boot';
  readonly level: number;
  /** Present for profiles. */
  readonly criterion?: 'ML' | 'REML';
  readonly intervals: readonly Interval[];
  readonly notices: readonly Notice[];
}

/**
 * Confidence intervals of fixed effects, standard deviations, correlations, σ, and any function of them.
 *
 *     confint(model)                                                     all parameters by profile likelihood
 *     confint(model, { method: 'wald', parm: ['ses', 'meanses - cses'] })
 *     confint(model, { parm: ['icc', { name: 'ratio', value: ({ variance, sigma }) => variance['(Intercept)|school'] / sigma ** 2 }] })
 *
 * Names are those of lme4's `confint(fit, oldNames = FALSE)`: `sd_(Intercept)|school`, `cor_x.(Intercept)|school`, `sigma`; besides
 * them `var_…`, `sigma^2`, `icc`, `reliability_…` and arithmetic on names. At a boundary the interval is one-sided, and a notice
 * says so; no limit is ever NaN.
 *
 * @throws `option` for an unknown parameter, method or level; `cancelled` when `onProgress` returns false; `not-fitted` for Wald intervals of a fit that is not certified;
 * `no-rows-kept` for profile and bootstrap intervals of a loaded generalised model
 */
export function confint(model: AnyModel, options: ConfintOptions = {}): Confint {
  return confintShare(model, options, { part: 0, of: 1 });
}

/** As `confint`, of a share of the parameters. */
export function confintShare(
  model: AnyModel,
  options: ConfintOptions,
  share: ParameterShare,
): Confint {
  const {
    method = 'profile',
    level = 0.95,
    criterion = 'ML',
    ddf = 'satterthwaite',
    parm,
    onProgress,
  } = options;
  checkLevel(level);
  checkDdf(ddf);
  if (method === 'profile') {
    const found = profileIntervals(model, parm, share, criterion, level, onProgress);
    return { kind: 'confint', method, level, criterion, ...found };
  }
  if (method === 'wald') {
    const found =
      model.kind === 'glmm'
        ? generalisedWald(model, parm, share, level)
        : waldIntervals(model, parm, share, level, ddf);
    return { kind: 'confint', method, level, ...found };
  }
  if (method === 'boot') {
    const names = model.kind === 'glmm' ? ownNames(model) : parameterSpace(model);
    const chosen =
      model.kind === 'glmm'
        ? chosenGeneralised(model, parm)
        : chooseParameters(model, parameterSpace(model), parm);
    const parameters = sharedItems<AnyParameter>(chosen, share);
    const intervals = bootIntervals(model, names, parameters, level, {
      ...(onProgress !== undefined && { onProgress }),
      ...options.boot,
    });
    return { kind: 'confint', method, level, intervals, notices: [] };
  }
  throw new BlupError('option', `method is "${String(method)}"; use "profile", "wald" or "boot"`, {
    value: method,
  });
}

/** Limits from bootstrap replicates of all parameters at once; an open side where too few replicates have a value. */
function bootIntervals(
  model: AnyModel,
  names: ParameterNames,
  parameters: readonly AnyParameter[],
  level: number,
  { type, ...options }: NonNullable<ConfintOptions['boot']> = {},
): Interval[] {
  const replicates = bootstrap(model, {
    ...options,
    statistic: (estimate) => parameters.map((p) => parameterValue(p, names, estimate)),
  });
  const found = bootstrapInterval(replicates, { level, ...(type !== undefined && { type }) });
  return parameters.map((parameter, i) => {
    const { estimate, lower, upper } = found[i];
    const { name } = parameter;
    if (!Number.isNaN(lower + upper)) return { name, estimate, lower, upper };
    const [least, most] = rangeOf(parameter);
    return { name, estimate, lower: least, upper: most, bounded: ['lower', 'upper'] };
  });
}

interface Intervals {
  readonly intervals: Interval[];
  readonly notices: Notice[];
}

function waldIntervals(
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

function profileIntervals(
  model: AnyModel,
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  criterion: 'ML' | 'REML',
  level: number,
  onProgress?: ProfileListener,
): Intervals {
  const target = tQuantile((1 - level) / 2, Infinity);
  const notices: Notice[] = [];
  const intervals = followed(model, criterion, parm, share, ({ parameters }) => {
    const progress = profileProgress(onProgress, parameters.length);
    return parameters.map(({ name, estimate, range, curve: follow }): Interval => {
      const curve = follow(target, Math.max(1, target / 2), progress.point);
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
