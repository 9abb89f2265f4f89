import { withoutFixed } from '../engine/working-products.ts';
import { families } from '../family/family.ts';
import { groupNames } from '../fit/group-names.ts';
import { checkFixed, checkRandom, checkRows, demand } from './check-estimates.ts';
import { checkProducts } from './check-products.ts';
import { checkSchema } from './check-schema.ts';
import type { StoredGeneralisedModel } from './generalised-codec.ts';

/** Family, link and quadrature must go together. */
function checkKind({ family, link, method, points, nobs, sigma }: StoredGeneralisedModel): void {
  const goes =
    families[family].links.includes(link) && !(family === 'gaussian' && link === 'identity');
  demand(goes, 'link', `does not go with family ${family}`);
  demand(
    points >= 1 && (points === 1) === (method === 'Laplace'),
    'points',
    'contradicts the method',
  );
  demand(nobs > 0, 'nobs', 'must be positive');
  demand(sigma > 0, 'sigma', 'must be positive');
}

/** The parameters of the family beside the mean. */
function checkAuxiliary(model: StoredGeneralisedModel): void {
  const { family, auxiliary, dispersion, thresholds, categories, certificate } = model;
  const ordinal = family === 'ordinal';
  const hasDispersion = families[family].dispersion !== undefined;
  demand(
    (dispersion !== undefined) === hasDispersion,
    'dispersion',
    `contradicts family ${family}`,
  );
  demand((dispersion?.estimate ?? 1) > 0, 'dispersion.estimate', 'must be positive');
  demand((thresholds !== undefined) === ordinal, 'thresholds', `contradicts family ${family}`);
  const wanted = thresholds?.names.length ?? Number(hasDispersion);
  demand(
    auxiliary.length === wanted,
    'auxiliary',
    `has another length than family ${family} needs`,
  );
  if (thresholds === undefined) return;
  const { names, estimates, se } = thresholds;
  const whole =
    names.length > 0 &&
    estimates.length === names.length &&
    se.length === (certificate.certified ? names.length : 0) &&
    categories?.length === names.length + 1;
  demand(whole, 'thresholds', 'has parts of other lengths than the categories');
  const ascending = estimates.every((x, k) => k === 0 || x > estimates[k - 1]);
  demand(ascending, 'thresholds.estimates', 'must ascend');
}

/** The core takes the cross-products for true, and the slopes are addressed by levels and parameters. */
function checkJoint({ joint, random, saved }: StoredGeneralisedModel, parameters: number): void {
  if (joint === undefined) return;
  demand(saved.groups, 'joint', 'stands in a model without its groups');
  const { crossProducts, slopes } = joint;
  checkProducts(withoutFixed(crossProducts));
  const names = groupNames({ random });
  const { factors, terms } = crossProducts;
  const own =
    terms.length === random.length &&
    slopes.length === random.length &&
    factors.length === names.length &&
    factors.every(({ name, levels }, f) => {
      return name === names[f] && levels === saved.facts.levels[f];
    }) &&
    random.every(({ names: coefficients, group }, t) => {
      const { factor, size } = terms[t];
      const wanted = saved.facts.levels[factor] * size * parameters;
      return size === coefficients.length && names[factor] === group && slopes[t].length === wanted;
    });
  demand(own, 'joint', 'has other terms, levels or parameters than the model');
}

/** Throws `saved-model` unless the parts of the model fit together. */
export function checkGeneralisedModel(model: StoredGeneralisedModel): void {
  const { family, random, fixed, theta, auxiliary, covariance, certificate, saved, schema } = model;
  checkKind(model);
  checkAuxiliary(model);
  const { columns, facts, groups } = saved;
  const kept = fixed.names.map((name) => columns.names.indexOf(name));
  demand(
    kept.every((j, i) => j >= 0 && (i === 0 || j > kept[i - 1])),
    'fixed.names',
    'are not among the columns, in their order',
  );
  checkFixed(fixed, columns, kept, certificate.certified);
  const names = groupNames({ random });
  demand(
    facts.levels.length === names.length,
    'saved.facts.levels',
    'has another length than the factors',
  );
  demand(
    facts.levels.every((count) => count > 0),
    'saved.facts.levels',
    'must be positive',
  );
  checkRandom(
    model,
    random.map((part) => ({ size: part.names.length, factor: names.indexOf(part.group) })),
    facts.levels.map((count) => (groups ? count : 0)),
  );
  const sized =
    facts.sizes.length === names.length &&
    facts.sizes.every(({ length }, f) => length === (groups ? facts.levels[f] : 0));
  demand(sized, 'saved.facts.sizes', 'has another length than the levels');
  demand(
    facts.sizes.every((own) => own.every((x) => x >= 0)),
    'saved.facts.sizes',
    'must not be negative',
  );
  const variances = facts.randomVariances;
  const positive = facts.fixedVariance >= 0 && variances.every((x) => x >= 0);
  demand(
    positive && variances.length === random.length,
    'saved.facts',
    'has no variance for each term',
  );
  checkRows(model, saved);
  const size = fixed.names.length + theta.length + auxiliary.length;
  const known = certificate.certified ? size * size : 0;
  demand((covariance?.length ?? 0) === known, 'covariance', 'has another size than the parameters');
  checkJoint(model, size);
  if (schema === undefined) return;
  // The thresholds of an ordinal model take the place of the intercept that its formula has.
  checkSchema(schema, family === 'ordinal' ? ['(Intercept)', ...columns.names] : columns.names);
}
