import { BlupError } from '../../errors/blup-error.ts';
import type { Notice } from '../../errors/notice.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { checkOptionNames } from '../../frame/frame-options.ts';
import type { DdfMethod } from '../contrasts/ddf-method.ts';
import { checkLevel } from '../level.ts';
import { type Adjustment, adjustments, intervalAdjustment } from './adjust.ts';
import { families } from './contrast-families.ts';
import { contrastName, meanLabels } from './contrast-labels.ts';
import {
  type ContrastMethod,
  type CustomContrasts,
  contrastsOf,
  defaultAdjustment,
} from './contrast-methods.ts';
import { type ContrastsRow, familyRows } from './contrast-rows.ts';
import type { Emmeans } from './emmeans.ts';
import { combine, type LinearFunction, testFunction } from './linear-function.ts';
import { transformationNamed } from './response-scale.ts';

/** Options of `contrasts`. */
export interface ContrastsOptions {
  /** Default: Tukey for pairs, `dunnettx` for comparisons with a control, `fdr` for `eff`, Šidák for `consec`, else none. */
  readonly adjust?: Adjustment;
  /** Variables within whose levels means are compared; default those of the means. */
  readonly by?: readonly string[];
  /** The control of `trt.vs.ctrl`: its label, or its number from 1 (default). */
  readonly ref?: number | string;
  /** Confidence level; default that of the means. */
  readonly level?: number;
}

/** Contrasts among estimated marginal means or slopes, with tests and intervals. */
export interface Contrasts {
  readonly kind: 'contrasts';
  readonly method: string;
  readonly by: readonly string[];
  /** The contrasts of the first levels of `by`, then those of the next. */
  readonly rows: readonly ContrastsRow[];
  /** What was done to p-values; `tukey` becomes `sidak` where it is not for one set of pairs. */
  readonly adjust: Adjustment;
  /** What was done to intervals; stepwise methods become Bonferroni's. */
  readonly adjustIntervals: Adjustment;
  /** Number of means that are compared within each level of `by`. */
  readonly means: number;
  /** Whether contrasts of logarithms were taken back as ratios, of logits as odds ratios; tests are on the log scale, against 1. */
  readonly ratios: boolean;
  /** Scale of the means; contrasts other than ratios are on that of the model. */
  readonly type: 'link' | 'response';
  readonly transformation?: string;
  /** The scale of contrasts that were not taken back, where it is not that of the response: `log`, `log odds ratio`, `probit`. */
  readonly scale?: string;
  readonly modelKind: AnyModel['kind'];
  readonly averagedOver: readonly string[];
  readonly ddf: DdfMethod;
  readonly level: number;
  /** The linear function behind each row. */
  readonly functions: readonly LinearFunction[];
  readonly notices: readonly Notice[];
}

function checkAdjustment(adjust: string): asserts adjust is Adjustment {
  if ((adjustments as readonly string[]).includes(adjust)) return;
  throw new BlupError(
    'option',
    `adjust "${adjust}" is not known${didYouMean(adjust, adjustments) || `; use ${adjustments.join(', ')}`}`,
    { value: adjust },
  );
}

/**
 * Contrasts among estimated marginal means or slopes: all pairs, with a control, deviations from the mean, polynomial
 * trends, or weights of one's own, with p-values and intervals adjusted within each level of `by` as R's emmeans does.
 *
 *     contrasts(emmeans(model, 'recipe'), 'pairwise')
 *     contrasts(emmeans(model, 'dose'), { 'high or none': [-1, 0, 1], middle: [-0.5, 1, -0.5] })
 *
 * Of means of type `'response'` with a logarithmic response or link contrasts whose weights sum to zero are ratios, with link logit odds
 * ratios.
 *
 * @throws `option` for unknown methods, adjustments, variables of `by`, or weights that do not fit
 */
export function contrasts(
  means: Emmeans,
  method: ContrastMethod | CustomContrasts = 'pairwise',
  options: ContrastsOptions = {},
): Contrasts {
  checkOptionNames(options, ['adjust', 'by', 'ref', 'level']);
  const { by = means.by, ref, level = means.level } = options;
  checkLevel(level);
  const groups = families(means, by);
  const k = groups[0].members.length;
  const labels = meanLabels(means, by);
  const methodName = typeof method === 'string' ? method : 'custom';
  const chosen = contrastsOf(
    method,
    groups[0].members.map((i) => labels[i]),
    ref,
  );
  let adjust = options.adjust ?? defaultAdjustment[methodName];
  checkAdjustment(adjust);
  // Tukey's distribution is that of the largest of all pairs, nothing else.
  if (adjust === 'tukey' && !/^(rev)?pairwise$/.test(methodName)) adjust = 'sidak';
  const transformation = transformationNamed(means.transformation);
  // Differences of logarithms are logarithms of ratios.
  const ratioScale = chosen.every(
    ({ weights }) => Math.abs(weights.reduce((a, b) => a + b, 0)) < 1e-8,
  )
    ? transformation?.ratios
    : undefined;
  const ratios = means.type === 'response' && ratioScale !== undefined;
  const scale = ratioScale?.scale ?? means.transformation;
  const functions: LinearFunction[] = [];
  const rows = groups.flatMap(({ levels, members }) => {
    const parts = members.map((i) => means.functions[i]);
    const own = chosen.map(({ weights }) => combine(parts, weights));
    functions.push(...own);
    const texts = members.map((i) => labels[i]);
    return familyRows(
      chosen.map((contrast) => contrastName(contrast, texts, ratios ? '/' : '-')),
      levels,
      own.map((f) => testFunction(means.model, f, means.ddf)),
      adjust,
      level,
      k,
      ratios ? ratioScale : undefined,
    );
  });
  return {
    kind: 'contrasts',
    method: methodName,
    by,
    rows,
    adjust: chosen.length > 1 ? adjust : 'none',
    adjustIntervals: chosen.length > 1 ? intervalAdjustment(adjust) : 'none',
    means: k,
    ratios,
    type: means.type,
    ...(means.transformation !== undefined && { transformation: means.transformation }),
    ...(scale !== undefined && !ratios && { scale }),
    modelKind: means.modelKind,
    averagedOver: means.averagedOver,
    ddf: means.ddf,
    level,
    functions,
    notices: means.notices,
  };
}
