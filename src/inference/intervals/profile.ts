import { type OpenCriterion, withCriterion } from '../../engine/open-criterion.ts';
import { lowerTriangle, product } from '../../engine/small-matrix.ts';
import { solve } from '../../engine/solve.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import type { Model } from '../../fit/model.ts';
import { logarithm } from '../../number/elementary.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { checkLevel } from '../level.ts';
import { followGeneralised } from './generalised-profile.ts';
import { heldCriterion } from './held-criterion.ts';
import { functionHeld } from './held-function.ts';
import { heldProblem } from './held-problem.ts';
import {
  estimateAt,
  type ParameterSpace,
  type Point,
  parameterSpace,
  pointTemplates,
} from './parameter-space.ts';
import {
  chooseParameters,
  type Parameter,
  type ParameterChoice,
  parameterValue,
  rangeOf,
} from './parameters.ts';
import { type Curve, type CurveEnd, traceCurve } from './profile-curve.ts';
import {
  type ParameterShare,
  type ProfileListener,
  profileProgress,
  sharedItems,
} from './profile-progress.ts';

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
  return profileShare(model, options, { part: 0, of: 1 });
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
  return followed(model, criterion, options.parm, share, ({ minimum, parameters }) => {
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

/** A parameter whose profile can be followed. */
export interface Followed {
  readonly name: string;
  readonly estimate: number;
  readonly range: readonly [number, number];
  /** @returns undefined when the optimum does not determine the parameter */
  curve(reach: number, stride: number, point: () => void): Curve | undefined;
}

/** Parameters around the optimum of a criterion that is loaded. */
export interface Following {
  /** Criterion at its optimum. */
  readonly minimum: number;
  readonly parameters: readonly Followed[];
}

/** Runs `use` with a share of the chosen parameters of a model of either kind. */
export function followed<T>(
  model: AnyModel,
  criterion: 'ML' | 'REML',
  parm: ParameterChoice | undefined,
  share: ParameterShare,
  use: (following: Following) => T,
): T {
  if (model.kind === 'glmm') return followGeneralised(model, criterion, parm, share, use);
  const space = parameterSpace(model);
  const parameters = sharedItems(parametersFor(model, space, criterion, parm), share);
  const estimates = estimateAt(space, ownPoint(model));
  return profiled(model, space, criterion, ({ minimum, curve }) =>
    use({
      minimum,
      parameters: parameters.map((parameter) => ({
        name: parameter.name,
        estimate: parameterValue(parameter, space, estimates),
        range: rangeOf(parameter),
        curve: (reach, stride, point) => curve(parameter, reach, stride, point),
      })),
    }),
  );
}

/** The model's own estimates in the engine's basis. */
export function ownPoint(model: Model): Point {
  const { triangle, response, scale } = model.crossProducts;
  const p = response.length;
  const beta = Float64Array.from(response, (gamma, j) => {
    let sum = -gamma;
    for (let i = j; i < p; i++) sum += triangle[i * p + j] * model.fixed.estimates[i];
    return sum / scale;
  });
  return { templates: ownTemplates(model), logSigma: logarithm(model.sigma / scale), beta };
}

/** The chosen parameters; all that the criterion has when none are. */
export function parametersFor(
  model: Model,
  space: ParameterSpace,
  criterion: 'ML' | 'REML',
  choice: ParameterChoice | undefined,
): Parameter[] {
  if (criterion !== 'ML' && criterion !== 'REML') {
    throw new BlupError('option', `criterion is "${String(criterion)}"; use "ML" or "REML"`, {
      value: criterion,
    });
  }
  const chosen = chooseParameters(
    model,
    space,
    choice ?? (criterion === 'REML' ? 'theta_' : undefined),
  );
  const fixed = chosen.find(({ kind }) => kind === 'fixed');
  if (criterion === 'REML' && fixed !== undefined) {
    throw new BlupError(
      'option',
      `"${fixed.name}" is a fixed effect, which the REML criterion does not contain; leave out criterion: "REML"`,
      { value: fixed.name },
    );
  }
  return chosen;
}

/** Profiles around one optimum. */
export interface Profiled {
  readonly minimum: number;
  curve(parameter: Parameter, reach: number, stride: number, point?: () => void): Curve | undefined;
}

/** Runs `use` with the criterion loaded and its optimum at hand. */
export function profiled<T>(
  model: Model,
  space: ParameterSpace,
  criterion: 'ML' | 'REML',
  use: (at: Profiled) => T,
): T {
  const reml = criterion === 'REML';
  const templates = optimalTemplates(model, criterion);
  return withCriterion(model.crossProducts, reml, (open) => {
    const { point, minimum } = optimum(open, templates);
    return use({
      minimum,
      curve: (parameter, reach, stride, onPoint) => {
        const problem =
          parameter.kind === 'function'
            ? functionHeld(open, space, point, parameter, reml)
            : heldProblem(open, space, point, parameter);
        return traceCurve(problem, minimum, reach, stride, onPoint);
      },
    });
  });
}

function optimum(
  open: OpenCriterion,
  templates: readonly Float64Array[],
): { point: Point; minimum: number } {
  const held = heldCriterion(open, { kind: 'free' });
  const minimum = held.value(templates);
  if (minimum === undefined) {
    throw new BlupError('not-fitted', 'the criterion cannot be evaluated at its optimum');
  }
  return { point: { templates, logSigma: held.logSigma(), beta: held.beta() }, minimum };
}

/** T̃ at the optimum of the criterion: the model's own, or those of a fit by the other criterion. */
export function optimalTemplates(model: Model, criterion: 'ML' | 'REML'): Float64Array[] {
  const { crossProducts } = model;
  if (model.method === criterion) return ownTemplates(model);
  const { outcome, theta } = solve(crossProducts, criterion === 'REML');
  if (outcome === 'no-start') return ownTemplates(model);
  return pointTemplates(crossProducts, theta);
}

/** T̃ = R T of the model, lower triangular. */
export function ownTemplates({ crossProducts, random }: Model): Float64Array[] {
  return random.map(({ template }, t) => {
    const { size, triangle } = crossProducts.terms[t];
    return lowerTriangle(product(triangle, template, size, size, size), size);
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
  const points = [...below.points.toReversed(), ...above.points.slice(1)];
  return {
    name,
    estimate: curve.problem.estimate,
    values: Float64Array.from(points, ({ value }) => value),
    zeta: Float64Array.from(points, ({ zeta }) => zeta),
    ends: { below: below.end, above: above.end },
  };
}

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
