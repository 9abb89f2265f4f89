import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { Model } from '../../fit/model.ts';
import { namedFunctions } from './named-functions.ts';
import {
  type AnyParameter,
  type GeneralisedParameter,
  type Parameter,
  parameterValue,
} from './parameter.ts';
import type { ParameterFunction } from './parameter-function.ts';
import { fixedParameters, varianceParameters } from './parameter-list.ts';
import type { ParameterNames } from './parameter-names.ts';
import type { ParameterSpace } from './parameter-space.ts';
import { type Names, type Quantity, readQuantity } from './parameter-text.ts';

/** Which parameters: names, arithmetic on names (`meanses - cses`), `beta_`, `theta_`, or functions of one's own. */
export type ParameterChoice = string | ParameterFunction | readonly (string | ParameterFunction)[];

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
