import type { OpenGeneralised } from '../../engine/open-generalised.ts';
import { product, transpose } from '../../engine/small-matrix.ts';
import { exponential, logarithm } from '../../number/elementary.ts';
import { type HeldProblem, invertPositive } from './held-problem.ts';
import { dot, type ParameterNames } from './parameter-space.ts';
import type { GeneralisedParameter } from './parameters.ts';
import {
  correlationCoordinates,
  type Rotated,
  rotated,
  rotationFor,
  rowOf,
  unbounded,
  without,
} from './rotated-templates.ts';
import { triangularised } from './triangularised.ts';

/** The optimum of a generalised model in the engine's basis. */
export interface GeneralisedOptimum {
  readonly templates: readonly Float64Array[];
  readonly beta: Float64Array;
  readonly auxiliary: Float64Array;
  /** Of the criterion in ψ = (θ, β̃, auxiliary). */
  readonly hessian: Float64Array;
}

/**
 * Coordinates in which a parameter is held: ψ as a function of z and the value, with its derivatives. All parts of ψ but one are
 * coordinates themselves, up to a rotation.
 */
interface Chart {
  readonly estimate: number;
  readonly range: readonly [number, number];
  readonly step: number;
  readonly start: Float64Array;
  readonly lower: Float64Array;
  readonly even: readonly number[];
  psi(z: Float64Array, value: number): Float64Array;
  /** Derivatives with respect to z, then to the value, from those with respect to ψ, at the last ψ. */
  pull(gradient: Float64Array): Float64Array;
}

/** θ of templates that any rotation may have passed through, and the way back for the derivatives. */
interface TemplateChart {
  readonly rotation: Rotated;
  theta(entries: Float64Array): Float64Array;
  pull(gradient: Float64Array): Float64Array;
}

function templateChart(
  { templates }: GeneralisedOptimum,
  sizes: readonly number[],
  term = -1,
  q?: Float64Array,
): TemplateChart {
  const rotation = rotated(templates, sizes, term, q);
  const { layout } = rotation;
  if (term < 0) {
    return {
      rotation,
      theta: (entries) => entries,
      pull: (gradient) => gradient.subarray(0, layout.length),
    };
  }
  const k = sizes[term];
  let lower = triangularised(templates[term], k);
  return {
    rotation,
    theta: (entries) => {
      const theta = entries.slice();
      lower = triangularised(rotation.templates(entries)[term], k);
      for (let c = 0; c < k; c++) {
        for (let r = c; r < k; r++) theta[layout.position(term, r, c)] = lower.triangle[c * k + r];
      }
      return theta;
    },
    pull: (gradient) => {
      const slopes = sizes.map((size, t) => {
        const own = new Float64Array(size * size);
        for (let c = 0; c < size; c++) {
          for (let r = c; r < size; r++) own[c * size + r] = gradient[layout.position(t, r, c)];
        }
        return t === term ? lower.pull(own) : own;
      });
      return rotation.chain(slopes);
    },
  };
}

/** What the parts of ψ are, and where they begin. */
interface Parts {
  readonly open: OpenGeneralised;
  readonly names: ParameterNames;
  readonly at: GeneralisedOptimum;
  readonly sizes: readonly number[];
  /** Lengths of θ, β̃ and the auxiliary parameters. */
  readonly m: number;
  readonly p: number;
  readonly r: number;
}

type Kind<K extends GeneralisedParameter['kind']> = Extract<GeneralisedParameter, { kind: K }>;

/** R⁻ᵀℓ: the combination of β̃ that is ℓᵀβ. */
function innerWeights({ open, p }: Parts, weights: ArrayLike<number>): Float64Array {
  const { triangle } = open.rows;
  const c = Float64Array.from(weights);
  for (let j = 0; j < p; j++) {
    for (let i = 0; i < j; i++) c[j] -= triangle[j * p + i] * c[i];
    c[j] /= triangle[j * p + j];
  }
  return c;
}

function joined(...parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

function fixedChart(parts: Parts, { weights, constant }: Kind<'fixed'>): Chart {
  const { at, sizes, m, p } = parts;
  const c = innerWeights(parts, weights);
  const length = dot(c, c);
  // β̃ = c δ/cᵀc + N z with N orthogonal to c.
  const across = rotationFor([c], p).subarray(p);
  const back = transpose(across, p, p - 1);
  const { rotation, theta } = templateChart(at, sizes);
  const start = joined(rotation.start, product(back, at.beta, p - 1, p, 1), at.auxiliary);
  return {
    estimate: constant + dot(c, at.beta),
    range: [-Infinity, Infinity],
    step: 0,
    start,
    lower: unbounded(start.length),
    even: rotation.layout.diagonals,
    psi: (z, value) => {
      const share = (value - constant) / length;
      const beta = product(across, z.slice(m, m + p - 1), p, p - 1, 1);
      for (let j = 0; j < p; j++) beta[j] += share * c[j];
      return joined(theta(z.subarray(0, m)), beta, z.subarray(m + p - 1));
    },
    pull: (gradient) => {
      const own = gradient.slice(m, m + p);
      return joined(
        gradient.subarray(0, m),
        product(back, own, p - 1, p, 1),
        gradient.subarray(m + p),
        Float64Array.of(dot(own, c) / length),
      );
    },
  };
}

function dispersionChart({ at, sizes, m, p }: Parts): Chart {
  const { rotation } = templateChart(at, sizes);
  const start = joined(rotation.start, at.beta);
  const estimate = exponential(at.auxiliary[0]);
  // At 0 stands a value so small that the criterion has its limit, if it has one.
  const least = 1e-9 * estimate;
  let own = estimate;
  return {
    estimate,
    range: [0, Infinity],
    step: 0,
    start,
    lower: unbounded(start.length),
    even: rotation.layout.diagonals,
    psi: (z, value) => {
      own = Math.max(value, least);
      return joined(z, Float64Array.of(logarithm(own)));
    },
    pull: (gradient) =>
      joined(
        gradient.subarray(0, m + p),
        gradient.subarray(m + p).map((x) => x / own),
      ),
  };
}

/** Threshold τ_j = a₁ + shiftᵀβ + Σ_{1 < k ≤ j} e^{a_k}: what is eliminated is a₁. */
function thresholdChart(parts: Parts, { index }: Kind<'threshold'>): Chart {
  const { open, at, sizes, m, p } = parts;
  const c = innerWeights(parts, open.rows.shift);
  const { rotation } = templateChart(at, sizes);
  const rest = at.auxiliary.subarray(1);
  const start = joined(rotation.start, at.beta, rest);
  const above = (increments: Float64Array): number =>
    increments.subarray(0, index).reduce((sum, a) => sum + exponential(a), 0);
  let last = start;
  return {
    estimate: at.auxiliary[0] + dot(c, at.beta) + above(rest),
    range: [-Infinity, Infinity],
    step: 0,
    start,
    lower: unbounded(start.length),
    even: rotation.layout.diagonals,
    psi: (z, value) => {
      last = z;
      const increments = z.subarray(m + p);
      const first = value - dot(c, z.subarray(m, m + p)) - above(increments);
      return joined(z.subarray(0, m + p), Float64Array.of(first), increments);
    },
    pull: (gradient) => {
      const slope = gradient[m + p];
      return joined(
        gradient.subarray(0, m),
        gradient.slice(m, m + p).map((x, j) => x - slope * c[j]),
        gradient
          .slice(m + p + 1)
          .map((x, k) => (k < index ? x - slope * exponential(last[m + p + k]) : x)),
        Float64Array.of(slope),
      );
    },
  };
}

/** A standard deviation is ‖r‖ L₁₁ once r, the coefficient's row of R⁻¹, is the first axis. */
function sdChart({ names, at, sizes, m }: Parts, { term, index, power }: Kind<'sd'>): Chart {
  const { size: k, inverse } = names.terms[term];
  const row = rowOf(inverse, index, k);
  const { rotation, theta, pull } = templateChart(at, sizes, term, rotationFor([row], k));
  const { layout } = rotation;
  const first = layout.position(term, 0, 0);
  const unit = Math.hypot(...row);
  const estimate = unit * Math.abs(rotation.start[first]);
  const outer = joined(at.beta, at.auxiliary);
  const entries = new Float64Array(m);
  const start = joined(without(rotation.start, [first]), outer);
  let sd = estimate;
  return {
    estimate: estimate ** power,
    range: [0, Infinity],
    step: Math.max(0.15 * estimate, 0.05 * unit) ** power,
    start,
    lower: unbounded(start.length),
    even: layout.diagonals.filter((d) => d !== first).map((d) => (d > first ? d - 1 : d)),
    psi: (z, value) => {
      sd = power === 2 ? Math.sqrt(value) : value;
      entries.set(z.subarray(0, first));
      entries[first] = sd / unit;
      entries.set(z.subarray(first, m - 1), first + 1);
      return joined(theta(entries), z.subarray(m - 1));
    },
    pull: (gradient) => {
      const all = pull(gradient);
      const bySd = all[first] / unit;
      return joined(
        without(all, [first]),
        gradient.subarray(m),
        Float64Array.of(power === 2 ? bySd / (2 * sd) : bySd),
      );
    },
  };
}

function corChart({ names, at, sizes, m }: Parts, { term, i, j }: Kind<'cor'>): Chart {
  const { size: k, inverse } = names.terms[term];
  const rj = rowOf(inverse, j, k);
  const q = rotationFor([rowOf(inverse, i, k), rj], k);
  const { rotation, theta, pull } = templateChart(at, sizes, term, q);
  const own = correlationCoordinates(
    rotation,
    term,
    dot(q.subarray(0, k), rj),
    dot(q.subarray(k, 2 * k), rj),
  );
  const outer = joined(at.beta, at.auxiliary);
  let rho = own.estimate;
  return {
    estimate: own.estimate,
    range: [-1, 1],
    step: 0.02 + 0.1 * (1 - own.estimate ** 2),
    start: joined(own.start, outer),
    lower: joined(own.lower, unbounded(outer.length)),
    even: own.even,
    psi: (z, value) => {
      rho = value;
      return joined(theta(own.entries(z.subarray(0, m - 1), rho)), z.subarray(m - 1));
    },
    pull: (gradient) => {
      const all = own.chain(pull(gradient), rho);
      return joined(all.subarray(0, m - 1), gradient.subarray(m), all.subarray(m - 1));
    },
  };
}

function chartOf(
  parts: Parts,
  parameter: Exclude<GeneralisedParameter, { kind: 'function' }>,
): Chart {
  switch (parameter.kind) {
    case 'fixed':
      return fixedChart(parts, parameter);
    case 'sd':
      return sdChart(parts, parameter);
    case 'cor':
      return corChart(parts, parameter);
    case 'dispersion':
      return dispersionChart(parts);
    case 'threshold':
      return thresholdChart(parts, parameter);
  }
}

/** The columns of ∂ψ/∂(z, value) at the start. */
function jacobian({ pull, psi, start, estimate }: Chart): Float64Array[] {
  const size = psi(start, estimate).length;
  return Array.from({ length: size }, (_, k) => {
    const unit = new Float64Array(size);
    unit[k] = 1;
    return pull(unit);
  });
}

/** Hessian of the criterion in (z, value): exact, since its slopes are zero at the optimum. */
function chartHessian(chart: Chart, hessian: Float64Array): Float64Array {
  const rows = jacobian(chart);
  const d = rows.length;
  const out = new Float64Array(d * d);
  for (let k = 0; k < d; k++) {
    for (let l = 0; l < d; l++) {
      const h = hessian[l * d + k];
      if (h === 0) continue;
      for (let b = 0; b < d; b++) {
        for (let a = 0; a < d; a++) out[b * d + a] += rows[k][a] * h * rows[l][b];
      }
    }
  }
  return out;
}

/** The leading block of a square matrix. */
function leading(matrix: Float64Array, d: number, n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => matrix[Math.floor(at / n) * d + (at % n)]);
}

/** The problem with a parameter of a generalised model held, around the optimum. */
export function generalisedHeld(
  open: OpenGeneralised,
  names: ParameterNames,
  at: GeneralisedOptimum,
  parameter: Exclude<GeneralisedParameter, { kind: 'function' }>,
): HeldProblem {
  const sizes = names.terms.map(({ size }) => size);
  const m = sizes.reduce((sum, k) => sum + (k * (k + 1)) / 2, 0);
  const parts = { open, names, at, sizes, m, p: at.beta.length, r: at.auxiliary.length };
  const chart = chartOf(parts, parameter);
  const { estimate, range, start, lower, even } = chart;
  if (!Number.isFinite(estimate)) {
    return { estimate, range, step: 0, start, lower, even, at: () => neverAsked };
  }
  const n = start.length;
  const hessian = chartHessian(chart, at.hessian);
  const known = hessian.every(Number.isFinite);
  const wald = known ? Math.sqrt(2 * Math.abs(invertPositive(hessian, n + 1).at(-1) ?? 0)) : 0;
  const step = chart.step > 0 ? chart.step : 0.5 * wald;
  return {
    estimate,
    range,
    step,
    start,
    lower,
    even,
    ...(known && { inverse: invertPositive(leading(hessian, n + 1, n), n) }),
    at: (value) => ({
      value: (z) => {
        const psi = chart.psi(z, value);
        return psi.every(Number.isFinite) ? open.value(psi) : undefined;
      },
      gradient: () => chart.pull(open.gradient()),
    }),
  };
}

const neverAsked = { value: () => undefined, gradient: () => new Float64Array(0) };
