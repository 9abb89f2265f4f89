import { checkFixed, checkRandom, checkRows, demand } from './check-estimates.ts';
import { checkFacts } from './check-facts.ts';
import { checkProducts } from './check-products.ts';
import { checkSchema } from './check-schema.ts';
import type { StoredModel } from './model-codec.ts';

/** Throws `saved-model` unless the parts of the model fit together: nothing behind this point checks an index or a length. */
export function checkModel(model: StoredModel): void {
  const { crossProducts, nobs, sigma, theta, fixed, varianceInformation, saved, schema } = model;
  checkProducts(crossProducts);
  const { terms, factors, withheld = false, kept, columns } = crossProducts;
  demand(
    saved.columns.names.length === columns,
    'saved.columns',
    'has another length than the columns',
  );
  checkFixed(fixed, saved.columns, kept, true);
  demand(withheld !== saved.groups, 'saved.groups', 'contradicts the cross-products');
  checkRandom(
    model,
    terms,
    factors.map(({ levels }) => (withheld ? 0 : levels)),
  );
  if (schema !== undefined) checkSchema(schema, saved.columns.names);
  demand(nobs === crossProducts.n, 'nobs', 'is not that of the cross-products');
  demand(sigma > 0, 'sigma', 'must be positive');
  checkRows(model, saved);
  if (saved.facts !== undefined) {
    checkFacts(saved.facts, crossProducts, Math.max(fixed.termLabels.length - 1, 0));
  }
  if (varianceInformation === undefined) return;
  const { size, covariance, vcovGradient } = varianceInformation;
  const p = fixed.names.length;
  const whole =
    size === theta.length + 1 &&
    covariance.length === size * size &&
    vcovGradient.length === size &&
    vcovGradient.every(({ length }) => length === p * p);
  demand(whole, 'varianceInformation', 'has another size than the parameters');
}
