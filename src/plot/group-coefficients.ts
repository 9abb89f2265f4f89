import { ranef } from '../effects/ranef.ts';
import { BlupError } from '../errors/blup-error.ts';
import { didYouMean } from '../errors/suggest.ts';
import type { AnyModel } from '../fit/generalised-model.ts';

/** The random coefficients of one grouping factor. Matrices are levels × names, row-major. */
export interface GroupTerm {
  readonly group: string;
  readonly levels: readonly string[];
  readonly names: readonly string[];
  /** Predicted deviations. */
  readonly effects: Float64Array;
  /** Their standard deviations given the data, with fixed effects and variances taken as known. */
  readonly condSd: Float64Array;
  /** Estimated standard deviation of each coefficient over the population of groups. */
  readonly sd: readonly number[];
  /** Fixed effect of the same name, 0 without. */
  readonly centre: readonly number[];
}

/**
 * The random coefficients of a grouping factor, all its terms side by side as in `ranef`; by default of the first factor.
 *
 * @throws `option` for an unknown factor; `no-groups-kept` for a model saved without its groups
 */
export function groupTerm(model: AnyModel, group?: string): GroupTerm {
  const all = ranef(model);
  const index = group === undefined ? 0 : all.findIndex((one) => one.group === group);
  if (index < 0) {
    const groups = all.map((one) => one.group);
    const hint = didYouMean(String(group), groups) || `; use ${groups.join(' or ')}`;
    throw new BlupError('option', `"${group}" is no grouping factor of the model${hint}`, {
      value: group,
    });
  }
  const own = all[index];
  const parts = model.random.filter((part) => part.group === own.group);
  const { names: fixedNames, estimates } = model.fixed;
  return {
    group: own.group,
    levels: own.levels,
    names: own.names,
    effects: own.values,
    condSd: own.condSd,
    sd: parts.flatMap(({ names, covariance }) =>
      names.map((_, c) => Math.sqrt(Math.max(0, covariance[c * names.length + c]))),
    ),
    centre: own.names.map((name) => {
      const at = fixedNames.indexOf(name);
      return at < 0 ? 0 : estimates[at];
    }),
  };
}

/** Positions of chosen coefficients, all by default. Throws `option` for an unknown name. */
export function coefficientIndices(term: GroupTerm, names?: readonly string[]): number[] {
  return (names ?? term.names).map((name) => {
    const at = term.names.indexOf(name);
    if (at >= 0) return at;
    const hint = didYouMean(name, term.names) || `; use ${term.names.join(' or ')}`;
    throw new BlupError('option', `"${name}" is no random coefficient of ${term.group}${hint}`, {
      value: name,
    });
  });
}

/** Two coefficients for a plane, the first two by default. Throws `option` when there are not two. */
export function planeOf(term: GroupTerm, names?: readonly string[]): [number, number] {
  const [first, second, ...rest] = coefficientIndices(term, names ?? term.names.slice(0, 2));
  if (second !== undefined && rest.length === 0 && first !== second) return [first, second];
  throw new BlupError(
    'option',
    `the plot needs two random coefficients of ${term.group}, which has ${term.names.join(', ')}; use a caterpillar plot`,
    { value: names ?? term.names },
  );
}
