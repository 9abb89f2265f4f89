import type { GeneralisedModel } from '../../fit/generalised-model.ts';
import { exponential } from '../../number/elementary.ts';
import { identityMatrix } from '../../number/identity-matrix.ts';
import { chooseGeneralised, type ParameterChoice } from './choose-parameters.ts';
import { type Estimate, namedFixed, variancesAt } from './estimate.ts';
import type { GeneralisedParameter } from './parameter.ts';
import { termParameters } from './parameter-list.ts';
import { type ParameterNames, parameterNames } from './parameter-names.ts';

/** All parameters of a generalised model but the fixed effects: `sd_…`, `cor_…`, `dispersion`, thresholds. */
function variancesOf(
  { dispersion, thresholds }: GeneralisedModel,
  names: ParameterNames,
): GeneralisedParameter[] {
  return [
    ...termParameters(names),
    ...(dispersion === undefined ? [] : [{ kind: 'dispersion' as const, name: 'dispersion' }]),
    ...(thresholds?.names ?? []).map((name, index) => ({
      kind: 'threshold' as const,
      name,
      index,
    })),
  ];
}

/** The names of a generalised model with its templates in the user's columns. */
export function ownNames(model: GeneralisedModel): ParameterNames {
  const bases = model.random.map(({ names }) => {
    const size = names.length;
    return { size, triangle: identityMatrix(size) };
  });
  return parameterNames(model, bases);
}

/**
 * The parameters of a generalised model that a choice means, all when it is absent.
 *
 * @throws `option` for a name that does not exist
 */
export function chosenGeneralised(
  model: GeneralisedModel,
  choice: ParameterChoice | undefined,
): GeneralisedParameter[] {
  const names = ownNames(model);
  return chooseGeneralised(names, choice, variancesOf(model, names));
}

/** Parameters in the user's columns. */
export interface UserPoint {
  readonly templates: readonly Float64Array[];
  readonly beta: Float64Array;
  readonly auxiliary: Float64Array;
}

/** All parameters at a point under the names that users know. `names` are those of `ownNames`. */
export function generalisedEstimate(
  { dispersion, thresholds, sigma }: GeneralisedModel,
  names: ParameterNames,
  { templates, beta, auxiliary }: UserPoint,
): Estimate {
  const own = dispersion === undefined ? undefined : exponential(auxiliary[0]);
  let cut = 0;
  const cuts = thresholds?.names.map((name, k) => {
    cut += k === 0 ? auxiliary[0] : exponential(auxiliary[k]);
    return [name, cut] as const;
  });
  return {
    fixef: namedFixed(names, beta),
    ...variancesAt(names.terms, templates, 1),
    // Where σ is not 1 it is the root of the dispersion.
    sigma: own === undefined || sigma === 1 ? sigma : Math.sqrt(own),
    ...(own !== undefined && { dispersion: own }),
    ...(cuts !== undefined && { thresholds: Object.fromEntries(cuts) }),
  };
}

/** The model's own estimates. */
export function userPoint({ random, fixed, auxiliary }: GeneralisedModel): UserPoint {
  return {
    templates: random.map(({ template }) => template),
    beta: fixed.estimates,
    auxiliary,
  };
}
