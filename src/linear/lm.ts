import type { Design } from '../design/design.ts';
import { type LeastSquares, leastSquares } from '../engine/accumulate.ts';
import { congruence, solveUpper } from '../engine/small-matrix.ts';
import { BlupError } from '../errors/blup-error.ts';
import type { Notice } from '../errors/notice.ts';
import { aliases } from '../fit/aliases.ts';
import { droppedNotice } from '../fit/fit-products.ts';
import type { DataInput, LmerOptions } from '../fit/lmer.ts';
import type { FixedPart, OptionColumns } from '../fit/model.ts';
import { deparseFormula } from '../formula/deparse.ts';
import { checkOptionNames, type FrameOptions, frameOptionNames } from '../frame/frame-options.ts';
import { modelFrame } from '../frame/model-frame.ts';
import { asTable } from '../table/as-table.ts';
import { linearDesign, rowWeights } from './linear-design.ts';
import type { LinearModel } from './linear-model.ts';

/** Options of `lm`: those of `lmer` that are about data. */
export type LmOptions = Omit<LmerOptions, 'method' | 'onProgress'>;

/** Residuals below this share of the response are rounding. */
const PERFECT = 1e-12;

/** The options of `modelFrame` among those of `lm`, checked. */
export function frameOptionsOf(options: LmOptions): FrameOptions {
  checkOptionNames(options, [...frameOptionNames, 'factors', 'dataName']);
  const { factors: _, dataName: __, ...rest } = options;
  return rest;
}

/** The columns that options name; undefined when there are none. */
function optionColumnsOf(options: LmOptions): OptionColumns | undefined {
  const names = (['precisionWeights', 'frequencyWeights', 'offset'] as const).filter(
    (name) => typeof options[name] === 'string',
  );
  return names.length === 0
    ? undefined
    : Object.fromEntries(names.map((name) => [name, options[name]]));
}

/** β̂ = R⁻¹γ and σ² (XᵀWX)⁻¹ = σ² R⁻¹R⁻ᵀ/n. */
function fixedPart(design: Design, fit: LeastSquares, variance: number): FixedPart {
  const { names, assign, termLabels } = design.fixed;
  const { kept, triangle, response, columns } = fit;
  const p = kept.length;
  const identity = new Float64Array(p * p);
  for (let j = 0; j < p; j++) identity[j * p + j] = variance / design.n;
  const isKept = new Set(kept);
  const dropped = Array.from({ length: columns }, (_, j) => j).filter((j) => !isKept.has(j));
  return {
    names: Array.from(kept, (j) => names[j]),
    estimates: solveUpper(triangle, response, p, 1),
    vcov: congruence(triangle, identity, p),
    dropped: dropped.map((j) => names[j]),
    ...(dropped.length > 0 && { aliases: aliases(design, fit) }),
    assign: Array.from(kept, (j) => assign[j]),
    termLabels,
  };
}

function linearPredictor({ n, fixed }: Design, kept: Int32Array, beta: Float64Array): Float64Array {
  const values = new Float64Array(n);
  kept.forEach((j, at) => {
    const column = fixed.columns[j];
    for (let i = 0; i < n; i++) values[i] += beta[at] * column[i];
  });
  return values;
}

/** Σ w (x − m)², m the weighted mean or 0. */
function sumOfSquares(
  values: Float64Array,
  weights: Float64Array | undefined,
  centred: boolean,
): number {
  let total = 0;
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const w = weights?.[i] ?? 1;
    total += w;
    sum += w * values[i];
  }
  const mean = centred ? sum / total : 0;
  return values.reduce((s, x, i) => s + (weights?.[i] ?? 1) * (x - mean) ** 2, 0);
}

function fitNotices(df: number, perfect: boolean): Notice[] {
  if (df === 0) {
    const text = 'there are as many coefficients as observations: no residual variance, no tests';
    return [{ code: 'no-residual-df', text, detail: {} }];
  }
  if (!perfect) return [];
  const text = 'the coefficients reproduce the response exactly; standard errors are rounding';
  return [{ code: 'perfect-fit', text, detail: {} }];
}

/**
 * Fits a linear model by least squares: R's `lm(formula, data)`.
 *
 *     lm('mathach ~ ses + sector', rows)
 *
 * By an orthogonal (QR) factorisation of the rows, not by normal equations. A column that depends linearly on earlier ones
 * (what is left of it is below 1e-10 of its norm; R says 1e-7) is left out and named in `fixed.dropped`. Precision weights
 * are what R calls weights.
 *
 * @param data columns, rows, an Arrow table, a `Table`, or CSV text
 * @throws `formula-meaning` for a formula with random terms, and as `lmer` for other wrong input
 */
export function lm(formula: string, data: DataInput, options: LmOptions = {}): LinearModel {
  const { factors, dataName } = options;
  const given = frameOptionsOf(options);
  const table = asTable(data, factors === undefined ? {} : { factors });
  const frame = modelFrame(formula, table, given);
  if (frame.formula.random.length > 0) {
    throw new BlupError(
      'formula-meaning',
      `lm takes no random term such as (${frame.formula.random[0].label}); leave it out, or fit the formula by lmer`,
      { value: formula },
    );
  }
  const design = linearDesign(frame);
  const fit = leastSquares(design);
  const { kept, scale, n: nobs, response } = fit;
  const residualSS = design.n * scale * scale;
  const dfResidual = nobs - kept.length;
  const variance = dfResidual > 0 ? residualSS / dfResidual : Number.NaN;
  const fixed = fixedPart(design, fit, variance);
  const predictor = linearPredictor(design, kept, fixed.estimates);
  const { offset, y } = design;
  const fitted = offset === undefined ? predictor : predictor.map((x, i) => x + offset[i]);
  const { intercept } = frame.formula.fixed;
  const columns = optionColumnsOf(options);
  return {
    kind: 'lm',
    formula: deparseFormula(frame.formula),
    ...(dataName !== undefined && { dataName }),
    ...(columns !== undefined && { optionColumns: columns }),
    responseName: design.responseName,
    nobs,
    fixed,
    dfResidual,
    sigma: Math.sqrt(variance),
    residualSS,
    modelSS: sumOfSquares(predictor, rowWeights(design), intercept),
    intercept,
    logLik: 0.5 * (fit.logWeights - nobs * (Math.log((2 * Math.PI * residualSS) / nobs) + 1)),
    fitted,
    residuals: y.map((value, i) => value - fitted[i]),
    rows: frame.rows,
    design,
    schema: frame.schema,
    notices: [
      ...design.notices,
      ...droppedNotice(fixed.dropped),
      ...fitNotices(dfResidual, !(scale > PERFECT * Math.hypot(...response))),
    ],
  };
}
