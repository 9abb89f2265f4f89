import { type OpenCriterion, withCriterion } from '../../engine/open-criterion.ts';
import { lowerTriangle, product } from '../../engine/small-matrix.ts';
import { solve } from '../../engine/solve.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import { checkLinear } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { checkLevel } from '../level.ts';
import { heldCriterion } from './held-criterion.ts';
import { functionHeld } from './held-function.ts';
import { heldProblem } from './held-problem.ts';
import {
  type ParameterSpace,
  type Point,
  parameterSpace,
  pointTemplates,
} from './parameter-space.ts';
import { chooseParameters, type Parameter, type ParameterChoice } from './parameters.ts';
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
 * Profile likelihood of parameters: for values of one of them the criterion is minimised over all others, from the
 * cross-products alone. Near-quadratic criteria give a straight ζ; its bends show where Wald intervals mislead
 * (Bates & Watts 1988, §6.1; Bates, Mächler, Bolker & Walker 2015, §5.1).
 *
 * A curve stops where its parameter ends, at a variance of 0 or a correlation of ±1: `ends` says `'bound'`.
 *
 * @throws `option` for an unknown parameter or level, or for fixed effects with `criterion: 'REML'` (the REML criterion is no
 * likelihood of theirs), `cancelled` when `onProgress` returns false
 */
export function profile(model: Model, options: ProfileOptions = {}): Profile {
  return profileShare(model, options, { part: 0, of: 1 });
}

/** As `profile`, of a share of the parameters. */
export function profileShare(
  model: Model,
  options: ProfileOptions,
  share: ParameterShare,
): Profile {
  checkLinear(model, 'profile()');
  const { criterion = 'ML', level = 0.99 } = options;
  checkLevel(level);
  const space = parameterSpace(model);
  const parameters = sharedItems(parametersFor(model, space, criterion, options.parm), share);
  const reach = tQuantile((1 - level) / 2, Infinity);
  const progress = profileProgress(options.onProgress, parameters.length);
  return profiled(model, space, criterion, (at) => {
    const notices: Notice[] = [];
    const profiles = parameters.map((parameter) => {
      const curve = at.curve(parameter, reach, STRIDE, progress.point);
      notices.push(...curveNotices(parameter.name, curve));
      progress.parameter();
      return plain(parameter.name, curve);
    });
    return { kind: 'profile', criterion, minimum: at.minimum, parameters: profiles, notices };
  });
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
