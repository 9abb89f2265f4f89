import { product, transpose } from '../engine/small-matrix.ts';
import { BlupError } from '../errors/blup-error.ts';
import { fitGeneralised } from '../fit/fit-generalised.ts';
import type { FittedGeneralisedModel } from '../fit/generalised-model.ts';
import type { GlmerOptions } from '../fit/glmer.ts';
import type { DataInput } from '../fit/lmer.ts';
import { thetaOf } from '../fit/unpack.ts';
import { deparseFormula } from '../formula/deparse.ts';
import { drawResponse } from '../inference/bootstrap/draw-generalised.ts';
import { type GeneralisedParameters, openGeneralisedDesign } from './generalised-design.ts';

/** A study with a generalised model that is planned: formula, rows without response, family and the truth. */
export interface PlannedGeneralisedStudy extends GeneralisedParameters {
  readonly formula: string;
  readonly data: DataInput;
  /** Of the fits, as for `glmer`. */
  readonly nAGQ?: GlmerOptions['nAGQ'];
}

/**
 * A model whose parameters are those of a planned study: that of one response drawn from it, with the truth in the place of the estimates.
 *
 * @throws `option` for ordinal models, and parameters that are missing or impossible; as `glmer` for formula and data
 */
export function plannedModel(study: PlannedGeneralisedStudy): FittedGeneralisedModel {
  const { formula, data, nAGQ, ...parameters } = study;
  const open = openGeneralisedDesign(formula, data, parameters);
  const { family, link, frame, design, beta, roots, dispersion, trials, draw } = open;
  const { y } = drawResponse(draw, 1, 0);
  const model = fitGeneralised(
    { ...design, y },
    { family, link, nAGQ, ...(trials && { trials }) },
    { formula: deparseFormula(frame.formula), rows: frame.rows, designTime: 0 },
    performance.now(),
  );
  if (model.fixed.dropped.length > 0) {
    throw new BlupError(
      'option',
      `the columns of ${model.fixed.dropped.join(', ')} depend linearly on others; leave them out of the formula`,
      { value: model.fixed.dropped },
    );
  }
  const random = model.random.map((part, t) => {
    const k = part.names.length;
    const covariance = product(roots[t], transpose(roots[t], k, k), k, k, k);
    return { ...part, template: roots[t], covariance };
  });
  return {
    ...model,
    // Whatever became of that one response: the replicates have certificates of their own.
    certificate: { ...model.certificate, certified: true },
    fixed: { ...model.fixed, estimates: beta },
    random,
    theta: thetaOf(random),
    ...(model.dispersion &&
      dispersion && { dispersion: { ...model.dispersion, estimate: dispersion } }),
    auxiliary: Float64Array.from(dispersion === undefined ? [] : [Math.log(dispersion)]),
  };
}
