import type { Estimate } from './estimate.ts';
import type { ParameterNames } from './parameter-names.ts';

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

/** A parameter of either kind of model. */
export type AnyParameter = Parameter | GeneralisedParameter;

/** The parameters of one kind. */
export type ParameterOf<K extends AnyParameter['kind']> = Extract<AnyParameter, { kind: K }>;

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
