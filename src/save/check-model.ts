import { thetaLength } from '../engine/load-problem.ts';
import { checkFacts } from './check-facts.ts';
import { checkProducts } from './check-products.ts';
import { checkSchema } from './check-schema.ts';
import { damaged } from './codec.ts';
import type { StoredModel } from './model-codec.ts';

function demand(holds: boolean, entry: string, problem: string): void {
  if (!holds) throw damaged(entry, problem);
}

/** The columns of X, their names, and what was estimated of them. */
function checkFixed({ fixed, crossProducts, saved }: StoredModel): void {
  const { names, estimates, vcov, dropped, aliases = [], assign, termLabels } = fixed;
  const p = names.length;
  const { kept, columns } = crossProducts;
  demand(kept.length === p, 'fixed.names', 'has another length than crossProducts.kept');
  demand(estimates.length === p, 'fixed.estimates', 'has another length than the names');
  demand(vcov.length === p * p, 'fixed.vcov', 'has another size than the names');
  const all = saved.columns;
  demand(all.names.length === columns, 'saved.columns', 'has another length than the columns');
  demand(all.assign.length === columns, 'saved.columns', 'has another length than the columns');
  const own = kept.every((j, i) => all.names[j] === names[i] && all.assign[j] === assign[i]);
  demand(own && assign.length === p, 'fixed', 'has other coefficients than the columns kept');
  const isKept = new Set(kept);
  const rest = all.names.filter((_, j) => !isKept.has(j));
  demand(rest.join('\n') === dropped.join('\n'), 'fixed.dropped', 'is not what was not kept');
  const inTerms = all.assign.every((term) => term < Math.max(termLabels.length, 1));
  demand(inTerms, 'saved.columns', 'names terms that are not there');
  const whole = aliases.length === dropped.length && aliases.every(({ length }) => length === p);
  demand(whole, 'fixed.aliases', 'has another size than the columns left out');
}

/** The random terms, and the levels of their factors. */
function checkRandom({ random, levels, crossProducts, theta, saved }: StoredModel): void {
  const { terms, factors, withheld = false } = crossProducts;
  demand(withheld !== saved.groups, 'saved.groups', 'contradicts the cross-products');
  demand(random.length === terms.length, 'random', 'has another length than the cross-products');
  demand(theta.length === thetaLength(terms), 'theta', 'has another length than the templates');
  demand(levels.length === factors.length, 'levels', 'has another length than the factors');
  levels.forEach((names, f) => {
    const wanted = withheld ? 0 : factors[f].levels;
    demand(names.length === wanted, 'levels', 'has another length than a factor');
  });
  random.forEach((part, t) => {
    const k = terms[t].size;
    const square = k * k;
    const count = levels[terms[t].factor].length;
    const { names, template, covariance, effects, conditional, prediction } = part;
    const sizes = [
      [names.length, k],
      [template.length, square],
      [covariance.length, square],
      [effects.length, count * k],
      [conditional.length, count * square],
      [prediction.length, count * square],
    ];
    const whole = sizes.every(([found, wanted]) => found === wanted);
    demand(whole, `random[${t}]`, 'has parts of other sizes than its term');
  });
}

/** Throws `saved-model` unless the parts of the model fit together: nothing behind this point checks an index or a length. */
export function checkModel(model: StoredModel): void {
  checkProducts(model.crossProducts);
  checkFixed(model);
  checkRandom(model);
  if (model.schema !== undefined) checkSchema(model.schema, model.saved.columns.names);
  const {
    crossProducts,
    nobs,
    sigma,
    theta,
    fixed,
    varianceInformation,
    saved,
    singularDirections,
  } = model;
  demand(nobs === crossProducts.n, 'nobs', 'is not that of the cross-products');
  demand(sigma > 0, 'sigma', 'must be positive');
  demand(saved.rowCount > 0, 'saved.rowCount', 'must be positive');
  if (saved.facts !== undefined) {
    checkFacts(saved.facts, crossProducts, Math.max(fixed.termLabels.length - 1, 0));
  }
  const numbers = saved.scaledResiduals?.length ?? 5;
  demand(numbers === 5, 'saved.scaledResiduals', 'must be five numbers');
  demand(
    model.singular === singularDirections.length > 0,
    'singular',
    'contradicts the directions without variance',
  );
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
