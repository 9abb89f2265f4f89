import { BlupError } from '../../errors/blup-error.ts';
import { didYouMean } from '../../errors/suggest.ts';
import type { Adjustment } from './adjust.ts';

/** A set of contrasts by name, as R's emmeans calls them. */
export type ContrastMethod = 'pairwise' | 'revpairwise' | 'trt.vs.ctrl' | 'eff' | 'consec' | 'poly';

/** Contrasts of one's own: weights by name, one number for each mean. */
export type CustomContrasts = Readonly<Record<string, readonly number[]>>;

/** A contrast among k means. */
export interface NamedContrast {
  /** With two means, they and the sign between; else a name. */
  readonly name: { readonly plus: number; readonly minus: number } | string;
  readonly weights: readonly number[];
}

const methods: readonly ContrastMethod[] = [
  'pairwise',
  'revpairwise',
  'trt.vs.ctrl',
  'eff',
  'consec',
  'poly',
];

/** The adjustment that a method has unless another is asked for; emmeans takes mvt for `consec`, here it is Šidák's. */
export const defaultAdjustment: Readonly<Record<ContrastMethod | 'custom', Adjustment>> = {
  pairwise: 'tukey',
  revpairwise: 'tukey',
  'trt.vs.ctrl': 'dunnettx',
  eff: 'fdr',
  consec: 'sidak',
  poly: 'none',
  custom: 'none',
};

function difference(k: number, plus: number, minus: number): NamedContrast {
  const weights = Array.from({ length: k }, (_, i) => Number(i === plus) - Number(i === minus));
  return { name: { plus, minus }, weights };
}

function indices(k: number): number[] {
  return Array.from({ length: k }, (_, i) => i);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b);
}

/** C(x, n) for a whole x of either sign. */
function binomial(x: number, n: number): number {
  let value = 1;
  for (let i = 0; i < n; i++) value = (value * (x - i)) / (i + 1);
  return Math.round(value);
}

/**
 * Orthogonal polynomials over 0, …, k − 1 in the smallest whole numbers, the highest power positive: discrete Chebyshev
 * polynomials tₙ(x) ∝ Δⁿ[C(x, n) C(x − k, n)] (Abramowitz & Stegun 22.17; Szegő 1975, eq. 2.8.1), divided by their
 * greatest common divisor.
 */
function polynomialWeights(k: number, degree: number): number[] {
  let values = Array.from(
    { length: k + degree },
    (_, x) => binomial(x, degree) * binomial(x - k, degree),
  );
  for (let d = 0; d < degree; d++) {
    values = values.slice(1).map((value, i) => value - values[i]);
  }
  const divisor = values.reduce(greatestDivisor, 0);
  const sign = values[k - 1] < 0 ? -1 : 1;
  return values.map((value) => (sign * value) / divisor);
}

const degreeNames = ['linear', 'quadratic', 'cubic', 'quartic'];
/** As in emmeans; beyond, whole weights grow past any use. */
const maxDegree = 6;

function controlIndex(ref: number | string, labels: readonly string[]): number {
  const place = typeof ref === 'number' ? ref - 1 : labels.indexOf(ref);
  if (labels[place] !== undefined) return place;
  const hint = typeof ref === 'string' ? didYouMean(ref, labels) : '';
  throw new BlupError(
    'option',
    `ref ${JSON.stringify(ref)} is none of the ${labels.length} means${hint || `; they are ${labels.slice(0, 10).join(', ')}`}`,
    { value: ref },
  );
}

function customContrasts(custom: CustomContrasts, k: number): NamedContrast[] {
  return Object.entries(custom).map(([name, weights]) => {
    if (!Array.isArray(weights) || weights.length !== k || !weights.every(Number.isFinite)) {
      throw new BlupError(
        'option',
        `contrast "${name}" needs ${k} finite numbers, one for each mean`,
        { value: weights, expected: k },
      );
    }
    return { name, weights };
  });
}

/**
 * The contrasts of a method among k means. `ref` is the control of `trt.vs.ctrl`: its label, or its number from 1.
 *
 * Throws `option` for an unknown method or control, and for weights that do not fit.
 */
export function contrastsOf(
  method: ContrastMethod | CustomContrasts,
  labels: readonly string[],
  ref: number | string = 1,
): NamedContrast[] {
  const k = labels.length;
  const all = indices(k);
  if (typeof method === 'object' && method !== null) return customContrasts(method, k);
  switch (method) {
    case 'pairwise':
      return all.flatMap((i) => all.slice(i + 1).map((j) => difference(k, i, j)));
    case 'revpairwise':
      return all.flatMap((i) => all.slice(0, i).map((j) => difference(k, i, j)));
    case 'trt.vs.ctrl': {
      const control = controlIndex(ref, labels);
      return all.filter((i) => i !== control).map((i) => difference(k, i, control));
    }
    case 'eff':
      return all.map((i) => ({
        name: `${labels[i]} effect`,
        weights: all.map((j) => Number(i === j) - 1 / k),
      }));
    case 'consec':
      return all.slice(1).map((i) => difference(k, i, i - 1));
    case 'poly':
      return indices(Math.min(maxDegree, k - 1)).map((d) => ({
        name: degreeNames[d] ?? `degree ${d + 1}`,
        weights: polynomialWeights(k, d + 1),
      }));
  }
  throw new BlupError(
    'option',
    `contrasts "${String(method)}" are not known${didYouMean(String(method), methods) || `; use ${methods.join(', ')}, or weights by name`}`,
    { value: method },
  );
}
