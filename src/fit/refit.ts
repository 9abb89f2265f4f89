import type { Design } from '../design/design.ts';
import { crossProducts } from '../engine/accumulate.ts';
import { type Evaluation, evaluateAt } from '../engine/evaluate.ts';
import { BlupError } from '../errors/blup-error.ts';
import { fitProducts } from './fit-products.ts';
import type { Model } from './model.ts';

function fitLike(model: Model, design: Design, products = crossProducts(design)): Model {
  const { formula, dataName, optionColumns, method, rows, schema } = model;
  const started = performance.now();
  return fitProducts(
    design,
    products,
    { formula, dataName, optionColumns, method, rows, schema, designTime: 0 },
    started,
  );
}

/**
 * The same model fitted to a new response, one value for each row that the model kept.
 *
 * @throws `response` when the length is wrong or a value is not finite
 */
export function refit(model: Model, y: ArrayLike<number>): Model {
  if (y.length !== model.design.n) {
    throw new BlupError(
      'response',
      `the new response has ${y.length} values; the model has ${model.design.n} rows`,
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
  return fitLike(model, { ...model.design, y: values });
}

/** The same model fitted by maximum likelihood, from its cross-products; an ML model is returned as it is. */
export function refitML(model: Model): Model {
  if (model.method === 'ML') return model;
  return fitLike({ ...model, method: 'ML' }, model.design, model.crossProducts);
}

/** The same model fitted by REML, from its cross-products; a REML model is returned as it is. */
export function refitREML(model: Model): Model {
  if (model.method === 'REML') return model;
  return fitLike({ ...model, method: 'REML' }, model.design, model.crossProducts);
}

/**
 * The criterion of a model at any θ (the REML criterion, or −2 log-likelihood for ML), with its exact gradient on request.
 *
 * @param theta as `theta(model)`: lower triangles of the relative covariance factors, column by column, term by term
 */
export function objectiveAt(
  model: Model,
  theta: ArrayLike<number>,
  options: { readonly gradient?: boolean } = {},
): Evaluation {
  return evaluateAt(model.crossProducts, model.method === 'REML', theta, options.gradient ?? false);
}
