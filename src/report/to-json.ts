import { aic, bic, dofModel } from '../effects/log-lik.ts';
import { type GroupEffects, ranef } from '../effects/ranef.ts';
import { fitted, residuals } from '../effects/residuals.ts';
import { varCorr } from '../effects/var-corr.ts';
import type { FamilyName, LinkName } from '../family/family.ts';
import type { AnyModel, GeneralisedModel } from '../fit/generalised-model.ts';
import { levelCount } from '../fit/kept.ts';
import type { DdfMethod } from '../inference/contrasts/ddf-method.ts';
import { kenwardRoger } from '../inference/contrasts/kenward-roger.ts';
import type { Confint } from '../inference/intervals/confint.ts';
import { type CoefficientRow, coefficientTable, zTests } from './coefficient-table.ts';
import { confintToJson, type JsonConfint } from './confint-to-json.ts';

/** What `toJson` adds to the constant part. */
export interface ToJsonOptions {
  /** Default none. */
  readonly with?: readonly ('fitted' | 'residuals' | 'ranef')[];
  /** Degrees of freedom of the t-tests; default `'satterthwaite'`. */
  readonly ddf?: DdfMethod;
  /** Intervals of this model: all go into `confint`, those of coefficients also into their rows. */
  readonly confint?: Confint;
  /** Add `timing`; `read` is what reading the data took, in milliseconds. Default absent: equal fits, equal text. */
  readonly timing?: { readonly read: number };
}

/** Random effects of one grouping factor, a row for each level. */
export interface JsonEffects {
  readonly levels: readonly string[];
  readonly names: readonly string[];
  readonly values: readonly (readonly number[])[];
  readonly condSd: readonly (readonly number[])[];
}

/** A fitted model as the object that `blup fit --format json` prints. Numbers that are not finite print as null. */
export interface JsonModel {
  readonly formula: string;
  readonly family: FamilyName;
  readonly link: LinkName;
  readonly method: 'REML' | 'ML' | 'Laplace' | 'AGQ';
  /** Of generalised models: points of the quadrature, 1 for Laplace. */
  readonly points?: number;
  readonly nobs: number;
  /** Number of levels of each grouping factor. */
  readonly groups: Readonly<Record<string, number>>;
  /** With `lower` and `upper` where intervals were given. */
  readonly coefficients: readonly (CoefficientRow & {
    readonly lower?: number;
    readonly upper?: number;
  })[];
  /** Absent, as standard errors and tests, when the optimum is not certified. */
  readonly vcov?: readonly (readonly number[])[];
  /** With Kenward and Roger's degrees of freedom: their adjusted covariance matrix. */
  readonly vcovAdjusted?: readonly (readonly number[])[];
  /** √φ of families whose variance is φV(μ), 1 of the others. */
  readonly sigma: number;
  /** Of families with a dispersion, precision or size. */
  readonly dispersion?: number;
  /** Of ordinal models. */
  readonly thresholds?: readonly CoefficientRow[];
  /** Terms in formula order, then the residual of a linear model. */
  readonly varcorr: ReturnType<typeof varCorr>;
  readonly theta: readonly number[];
  readonly logLik: number;
  /** −2 log-likelihood of fits by maximum likelihood. */
  readonly deviance?: number;
  /** The REML criterion of REML fits. */
  readonly reml?: number;
  readonly AIC: number;
  readonly BIC: number;
  readonly df: number;
  readonly confint?: JsonConfint;
  readonly ranef?: Readonly<Record<string, JsonEffects>>;
  readonly fitted?: readonly number[];
  readonly residuals?: readonly number[];
  readonly singular: boolean;
  readonly converged: boolean;
  readonly certificate: {
    readonly decrement: number;
    readonly gradient: number;
    readonly smallestCurvature: number;
  };
  readonly evaluations: number;
  /** Further gradients for the Hessian at the optimum. */
  readonly hessianEvaluations: number;
  readonly notices: readonly { readonly code: string; readonly text: string }[];
  /** Milliseconds. */
  readonly timing?: {
    readonly read: number;
    readonly design: number;
    readonly fit: number;
    readonly inference: number;
  };
}

/** Fitted model as plain JSON data, see `JsonModel`. Throws `BlupError('option')` on an unknown `ddf`. */
export function toJson(model: AnyModel, options: ToJsonOptions = {}): JsonModel {
  const { ddf = 'satterthwaite', confint, timing } = options;
  const extra = new Set(options.with);
  const { decrement, gradient, smallestCurvature, certified } = model.certificate;
  const start = performance.now();
  const coefficients = coefficientTable(model, ddf);
  const inference = performance.now() - start;
  return {
    formula: model.formula,
    family: model.kind === 'glmm' ? model.family : 'gaussian',
    link: model.kind === 'glmm' ? model.link : 'identity',
    method: model.method,
    ...(model.kind === 'glmm' && { points: model.points }),
    nobs: model.nobs,
    groups: Object.fromEntries(model.random.map(({ group }, t) => [group, levelCount(model, t)])),
    coefficients: withLimits(coefficients, confint),
    ...(certified ? { vcov: matrixRows(model.fixed.vcov, model.fixed.names.length) } : {}),
    ...(model.kind === 'lmm' && certified && ddf === 'kenward-roger'
      ? { vcovAdjusted: matrixRows(kenwardRoger(model).vcov, model.fixed.names.length) }
      : {}),
    sigma: model.sigma,
    ...(model.kind === 'glmm' && generalisedParts(model)),
    varcorr: varCorr(model),
    theta: Array.from(model.theta),
    logLik: -model.objective / 2,
    ...(model.method === 'REML' ? { reml: model.objective } : { deviance: model.objective }),
    AIC: aic(model),
    BIC: bic(model),
    df: dofModel(model),
    ...(confint === undefined ? {} : { confint: confintToJson(confint) }),
    ...(extra.has('ranef') ? { ranef: effectsByGroup(ranef(model)) } : {}),
    ...(extra.has('fitted') ? { fitted: Array.from(fitted(model)) } : {}),
    ...(extra.has('residuals') && !hasNoResiduals(model)
      ? { residuals: Array.from(residuals(model)) }
      : {}),
    singular: model.singular,
    converged: certified,
    certificate: { decrement, gradient, smallestCurvature },
    evaluations: model.evaluations,
    hessianEvaluations: model.hessianEvaluations,
    notices: model.notices.map(({ code, text }) => ({ code, text })),
    ...(timing === undefined ? {} : { timing: { ...timing, ...model.timing, inference } }),
  };
}

/** Ordinal responses have none. */
function hasNoResiduals(model: AnyModel): boolean {
  return model.kind === 'glmm' && model.thresholds !== undefined;
}

function generalisedParts({ dispersion, thresholds, certificate }: GeneralisedModel) {
  return {
    ...(dispersion && { dispersion: dispersion.estimate }),
    ...(thresholds && {
      thresholds: certificate.certified
        ? zTests(thresholds.names, thresholds.estimates, thresholds.se)
        : thresholds.names.map((name, k) => ({ name, estimate: thresholds.estimates[k] })),
    }),
  };
}

function withLimits(
  rows: readonly CoefficientRow[],
  confint: Confint | undefined,
): JsonModel['coefficients'] {
  if (confint === undefined) return rows;
  const limits = new Map(confint.intervals.map((interval) => [interval.name, interval]));
  return rows.map((row) => {
    const own = limits.get(row.name);
    return own === undefined ? row : { ...row, lower: own.lower, upper: own.upper };
  });
}

function effectsByGroup(effects: readonly GroupEffects[]): Record<string, JsonEffects> {
  return Object.fromEntries(
    effects.map(({ group, levels, names, values, condSd }) => [
      group,
      {
        levels,
        names,
        values: matrixRows(values, names.length),
        condSd: matrixRows(condSd, names.length),
      },
    ]),
  );
}

/** Rows of a row-major or symmetric matrix. */
function matrixRows(data: Float64Array, columns: number): number[][] {
  const rows: number[][] = [];
  for (let at = 0; at < data.length; at += columns) {
    rows.push(Array.from(data.subarray(at, at + columns)));
  }
  return rows;
}
