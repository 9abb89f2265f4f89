import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { Model } from '../../fit/model.ts';
import { namedFunctions } from './named-functions.ts';
import type { Estimate, ParameterSpace } from './parameter-space.ts';
import { type Names, type Quantity, readQuantity } from './parameter-text.ts';

/** A function of the parameters by its own name, for `confint` and `profile`. */
export interface ParameterFunction {
  readonly name: string;
  /** Smooth in the parameters; NaN where it is not defined. */
  readonly value: (estimate: Estimate) => number;
  /** Least and greatest possible value. Wald intervals are then taken on the logit or log scale. Default −∞ to ∞. */
  readonly range?: readonly [number, number];
}

/** Which parameters: names, arithmetic on names (`meanses - cses`), `beta_`, `theta_`, or functions of one's own. */
export type ParameterChoice = string | ParameterFunction | readonly (string | ParameterFunction)[];

/** One thing that can be profiled. Indices are those of `ParameterSpace`. */
export type Parameter =
  /** constant + weightsᵀβ in the user's columns. */
  | {
      readonly kind: 'fixed';
      readonly name: string;
      readonly weights: Float64Array;
      readonly constant: number;
    }
  /** A standard deviation to the power 1, or 2 for the variance. */
  | {
      readonly kind: 'sd';
      readonly name: string;
      readonly term: number;
      readonly index: number;
      readonly power: 1 | 2;
    }
  | {
      readonly kind: 'cor';
      readonly name: string;
      readonly term: number;
      readonly i: number;
      readonly j: number;
    }
  | { readonly kind: 'sigma'; readonly name: string; readonly power: 1 | 2 }
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly value: (estimate: Estimate) => number;
      readonly range: readonly [number, number];
    };

/** The variance parameters as lme4 lists them: terms by decreasing number of levels, θ order within, σ last. */
export function varianceParameters({ terms, order }: ParameterSpace): Parameter[] {
  const list: Parameter[] = order.flatMap((term) => {
    const { sdNames, correlations } = terms[term];
    return sdNames.flatMap((name, index): Parameter[] => [
      { kind: 'sd', name: `sd_${name}`, term, index, power: 1 },
      ...correlations
        .filter(([, j]) => j === index)
        .map(([i, j, pair]): Parameter => ({ kind: 'cor', name: `cor_${pair}`, term, i, j })),
    ]);
  });
  return [...list, { kind: 'sigma', name: 'sigma', power: 1 }];
}

export function fixedParameters({ fixedNames }: ParameterSpace): Parameter[] {
  return fixedNames.map((name, j) => {
    const weights = new Float64Array(fixedNames.length);
    weights[j] = 1;
    return { kind: 'fixed', name, weights, constant: 0 };
  });
}

/**
 * The parameters that a choice means; all of them when it is absent. `var_x|g` and `sigma^2` are variances; named functions see
 * `namedFunctions`.
 *
 * @throws `option` for a name that does not exist
 */
export function chooseParameters(
  model: Model,
  space: ParameterSpace,
  choice: ParameterChoice | undefined,
): Parameter[] {
  const variances = varianceParameters(space);
  const fixed = fixedParameters(space);
  if (choice === undefined) return [...variances, ...fixed];
  const functions = namedFunctions(model, space);
  const squares = variances.flatMap((parameter): Parameter[] =>
    parameter.kind === 'sd'
      ? [{ ...parameter, name: parameter.name.replace(/^sd_/, 'var_'), power: 2 }]
      : parameter.kind === 'sigma'
        ? [{ ...parameter, name: 'sigma^2', power: 2 }]
        : [],
  );
  const ready = new Map(
    [...fixed, ...squares, ...variances, ...functions.map(fromFunction)].map((p) => [p.name, p]),
  );
  const list = typeof choice === 'string' || !isList(choice) ? [choice] : choice;
  return list.flatMap((entry): Parameter[] => {
    if (typeof entry !== 'string') return [fromFunction(checkFunction(entry))];
    const name = entry.trim();
    if (name === 'beta_') return fixed;
    if (name === 'theta_') return variances;
    const found = ready.get(name);
    if (found !== undefined) return [found];
    return [fromText(name, space, ready)];
  });
}

function isList(
  choice: Exclude<ParameterChoice, string>,
): choice is readonly (string | ParameterFunction)[] {
  return Array.isArray(choice);
}

function checkFunction(entry: ParameterFunction): ParameterFunction {
  if (typeof entry?.value === 'function' && typeof entry.name === 'string') return entry;
  throw new BlupError(
    'option',
    'a parameter is a name, arithmetic on names, or { name, value: (estimate) => number }',
    { value: typeof entry },
  );
}

function fromFunction({
  name,
  value,
  range = [-Infinity, Infinity],
}: ParameterFunction): Parameter {
  return { kind: 'function', name, value, range };
}

function fromText(
  text: string,
  space: ParameterSpace,
  ready: ReadonlyMap<string, Parameter>,
): Parameter {
  if (/^[\p{L}_.][\p{L}\p{N}_.]*$/u.test(text)) {
    const hint =
      didYouMean(text, ready.keys()) || `; the names are ${[...ready.keys()].join(', ')}`;
    throw new BlupError('option', `no parameter is named "${text}"${hint}`, { value: text });
  }
  const names: Names = new Map(
    Array.from(ready.values(), (parameter) => [parameter.name, quantityOf(parameter, space)]),
  );
  const quantity = readQuantity(text, names);
  const { linear } = quantity;
  if (linear === undefined) {
    const range = [quantity.positive ? 0 : -Infinity, Infinity] as const;
    return fromFunction({ name: text, value: quantity.value, range });
  }
  const weights = Float64Array.from(space.fixedNames, (name) => linear.weights.get(name) ?? 0);
  if (weights.every((w) => w === 0)) {
    throw new BlupError('option', `"${text}" is a constant`, { value: text });
  }
  return { kind: 'fixed', name: text, weights, constant: linear.constant };
}

function quantityOf(parameter: Parameter, space: ParameterSpace): Quantity {
  if (parameter.kind !== 'fixed') {
    const positive =
      parameter.kind === 'sd' ||
      parameter.kind === 'sigma' ||
      (parameter.kind === 'function' && parameter.range[0] >= 0);
    return { value: (e) => parameterValue(parameter, space, e), positive };
  }
  return {
    value: (e) => parameterValue(parameter, space, e),
    linear: { constant: 0, weights: new Map([[parameter.name, 1]]) },
  };
}

/** The value of a parameter in an estimate. */
export function parameterValue(
  parameter: Parameter,
  space: ParameterSpace,
  estimate: Estimate,
): number {
  switch (parameter.kind) {
    case 'fixed':
      return space.fixedNames.reduce(
        (sum, name, j) =>
          parameter.weights[j] === 0 ? sum : sum + parameter.weights[j] * estimate.fixef[name],
        parameter.constant,
      );
    case 'sd':
      return estimate.sd[space.terms[parameter.term].sdNames[parameter.index]] ** parameter.power;
    case 'cor': {
      const { term, i, j } = parameter;
      const entry = space.terms[term].correlations.find(([a, b]) => a === i && b === j);
      return estimate.cor[entry?.[2] ?? ''];
    }
    case 'sigma':
      return estimate.sigma ** parameter.power;
    case 'function':
      return parameter.value(estimate);
  }
}
