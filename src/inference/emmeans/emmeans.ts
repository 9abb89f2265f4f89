import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { checkOptionNames } from '../../frame/frame-options.ts';
import { checkDdf, type DdfMethod } from '../contrasts/ddf-method.ts';
import { tQuantile } from '../distributions/student-t.ts';
import { checkLevel } from '../level.ts';
import { type LinearFunction, testFunction } from './linear-function.ts';
import { type MarginWeights, marginOf } from './margin.ts';
import { type GridValues, type LevelValue, referenceGrid } from './reference-grid.ts';
import { responseQuantity, responseTransformation, transformationNamed } from './response-scale.ts';

export type { MarginWeights };

/** Options of `emmeans`. */
export interface EmmeansOptions {
  /** Values that predictors take in the reference grid: `{ age: [20, 40], sex: 'f' }`. */
  readonly at?: GridValues;
  /** Variables within whose levels the means are formed and compared. */
  readonly by?: string | readonly string[];
  /** Degrees of freedom; default Satterthwaite's. Generalised models have none. */
  readonly ddf?: DdfMethod;
  /** Confidence level; default 0.95. */
  readonly level?: number;
  /**
   * Whether results of a transformed response, `log(y)`, or of a generalised model, are taken back to the response; default `'link'`: no.
   */
  readonly type?: 'link' | 'response';
  /** Default `'equal'`. */
  readonly weights?: MarginWeights;
}

/** One estimated marginal mean, or slope. Numbers are NaN when `estimable` is false: the data do not determine it. */
export interface EmmeansRow {
  /** A value for each of `variables`. */
  readonly levels: readonly LevelValue[];
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
  readonly lower: number;
  readonly upper: number;
  readonly estimable: boolean;
}

/** Estimated marginal means (or slopes). */
export interface Emmeans {
  readonly kind: 'emmeans';
  /** What is estimated: `emmean`, `response`, `prob`, `rate`, or of `emtrends` the variable with `.trend`. */
  readonly quantity: string;
  /** The variables asked for, then those of `by`. */
  readonly variables: readonly string[];
  readonly by: readonly string[];
  /** All combinations of the variables' values, the first fastest. */
  readonly rows: readonly EmmeansRow[];
  /** Factors of several levels that were averaged over. */
  readonly averagedOver: readonly string[];
  readonly ddf: DdfMethod;
  readonly level: number;
  readonly type: 'link' | 'response';
  /** Whether the model is a linear or a generalised one. */
  readonly modelKind: AnyModel['kind'];
  /** Name of the transformation of the response, or of the link, when there is one. */
  readonly transformation?: string;
  /** The linear function behind each row. */
  readonly functions: readonly LinearFunction[];
  readonly model: AnyModel;
  readonly notices: readonly Notice[];
}

const optionNames = ['at', 'by', 'ddf', 'level', 'type', 'weights'];

/** Throws `option` for options of `emmeans` that are unknown or out of range. */
export function checkOptions(options: EmmeansOptions): void {
  // Here `weights` is the option's name in every program.
  const { weights = 'equal', ...others } = options;
  checkOptionNames(others, optionNames);
  const { ddf = 'satterthwaite', level = 0.95, type = 'link' } = options;
  checkDdf(ddf);
  checkLevel(level);
  if (type !== 'link' && type !== 'response') {
    throw new BlupError('option', `type is "${type}"; use "link" or "response"`, { value: type });
  }
  if (weights !== 'equal' && weights !== 'proportional') {
    throw new BlupError('option', `weights is "${weights}"; use "equal" or "proportional"`, {
      value: weights,
    });
  }
}

/** The rows of a table of means: estimates, standard errors and intervals, on the scale asked for. */
export function estimateRows(
  model: AnyModel,
  functions: readonly LinearFunction[],
  levels: readonly (readonly LevelValue[])[],
  ddf: DdfMethod,
  level: number,
  back: string | undefined,
): EmmeansRow[] {
  const transformation = transformationNamed(back);
  return functions.map((f, i) => {
    const test = testFunction(model, f, ddf);
    if (test === undefined) {
      const none = Number.NaN;
      return {
        levels: levels[i],
        estimate: none,
        se: none,
        df: none,
        lower: none,
        upper: none,
        estimable: false,
      };
    }
    const { estimate, se, df } = test;
    const half = tQuantile((1 - level) / 2, df) * se;
    const inverse = transformation?.inverse ?? ((x: number) => x);
    const slope = transformation?.slope(estimate) ?? 1;
    // A link that falls turns the ends round.
    const ends = [inverse(estimate - half), inverse(estimate + half)].sort((a, b) => a - b);
    return {
      levels: levels[i],
      estimate: inverse(estimate),
      se: Math.abs(slope) * se,
      df,
      lower: ends[0],
      upper: ends[1],
      estimable: true,
    };
  });
}

/**
 * Estimated marginal means: predictions on a reference grid (see `referenceGrid`), averaged over the factors that are not
 * asked for (Searle, Speed & Milliken 1980, Am. Stat. 34; Lenth 2016, J. Stat. Softw. 69(1)). Results are those of
 * R's emmeans, except that no nesting of factors is looked for: a mean over cells that cannot occur is a mean of
 * predictions for them, or not estimable.
 *
 * Generalised models: means of the linear predictor for a typical group (random effects 0), with normal intervals; `type: 'response'` takes
 * them back by the link, with intervals that lie within its range. Of ordinal models means of the latent variable, 0 the mean of the
 * thresholds; chances of categories are for `predict` with `scale: 'classes'`.
 *
 *     emmeans(model, 'recipe')      emmeans(model, '~ recipe | temp', { at: { temp: [180, 220] } })
 *
 * @param specs names of predictors, or text as in `readSpecs`
 * @throws `option` for unknown names and values; `not-fitted` when the fit is not certified
 */
export function emmeans(
  model: AnyModel,
  specs: string | readonly string[],
  options: EmmeansOptions = {},
): Emmeans {
  checkOptions(options);
  const { at = {}, ddf = 'satterthwaite', level = 0.95, type = 'link' } = options;
  if (model.kind === 'glmm' && model.thresholds !== undefined && type === 'response') {
    throw new BlupError(
      'option',
      "an ordinal response has no mean; its chances are predict(model, newdata, { target: 'typical', scale: 'classes' })",
      { value: type },
    );
  }
  const m = marginOf(model, [referenceGrid(model, at)], specs, options);
  const transformation = responseTransformation(model);
  const back = type === 'response' ? transformation : undefined;
  return {
    kind: 'emmeans',
    quantity: back === undefined ? 'emmean' : responseQuantity(model),
    variables: m.variables,
    by: m.by,
    rows: estimateRows(model, m.functions, m.levels, ddf, level, back),
    averagedOver: m.averagedOver,
    ddf: model.kind === 'glmm' ? 'none' : ddf,
    level,
    type,
    modelKind: model.kind,
    ...(transformation !== undefined && { transformation }),
    functions: m.functions,
    model,
    notices: m.notices,
  };
}
