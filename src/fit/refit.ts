import type { Design } from '../design/design.ts';
import { crossProducts } from '../engine/accumulate.ts';
import { type Evaluation, evaluateAt } from '../engine/evaluate.ts';
import { BlupError } from '../errors/blup-error.ts';
import { fitProducts, refitLoaded } from './fit-products.ts';
import type { AnyModel, FittedGeneralisedModel, GeneralisedModel } from './generalised-model.ts';
import { checkLinear, withRows } from './kept.ts';
import type { FittedModel, Model } from './model.ts';
import { refitGeneralised } from './refit-generalised.ts';

function contextOf({ formula, dataName, optionColumns, schema }: Model, method: 'REML' | 'ML') {
  return { formula, dataName, optionColumns, method, schema, designTime: 0 };
}

function fitLike(model: FittedModel, design: Design): FittedModel {
  const started = performance.now();
  const context = { ...contextOf(model, model.method), rows: model.rows };
  return fitProducts(design, crossProducts(design), context, started);
}

function fitBy(model: Model, method: 'REML' | 'ML'): Model {
  if (model.method === method) return model;
  const started = performance.now();
  const context = contextOf(model, method);
  if (model.saved !== undefined) return refitLoaded(model, context, started);
  const { design, crossProducts: products, rows } = model;
  return fitProducts(design, products, { ...context, rows }, started);
}

/**
 * The same model fitted to a new response, one value for each row that the model kept. Of a generalised model it is coded as
 * `model.design.y` and `simulate` have it: successes, counts, numbers, or categories from 0; the number of points of the quadrature stays.
 *
 * @throws `response` when the length is wrong or a value is not finite, or not what the family takes; `no-rows-kept` for a loaded
 *   model
 */
export function refit(model: Model, y: ArrayLike<number>): FittedModel;
export function refit(model: GeneralisedModel, y: ArrayLike<number>): FittedGeneralisedModel;
export function refit(model: AnyModel, y: ArrayLike<number>): FittedModel | FittedGeneralisedModel;
export function refit(model: AnyModel, y: ArrayLike<number>): FittedModel | FittedGeneralisedModel {
  const whole = withRows(model, 'fits to a new response');
  const { design } = whole;
  if (y.length !== design.n) {
    throw new BlupError(
      'response',
      `the new response has ${y.length} values; the model has ${design.n} rows`,
      { value: y.length },
    );
  }
  const values = Float64Array.from(y);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new BlupError('response', `the new response is ${values[bad]} at position ${bad}`, {
      value: values[bad],
    });
  }
  if (whole.kind === 'glmm') return refitGeneralised(whole, values);
  return fitLike(whole, { ...whole.design, y: values });
}

/**
 * The same model fitted by maximum likelihood, from its cross-products; an ML model is returned as it is.
 *
 * @throws `no-groups-kept` for a model saved without its groups
 */
export function refitML(model: FittedModel): FittedModel;
export function refitML(model: Model): Model;
export function refitML(model: Model): Model {
  checkLinear(model, 'refitML()');
  return fitBy(model, 'ML');
}

/**
 * The same model fitted by REML, from its cross-products; a REML model is returned as it is.
 *
 * @throws `no-groups-kept` for a model saved without its groups
 */
export function refitREML(model: FittedModel): FittedModel;
export function refitREML(model: Model): Model;
export function refitREML(model: Model): Model {
  checkLinear(model, 'refitREML()');
  return fitBy(model, 'REML');
}

/**
 * The criterion of a model at any θ (the REML criterion, or −2 log-likelihood for ML), with its exact gradient on request.
 *
 * @param theta as `theta(model)`: lower triangles of the relative covariance factors, column by column, term by term
 * @throws `no-groups-kept` for a model saved without its groups
 */
export function objectiveAt(
  model: Model,
  theta: ArrayLike<number>,
  options: { readonly gradient?: boolean } = {},
): Evaluation {
  checkLinear(model, 'objectiveAt()');
  return evaluateAt(model.crossProducts, model.method === 'REML', theta, options.gradient ?? false);
}
