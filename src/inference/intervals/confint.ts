import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { checkDdf, type DdfMethod } from '../contrasts/ddf-method.ts';
import { checkLevel } from '../level.ts';
import type { ParameterChoice } from '../parameters/choose-parameters.ts';
import { type ParameterShare, wholeShare } from '../parameters/parameter-share.ts';
import type { ProfileListener } from '../profile/profile-progress.ts';
import { type BootstrapIntervalsOptions, bootstrapIntervals } from './bootstrap-intervals.ts';
import { generalisedWald } from './generalised-wald.ts';
import type { Interval } from './interval.ts';
import { linearWald } from './linear-wald.ts';
import { profileIntervals } from './profile-intervals.ts';

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
  readonly boot?: BootstrapIntervalsOptions;
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
  return confintShare(model, options, wholeShare);
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
        : linearWald(model, parm, share, level, ddf);
    return { kind: 'confint', method, level, ...found };
  }
  if (method === 'boot') {
    const intervals = bootstrapIntervals(model, parm, share, level, {
      ...(onProgress !== undefined && { onProgress }),
      ...options.boot,
    });
    return { kind: 'confint', method, level, intervals, notices: [] };
  }
  throw new BlupError('option', `method is "${String(method)}"; use "profile", "wald" or "boot"`, {
    value: method,
  });
}
