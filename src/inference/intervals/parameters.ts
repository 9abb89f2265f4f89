import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { Model } from '../../fit/model.ts';
import { namedFunctions } from './named-functions.ts';
import type { Estimate, ParameterNames, ParameterSpace } from './parameter-space.ts';
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

/** Those of generalised models: without σ, with the dispersion of the family and the thresholds of an ordinal model. */
export type GeneralisedParameter =
  | Exclude<Parameter, { kind: 'sigma' }>
  | { readonly kind: 'dispersion'; readonly name: string }
  | { readonly kind: 'threshold'; readonly name: string; readonly index: number };

type TermParameter = Extract<Parameter, { kind: 'sd' | 'cor' }>;

/** Standard deviations and correlations as lme4 lists them: terms by decreasing number of levels, θ order within. */
export function termParameters({ terms, order }: ParameterNames): TermParameter[] {
  return order.flatMap((term) => {
    const { sdNames, correlations } = terms[term];
    return sdNames.flatMap((name, index): TermParameter[] => [
      { kind: 'sd', name: `sd_${name}`, term, index, power: 1 },
      ...correlations
        .filter(([, j]) => j === index)
        .map(([i, j, pair]): TermParameter => ({ kind: 'cor', name: `cor_${pair}`, term, i, j })),
    ]);
  });
}

/** The variance parameters of a linear model, σ last. */
export function varianceParameters(space: ParameterSpace): Parameter[] {
  return [...termParameters(space), { kind: 'sigma', name: 'sigma', power: 1 }];
}

export function fixedParameters({
  fixedNames,
}: ParameterNames): Extract<Parameter, { kind: 'fixed' }>[] {
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
  const functions = choice === undefined ? [] : namedFunctions(model, space);
  return chosenOf(space, choice, variances, fixedParameters(space), functions.map(fromFunction));
}

/** The same for a generalised model; `variances` are all parameters but the fixed effects. */
export function chooseGeneralised(
  names: ParameterNames,
  choice: ParameterChoice | undefined,
  variances: readonly GeneralisedParameter[],
): GeneralisedParameter[] {
  return chosenOf(names, choice, variances, fixedParameters(names), []);
}

/** A parameter of either kind of model. */
export type AnyParameter = Parameter | GeneralisedParameter;

function chosenOf<P extends AnyParameter>(
  names: ParameterNames,
  choice: ParameterChoice | undefined,
  variances: readonly P[],
  fixed: readonly P[],
  functions: readonly P[],
): P[] {
  if (choice === undefined) return [...variances, ...fixed];
  const squares = variances.flatMap((parameter): P[] =>
    parameter.kind === 'sd'
      ? [{ ...parameter, name: parameter.name.replace(/^sd_/, 'var_'), power: 2 }]
      : parameter.kind === 'sigma'
        ? [{ ...parameter, name: 'sigma^2', power: 2 }]
        : [],
  );
  const ready = new Map([...fixed, ...squares, ...variances, ...functions].map((p) => [p.name, p]));
  const list = typeof choice === 'string' || !isList(choice) ? [choice] : choice;
  return list.flatMap((entry): P[] => {
    // A text or a function is a parameter of either kind of model.
    if (typeof entry !== 'string') return [fromFunction(checkFunction(entry)) as P];
    const name = entry.trim();
    if (name === 'beta_') return [...fixed];
    if (name === 'theta_') return [...variances];
    const found = ready.get(name);
    if (found !== undefined) return [found];
    return [fromText(name, names, ready) as P];
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
  space: ParameterNames,
  ready: ReadonlyMap<string, AnyParameter>,
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

function quantityOf(parameter: AnyParameter, space: ParameterNames): Quantity {
  if (parameter.kind !== 'fixed') {
    const positive =
      parameter.kind === 'sd' ||
      parameter.kind === 'sigma' ||
      parameter.kind === 'dispersion' ||
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
  parameter: AnyParameter,
  space: ParameterNames,
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
    case 'dispersion':
      return estimate.dispersion ?? Number.NaN;
    case 'threshold':
      return estimate.thresholds?.[parameter.name] ?? Number.NaN;
    case 'function':
      return parameter.value(estimate);
  }
}

/** Least and greatest value of a parameter. */
export function rangeOf(parameter: AnyParameter): readonly [number, number] {
  if (parameter.kind === 'function') return parameter.range;
  if (parameter.kind === 'cor') return [-1, 1];
  const free = parameter.kind === 'fixed' || parameter.kind === 'threshold';
  return [free ? -Infinity : 0, Infinity];
}
