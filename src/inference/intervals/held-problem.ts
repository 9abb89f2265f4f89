import type { OpenCriterion } from '../../engine/open-criterion.ts';
import { inverseDefinite } from '../../engine/small-matrix.ts';
import { exponential, logarithm } from '../../number/elementary.ts';
import { heldCriterion } from './held-criterion.ts';
import type { Smooth } from './minimise.ts';
import { dot, type ParameterSpace, type Point } from './parameter-space.ts';
import type { Parameter } from './parameters.ts';
import {
  correlationCoordinates,
  rotated,
  rotationFor,
  rowOf,
  unbounded,
  without,
} from './rotated-templates.ts';

/**
 * The criterion with one parameter held, as a smooth function of free coordinates. What is held is eliminated, never penalised, so
 * that a zero variance and a correlation of ±1 are points like any other.
 */
export interface HeldProblem {
  /** Estimate of the parameter; NaN where the optimum does not determine it. */
  readonly estimate: number;
  /** Least and greatest value of the parameter. */
  readonly range: readonly [number, number];
  /** A step that changes the criterion a little. */
  readonly step: number;
  readonly start: Float64Array;
  readonly lower: Float64Array;
  /** Coordinates that may sit at zero by symmetry, where a slope of zero proves nothing. */
  readonly even: readonly number[];
  /** Inverse Hessian at the start where it is known without more evaluations. */
  readonly inverse?: Float64Array;
  /** The same around another point of the profile; present where the coordinates fit one place better than others. */
  recentred?(z: Float64Array): HeldProblem;
  /** The same around a point near `z` where the parameter has a value; undefined when there is none. With `recentred`. */
  towards?(z: Float64Array, value: number): HeldProblem | undefined;
  /** The criterion at a value; the number after the gradient is the slope with respect to the value. */
  at(value: number): Smooth;
}

type Kind<K extends Parameter['kind']> = Extract<Parameter, { kind: K }>;

/** The problem with a parameter held, around the optimum `point` of the criterion. */
export function heldProblem(
  open: OpenCriterion,
  space: ParameterSpace,
  point: Point,
  parameter: Exclude<Parameter, { kind: 'function' }>,
): HeldProblem {
  switch (parameter.kind) {
    case 'fixed':
      return fixedHeld(open, space, point, parameter);
    case 'sigma':
      return sigmaHeld(open, space, point, parameter.power);
    case 'sd':
      return sdHeld(open, space, point, parameter);
    case 'cor':
      return corHeld(open, space, point, parameter);
  }
}

function fixedHeld(
  open: OpenCriterion,
  { products, terms }: ParameterSpace,
  point: Point,
  { weights, constant }: Kind<'fixed'>,
): HeldProblem {
  const { triangle, response, scale } = products;
  const p = weights.length;
  // ℓᵀβ = cᵀ(γ + s β̃) with Rᵀc = ℓ.
  const c = weights.slice();
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < j; i++) c[j] -= triangle[j * p + i] * c[i];
    c[j] /= triangle[j * p + j];
  }
  const origin = constant + dot(c, response);
  const rule = { kind: 'contrast' as const, c, value: 0 };
  const held = heldCriterion(open, rule);
  const { layout, start, templates, chain } = rotated(
    point.templates,
    terms.map(({ size }) => size),
  );
  const free = dot(c, point.beta);
  // The standard error that independent rows would give: the basis is orthogonal with squared norm n.
  const step = scale * exponential(point.logSigma) * (Math.hypot(...c) / Math.sqrt(products.n));
  return {
    estimate: origin + scale * free,
    range: [-Infinity, Infinity],
    step,
    start,
    lower: unbounded(start.length),
    even: layout.diagonals,
    at: (value) => ({
      value: (z) => {
        rule.value = (value - origin) / scale;
        return held.value(templates(z));
      },
      gradient: () => {
        const slopes = held.slopes();
        return without(chain(slopes.templates), [], slopes.fixed[0] / scale);
      },
    }),
  };
}

function sigmaHeld(
  open: OpenCriterion,
  { products, terms }: ParameterSpace,
  point: Point,
  power: 1 | 2,
): HeldProblem {
  const held = heldCriterion(open, { kind: 'free' });
  const { layout, start, templates, chain } = rotated(
    point.templates,
    terms.map(({ size }) => size),
  );
  const sigma = products.scale * exponential(point.logSigma);
  return {
    estimate: sigma ** power,
    range: [0, Infinity],
    step: (0.5 * power * sigma ** power) / Math.sqrt(2 * open.d),
    start,
    lower: unbounded(start.length),
    even: layout.diagonals,
    at: (value) => ({
      value: (z) =>
        value > 0
          ? held.value(templates(z), logarithm(value) / power - logarithm(products.scale))
          : undefined,
      gradient: () => {
        const slopes = held.slopes();
        return without(chain(slopes.templates), [], slopes.logSigma / (power * value));
      },
    }),
  };
}

/**
 * A standard deviation is σ‖r‖ L₁₁ once r, the coefficient's row of R⁻¹, is the first axis: L₁₁ follows from the value and log σ,
 * which takes its place among the coordinates.
 */
function sdHeld(
  open: OpenCriterion,
  { products, terms }: ParameterSpace,
  point: Point,
  { term, index, power }: Kind<'sd'>,
): HeldProblem {
  const { size: k, inverse } = terms[term];
  const r = rowOf(inverse, index, k);
  const sizes = terms.map(({ size }) => size);
  const { layout, start, templates, chain } = rotated(
    point.templates,
    sizes,
    term,
    rotationFor([r], k),
  );
  const held = heldCriterion(open, { kind: 'free' });
  const first = layout.position(term, 0, 0);
  const unit = products.scale * Math.hypot(...r);
  const sigma = exponential(point.logSigma);
  const estimate = unit * sigma * Math.abs(start[first]);
  const entries = new Float64Array(layout.length);
  const n = layout.length;
  const even = layout.diagonals
    .filter((at) => at !== first)
    .map((at) => (at > first ? at - 1 : at));
  return {
    estimate: estimate ** power,
    range: [0, Infinity],
    step: Math.max(0.15 * estimate, 0.05 * unit * sigma) ** power,
    start: without(start, [first], point.logSigma),
    lower: unbounded(n),
    even,
    at: (value) => {
      const sd = power === 2 ? Math.sqrt(value) : value;
      let root = 0;
      let logSigma = 0;
      return {
        value: (z) => {
          logSigma = z[n - 1];
          root = (sd / unit) * exponential(-logSigma);
          entries.set(z.subarray(0, first));
          entries[first] = root;
          entries.set(z.subarray(first, n - 1), first + 1);
          return held.value(templates(entries), logSigma);
        },
        gradient: () => {
          const slopes = held.slopes();
          const all = chain(slopes.templates);
          const own = all[first];
          const bySd = (own * exponential(-logSigma)) / unit;
          const byValue = power === 2 ? bySd / (2 * sd) : bySd;
          return without(all, [first], slopes.logSigma - own * root, byValue);
        },
      };
    },
  };
}

/** A correlation; see `correlationCoordinates`. */
function corHeld(
  open: OpenCriterion,
  { terms }: ParameterSpace,
  point: Point,
  { term, i, j }: Kind<'cor'>,
): HeldProblem {
  const { size: k, inverse } = terms[term];
  const rj = rowOf(inverse, j, k);
  const q = rotationFor([rowOf(inverse, i, k), rj], k);
  const sizes = terms.map(({ size }) => size);
  const rotation = rotated(point.templates, sizes, term, q);
  const held = heldCriterion(open, { kind: 'free' });
  const { estimate, start, lower, even, entries, chain } = correlationCoordinates(
    rotation,
    term,
    dot(q.subarray(0, k), rj),
    dot(q.subarray(k, 2 * k), rj),
  );
  return {
    estimate,
    range: [-1, 1],
    step: 0.02 + 0.1 * (1 - estimate ** 2),
    start,
    lower,
    even,
    at: (rho) => ({
      value: (z) => held.value(rotation.templates(entries(z, rho))),
      gradient: () => chain(rotation.chain(held.slopes().templates), rho),
    }),
  };
}

/** Inverse Hessian at the optimum, from differences of the gradient, made positive definite. */
export function startingInverse(problem: HeldProblem): Float64Array | undefined {
  const { start, estimate, lower } = problem;
  const n = start.length;
  const f = problem.at(estimate);
  if (f.value(start) === undefined) return undefined;
  const here = f.gradient();
  const hessian = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const z = start.slice();
    const h = 1e-4 * Math.max(Math.abs(z[k]), 0.05) * (z[k] > lower[k] + 1e-4 ? -1 : 1);
    z[k] += h;
    if (f.value(z) === undefined) return undefined;
    const there = f.gradient();
    for (let l = 0; l < n; l++) hessian[k * n + l] = (there[l] - here[l]) / h;
  }
  return invertPositive(hessian, n);
}

/** Inverse of the symmetric part, with a ridge as small as makes it positive definite. */
export function invertPositive(matrix: Float64Array, n: number): Float64Array {
  const hessian = matrix.slice();
  let largest = 1e-8;
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < k; l++) {
      const mean = 0.5 * (hessian[k * n + l] + hessian[l * n + k]);
      hessian[k * n + l] = mean;
      hessian[l * n + k] = mean;
    }
    largest = Math.max(largest, Math.abs(hessian[k * n + k]));
  }
  for (let ridge = 0; ; ridge = ridge === 0 ? 1e-6 : ridge * 3) {
    const shifted = hessian.slice();
    for (let k = 0; k < n; k++) shifted[k * n + k] += 2 * ridge * largest;
    const inverse = inverseDefinite(shifted, n);
    if (inverse?.every(Number.isFinite)) return inverse;
    if (ridge > 1e6) {
      const plain = new Float64Array(n * n);
      for (let k = 0; k < n; k++) plain[k * n + k] = 1 / largest;
      return plain;
    }
  }
}
