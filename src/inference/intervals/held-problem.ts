import type { OpenCriterion } from '../../engine/open-criterion.ts';
import { inverseDefinite, lowerTriangle, product, transpose } from '../../engine/small-matrix.ts';
import { exponential, logarithm } from '../../number/elementary.ts';
import { heldCriterion } from './held-criterion.ts';
import type { Smooth } from './minimise.ts';
import { dot, type ParameterSpace, type Point } from './parameter-space.ts';
import type { Parameter } from './parameters.ts';

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
  /** The same around another point of the profile; present where the coordinates fit one place better than others. */
  recentred?(z: Float64Array): HeldProblem;
  /** The same around a point near `z` where the parameter has a value; undefined when there is none. With `recentred`. */
  towards?(z: Float64Array, value: number): HeldProblem | undefined;
  /** The criterion at a value; the number after the gradient is the slope with respect to the value. */
  at(value: number): Smooth;
}

/** Lower triangles L_t of all terms one after the other, T̃_t = Q_t L_t; one term may have a rotation Q. */
interface Layout {
  readonly sizes: readonly number[];
  /** Position of entry (r, c) of a term's triangle. */
  position(term: number, r: number, c: number): number;
  readonly length: number;
  readonly diagonals: readonly number[];
}

function layoutOf(sizes: readonly number[]): Layout {
  const starts: number[] = [];
  let length = 0;
  for (const k of sizes) {
    starts.push(length);
    length += (k * (k + 1)) / 2;
  }
  const position = (t: number, r: number, c: number): number =>
    starts[t] + c * sizes[t] - (c * (c - 1)) / 2 + (r - c);
  const diagonals = sizes.flatMap((k, t) => Array.from({ length: k }, (_, c) => position(t, c, c)));
  return { sizes, position, length, diagonals };
}

/** Orthonormal matrix (k×k) whose first columns span the given vectors, in their order. */
function rotationFor(vectors: readonly Float64Array[], k: number): Float64Array {
  const q = new Float64Array(k * k);
  const candidates = [...vectors];
  for (let e = 0; e < k; e++) {
    const unit = new Float64Array(k);
    unit[e] = 1;
    candidates.push(unit);
  }
  let found = 0;
  for (const candidate of candidates) {
    if (found === k) break;
    const x = candidate.map((v) => v / Math.hypot(...candidate));
    for (let pass = 0; pass < 2; pass++) {
      for (let c = 0; c < found; c++) {
        const column = q.subarray(c * k, (c + 1) * k);
        const share = dot(column, x);
        for (let r = 0; r < k; r++) x[r] -= share * column[r];
      }
    }
    const length = Math.hypot(...x);
    if (length < 1e-9) continue;
    q.set(
      x.map((v) => v / length),
      found * k,
    );
    found++;
  }
  return q;
}

function rowOf(inverse: Float64Array, i: number, k: number): Float64Array {
  return Float64Array.from({ length: k }, (_, r) => inverse[r * k + i]);
}

interface Rotated {
  readonly layout: Layout;
  /** All triangles at the optimum. */
  readonly start: Float64Array;
  templates(entries: Float64Array): Float64Array[];
  /** Derivatives with respect to the entries from those with respect to the templates. */
  chain(slopes: readonly Float64Array[]): Float64Array;
}

function rotated(point: Point, sizes: readonly number[], term = -1, q?: Float64Array): Rotated {
  const layout = layoutOf(sizes);
  const start = new Float64Array(layout.length);
  const fill = (t: number, l: Float64Array): void => {
    const k = sizes[t];
    for (let c = 0; c < k; c++) {
      for (let r = c; r < k; r++) start[layout.position(t, r, c)] = l[c * k + r];
    }
  };
  sizes.forEach((k, t) => {
    if (t !== term || q === undefined) fill(t, lowerTriangle(point.templates[t], k));
    else fill(t, lowerTriangle(product(transpose(q, k, k), point.templates[t], k, k, k), k));
  });
  return {
    layout,
    start,
    templates: (entries) =>
      sizes.map((k, t) => {
        const l = new Float64Array(k * k);
        for (let c = 0; c < k; c++) {
          for (let r = c; r < k; r++) l[c * k + r] = entries[layout.position(t, r, c)];
        }
        return t === term && q !== undefined ? product(q, l, k, k, k) : l;
      }),
    chain: (slopes) => {
      const out = new Float64Array(layout.length);
      sizes.forEach((k, t) => {
        const own =
          t === term && q !== undefined
            ? product(transpose(q, k, k), slopes[t], k, k, k)
            : slopes[t];
        for (let c = 0; c < k; c++) {
          for (let r = c; r < k; r++) out[layout.position(t, r, c)] = own[c * k + r];
        }
      });
      return out;
    },
  };
}

const unbounded = (n: number): Float64Array => new Float64Array(n).fill(-Infinity);

/** `values` without the entries at `left`, with `more` behind. */
function without(values: Float64Array, left: readonly number[], ...more: number[]): Float64Array {
  return Float64Array.from([...values.filter((_, k) => !left.includes(k)), ...more]);
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
    point,
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
    point,
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
  const { layout, start, templates, chain } = rotated(point, sizes, term, rotationFor([r], k));
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

/**
 * A correlation: with the rows r_i, r_j of R⁻¹ in the plane of the first two axes, r_i = a q₁ and r_j = b q₁ + c q₂, the user's rows are
 * a L₁₁ (1, 0) and w (ρ, √(1−ρ²)) with L₂₁ = (wρ − b L₁₁)/c and L₂₂ = w √(1−ρ²)/c. Coordinates are L₁₁ ≥ 0, w ≥ 0 and the rest.
 */
function corHeld(
  open: OpenCriterion,
  { terms }: ParameterSpace,
  point: Point,
  { term, i, j }: Kind<'cor'>,
): HeldProblem {
  const { size: k, inverse } = terms[term];
  const ri = rowOf(inverse, i, k);
  const rj = rowOf(inverse, j, k);
  const q = rotationFor([ri, rj], k);
  const b = dot(q.subarray(0, k), rj);
  const c = dot(q.subarray(k, 2 * k), rj);
  const sizes = terms.map(({ size }) => size);
  const { layout, start, templates, chain } = rotated(point, sizes, term, q);
  const held = heldCriterion(open, { kind: 'free' });
  const at11 = layout.position(term, 0, 0);
  const at21 = layout.position(term, 1, 0);
  const at22 = layout.position(term, 1, 1);
  const across = b * start[at11] + c * start[at21];
  const w = Math.hypot(across, c * start[at22]);
  const known = w > 1e-8 && start[at11] > 1e-8;
  const estimate = known ? Math.max(-1, Math.min(1, across / w)) : Number.NaN;
  const z0 = start.slice();
  z0[at22] = w;
  const drop = [at21];
  const lower = unbounded(layout.length);
  lower[at11] = 0;
  lower[at22] = 0;
  const shifted = (at: number): number => (at > at21 ? at - 1 : at);
  const entries = new Float64Array(layout.length);
  return {
    estimate,
    range: [-1, 1],
    step: 0.02 + 0.1 * (1 - estimate ** 2),
    start: without(z0, drop),
    lower: without(lower, drop),
    even: layout.diagonals.filter((at) => at !== at11 && at !== at22).map(shifted),
    at: (rho) => {
      const rest = Math.sqrt(Math.max(0, 1 - rho * rho));
      let width = 0;
      return {
        value: (z) => {
          entries.set(z.subarray(0, at21));
          entries.set(z.subarray(at21), at21 + 1);
          width = entries[at22];
          entries[at21] = (width * rho - b * entries[at11]) / c;
          entries[at22] = (width * rest) / c;
          return held.value(templates(entries));
        },
        gradient: () => {
          const all = chain(held.slopes().templates);
          const g21 = all[at21] / c;
          const g22 = all[at22] / c;
          all[at11] -= b * g21;
          all[at22] = rho * g21 + rest * g22;
          const slope = rest > 0 ? width * (g21 - (rho / rest) * g22) : Number.NaN;
          return without(all, drop, slope);
        },
      };
    },
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
