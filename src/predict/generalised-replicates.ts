import type { Design, RandomTerm } from '../design/design.ts';
import { type GeneralisedRefitter, withGeneralisedRefits } from '../engine/generalised-refits.ts';
import { hessianAt } from '../engine/open-generalised.ts';
import { congruence } from '../engine/small-matrix.ts';
import { innerCovariance, innerParameters, outerParameters } from '../engine/unpack-generalised.ts';
import { preparedResponse, prepareInput } from '../fit/generalised-input.ts';
import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import type { FixedPart } from '../fit/model.ts';
import { drawResponse, ownDraw } from '../inference/bootstrap/draw-generalised.ts';
import { userPoint } from '../inference/parameters/generalised-parameters.ts';

/** Values c times one after the other; what was one array stays one. */
function repeater(copies: number): (values: Float64Array) => Float64Array {
  const known = new Map<Float64Array, Float64Array>();
  return (values) => {
    const made =
      known.get(values) ??
      Float64Array.from({ length: copies * values.length }, (_, i) => values[i % values.length]);
    known.set(values, made);
    return made;
  };
}

/** The rows of a design c times, each time with groups of their own. */
function copyDesign(design: Design, copies: number): Design {
  const {
    frame: _,
    y,
    fixed,
    random,
    precisionWeights,
    frequencyWeights,
    offset,
    ...rest
  } = design;
  const repeat = repeater(copies);
  const codes = new Map<Int32Array, Pick<RandomTerm, 'codes' | 'levels'>>();
  const groupsOf = ({ codes: own, levels }: RandomTerm): Pick<RandomTerm, 'codes' | 'levels'> => {
    const made = codes.get(own) ?? {
      codes: Int32Array.from(
        { length: copies * own.length },
        (_, i) => own[i % own.length] + levels.length * Math.floor(i / own.length),
      ),
      levels: Array.from({ length: copies }, (_, c) =>
        levels.map((name) => `${name}.${c + 1}`),
      ).flat(),
    };
    codes.set(own, made);
    return made;
  };
  return {
    ...rest,
    n: copies * design.n,
    y: repeat(y),
    fixed: { ...fixed, columns: fixed.columns.map(repeat) },
    random: random.map((term) => ({
      ...term,
      ...groupsOf(term),
      columns: term.columns.map(repeat),
    })),
    ...(precisionWeights && { precisionWeights: repeat(precisionWeights) }),
    ...(frequencyWeights && { frequencyWeights: repeat(frequencyWeights) }),
    ...(offset && { offset: repeat(offset) }),
  };
}

/** The model on its rows c times: the truth of a larger study. Numbers of single rows and groups are still those of the model. */
export function copyStudy(model: FittedGeneralisedModel, copies: number): FittedGeneralisedModel {
  if (copies === 1) return model;
  const { design, trials, nobs } = model;
  return {
    ...model,
    nobs: copies * nobs,
    design: copyDesign(design, copies),
    ...(trials && { trials: repeater(copies)(trials) }),
  };
}

/** Fixed effects with their covariance, from the Hessian in all parameters; undefined where the search or the Hessian fails. */
function fixedOf(
  { rows, open }: GeneralisedRefitter,
  { psi, free, outcome }: ReturnType<GeneralisedRefitter['fit']>,
): Pick<FixedPart, 'estimates' | 'vcov'> | undefined {
  if (outcome !== 'converged') return undefined;
  const d = psi.length;
  const m = free.length;
  const p = rows.kept.length;
  const all = Array.from({ length: d }, (_, k) => free[k] ?? true);
  const covariance = innerCovariance(hessianAt(open, psi), all);
  if (covariance === undefined) return undefined;
  const inner = Float64Array.from(
    { length: p * p },
    (_, at) => covariance[(m + Math.floor(at / p)) * d + m + (at % p)],
  );
  const vcov = congruence(rows.triangle, inner, p);
  return vcov.every(Number.isFinite)
    ? { estimates: outerParameters(psi, rows).beta, vcov }
    : undefined;
}

/**
 * Draws responses from a generalised model, new random effects each time, and fits it to each from its own parameters. The rows are loaded once;
 * response r is that of `simulate` with the same seed.
 *
 * @param use gets the model with the fixed effects of the replicate, or undefined where it could not be fitted; `false` stops
 */
export function forGeneralisedReplicates(
  study: FittedGeneralisedModel,
  { nsim, seed }: { readonly nsim: number; readonly seed: number },
  use: (fit: FittedGeneralisedModel | undefined, replicate: number) => boolean,
): void {
  const prepared = prepareInput(study.design, study);
  const { templates, beta, auxiliary } = userPoint(study);
  const draw = ownDraw(study);
  withGeneralisedRefits(prepared.input, study.points, (refitter) => {
    const psi = innerParameters(templates, beta, auxiliary, refitter.rows);
    const hessian = hessianAt(refitter.open, psi);
    for (let r = 0; r < nsim; r++) {
      const values = drawResponse(draw, seed, r).y;
      const { y } = preparedResponse(prepared, study.design, study, values);
      const found = values.some(Number.isNaN) ? undefined : refitter.fit(y, psi, hessian);
      const own = found && fixedOf(refitter, found);
      if (!use(own && { ...study, fixed: { ...study.fixed, ...own } }, r)) return;
    }
  });
}
