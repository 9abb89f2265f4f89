import type { CrossProducts, TermBasis } from '../../engine/cross-products.ts';
import { lowerEntries } from '../../engine/load-problem.ts';
import { solveUpper } from '../../engine/small-matrix.ts';
import type { AnyModel } from '../../fit/generalised-model.ts';
import { levelCount } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { exponential } from '../../number/elementary.ts';

/**
 * All parameters of a model at one point, under the names that users know. Standard deviations, variances and
 * correlations are named as in lme4 without their prefix: `sd['cses|school']`, `cor['cses.(Intercept)|school']`.
 */
export interface Estimate {
  readonly fixef: Readonly<Record<string, number>>;
  readonly sd: Readonly<Record<string, number>>;
  readonly variance: Readonly<Record<string, number>>;
  /** NaN where a standard deviation is 0. */
  readonly cor: Readonly<Record<string, number>>;
  /** Residual standard deviation; of generalised models as `model.sigma`. */
  readonly sigma: number;
  /** Of generalised models whose family has one. */
  readonly dispersion?: number;
  /** Of ordinal models, by name: `no|perhaps`. */
  readonly thresholds?: Readonly<Record<string, number>>;
}

/** A point in the engine's basis and scale: T̃ of each term, log σ̃, β̃. */
export interface Point {
  readonly templates: readonly Float64Array[];
  readonly logSigma: number;
  readonly beta: Float64Array;
}

/** One random term as the parameters see it. */
export interface SpaceTerm {
  readonly size: number;
  /** R⁻¹, k×k: row i times T̃ is the row of coefficient i in the user's relative covariance factor. */
  readonly inverse: Float64Array;
  /** `(Intercept)|school` for each coefficient. */
  readonly sdNames: readonly string[];
  /** `[i, j, name]` for j < i, name `cses.(Intercept)|school`, column by column. */
  readonly correlations: readonly (readonly [number, number, string])[];
}

/** The parameters that linear and generalised models have in common. */
export interface ParameterNames {
  readonly terms: readonly SpaceTerm[];
  readonly fixedNames: readonly string[];
  /** Terms in the order of lme4: by decreasing number of levels. */
  readonly order: readonly number[];
}

/** The way from the engine's basis to the parameters that users know. */
export interface ParameterSpace extends ParameterNames {
  readonly products: CrossProducts;
}

/** The parameters of a model. */
export function parameterSpace(model: Model): ParameterSpace {
  const products = model.crossProducts;
  return { products, ...parameterNames(model, products.terms) };
}

/**
 * Names of the parameters. Terms of equal names, `(1 | g) + (1 | g)`, are told apart by `.1`, `.2`.
 *
 * @param bases triangles R of the terms, Z = Z̃R
 */
export function parameterNames(
  model: AnyModel,
  bases: readonly Pick<TermBasis, 'size' | 'triangle'>[],
): ParameterNames {
  const seen = new Map<string, number>();
  const unique = (name: string): string => {
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}.${times}`;
  };
  const terms = model.random.map(({ names, group }, t): SpaceTerm => {
    const { size, triangle } = bases[t];
    const identity = new Float64Array(size * size);
    for (let i = 0; i < size; i++) identity[i * size + i] = 1;
    return {
      size,
      inverse: solveUpper(triangle, identity, size, size),
      sdNames: names.map((name) => unique(`${name}|${group}`)),
      correlations: lowerEntries(size)
        .filter(([r, c]) => r > c)
        .map(([r, c]) => [r, c, unique(`${names[r]}.${names[c]}|${group}`)] as const),
    };
  });
  const order = model.random
    .map((_, t) => t)
    .toSorted((a, b) => levelCount(model, b) - levelCount(model, a));
  return { terms, fixedNames: model.fixed.names, order };
}

/** R⁻¹T̃: rows are the coefficients in the user's columns, relative to σ. */
export function userRows({ size, inverse }: SpaceTerm, template: Float64Array): Float64Array[] {
  return Array.from({ length: size }, (_, i) => {
    const row = new Float64Array(size);
    for (let c = 0; c < size; c++) {
      for (let r = i; r < size; r++) row[c] += inverse[r * size + i] * template[c * size + r];
    }
    return row;
  });
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** β in the user's columns: R_x⁻¹(γ + s β̃). */
export function userFixed(products: CrossProducts, beta: Float64Array): Float64Array {
  const { triangle, response, scale, kept } = products;
  const whole = Float64Array.from(beta, (x, j) => response[j] + scale * x);
  return solveUpper(triangle, whole, kept.length, 1);
}

/** All parameters at a point. */
export function estimateAt(space: ParameterSpace, point: Point): Estimate {
  const { products, terms } = space;
  const sigma = products.scale * exponential(point.logSigma);
  const beta = userFixed(products, point.beta);
  return {
    fixef: namedFixed(space, beta),
    ...variancesAt(terms, point.templates, sigma),
    sigma,
  };
}

/** Fixed effects by their names. */
export function namedFixed(
  { fixedNames }: ParameterNames,
  beta: Float64Array,
): Record<string, number> {
  return Object.fromEntries(fixedNames.map((name, j) => [name, beta[j]]));
}

/** Standard deviations, variances and correlations at templates T̃, which are relative to `sigma`. */
export function variancesAt(
  terms: readonly SpaceTerm[],
  templates: readonly Float64Array[],
  sigma: number,
): Pick<Estimate, 'sd' | 'variance' | 'cor'> {
  const sd: Record<string, number> = {};
  const variance: Record<string, number> = {};
  const cor: Record<string, number> = {};
  terms.forEach((term, t) => {
    const rows = userRows(term, templates[t]);
    const lengths = rows.map((row) => Math.sqrt(dot(row, row)));
    term.sdNames.forEach((name, i) => {
      sd[name] = sigma * lengths[i];
      variance[name] = sd[name] ** 2;
    });
    for (const [i, j, name] of term.correlations) {
      const r = dot(rows[i], rows[j]) / (lengths[i] * lengths[j]);
      cor[name] = Math.abs(r) > 1 ? Math.sign(r) : r;
    }
  });
  return { sd, variance, cor };
}

/** θ in the engine's basis as full templates. */
export function pointTemplates(
  products: { readonly terms: readonly Pick<TermBasis, 'size'>[] },
  theta: ArrayLike<number>,
): Float64Array[] {
  let next = 0;
  return products.terms.map(({ size }) => {
    const t = new Float64Array(size * size);
    for (const [r, c] of lowerEntries(size)) t[c * size + r] = theta[next++];
    return t;
  });
}
