import { identityMatrix } from '../number/identity-matrix.ts';
import type { GeneralisedInput, GeneralisedTerm } from './generalised.ts';
import type { LoadedRows } from './load-generalised.ts';
import {
  congruence,
  inverseDefinite,
  lowerTriangle,
  product,
  solveUpper,
  transpose,
} from './small-matrix.ts';
import { entriesOf, lowerEntries, templatesOf, thetaLength } from './templates.ts';

/** Templates in the user's columns for θ in the engine's basis. */
export function userTemplates(theta: Float64Array, { bases }: LoadedRows): Float64Array[] {
  const inner = templatesOf(bases, theta);
  return bases.map(({ size, triangle }, t) =>
    lowerTriangle(solveUpper(triangle, inner[t], size, size), size),
  );
}

/** ψ = (θ, β̃, a) in the engine's basis for parameters in the user's columns: the way back from a solution. */
export function innerParameters(
  templates: readonly Float64Array[],
  beta: Float64Array,
  auxiliary: Float64Array,
  { bases, triangle, shift }: LoadedRows,
): Float64Array {
  const theta = bases.flatMap(({ size, triangle: own }, t) => {
    const inner = lowerTriangle(product(own, templates[t], size, size, size), size);
    return entriesOf(inner, size);
  });
  const p = beta.length;
  const outer = auxiliary.slice();
  if (shift.length > 0) outer[0] -= shift.reduce((sum, x, j) => sum + x * beta[j], 0);
  return Float64Array.from([...theta, ...product(triangle, beta, p, p, 1), ...outer]);
}

/** The parameters in the user's columns for ψ: the inverse of `innerParameters`. */
export function outerParameters(psi: Float64Array, rows: LoadedRows) {
  const { bases, kept, triangle, shift } = rows;
  const m = thetaLength(bases);
  const p = kept.length;
  const beta = solveUpper(triangle, psi.slice(m, m + p), p, 1);
  const auxiliary = psi.slice(m + p);
  if (shift.length > 0) auxiliary[0] += shift.reduce((sum, x, j) => sum + x * beta[j], 0);
  return { templates: userTemplates(psi.subarray(0, m), rows), beta, auxiliary };
}

function lowerOf(templates: readonly Float64Array[], { bases }: LoadedRows): number[] {
  return templates.flatMap((template, t) => entriesOf(template, bases[t].size));
}

/** ∂θ(user)/∂θ(engine), m×m: the map is smooth and small, so central differences give eight digits or more. */
export function thetaJacobian(theta: Float64Array, free: readonly boolean[], rows: LoadedRows) {
  const m = theta.length;
  const jacobian = new Float64Array(m * m);
  for (let k = 0; k < m; k++) {
    if (!free[k]) continue;
    const h = 1e-5 * Math.max(1e-2, Math.abs(theta[k]));
    const up = theta.slice();
    const down = theta.slice();
    up[k] += h;
    down[k] -= h;
    const above = lowerOf(userTemplates(up, rows), rows);
    const below = lowerOf(userTemplates(down, rows), rows);
    for (let l = 0; l < m; l++) jacobian[k * m + l] = (above[l] - below[l]) / (2 * h);
  }
  return jacobian;
}

/** 2H⁻¹ over the free parameters of ψ, zero elsewhere; undefined where H is not positive definite. */
export function innerCovariance(hessian: Float64Array, free: readonly boolean[]) {
  const d = free.length;
  const kept = [...free.keys()].filter((k) => free[k]);
  const reduced = new Float64Array(kept.length ** 2);
  kept.forEach((k, i) => {
    kept.forEach((l, j) => {
      reduced[j * kept.length + i] = hessian[l * d + k];
    });
  });
  const inverse = inverseDefinite(reduced, kept.length);
  if (inverse === undefined || !inverse.every(Number.isFinite)) return undefined;
  const covariance = new Float64Array(d * d);
  kept.forEach((k, i) => {
    kept.forEach((l, j) => {
      covariance[l * d + k] = inverse[j * kept.length + i] + inverse[i * kept.length + j];
    });
  });
  return covariance;
}

/** The covariance of (β, θ, a) in the user's columns from that of (θ, β̃, a) in the engine's basis. */
export function userCovariance(
  inner: Float64Array,
  jacobian: Float64Array,
  m: number,
  { triangle, kept, shift }: LoadedRows,
): Float64Array {
  const d = Math.round(Math.sqrt(inner.length));
  const p = kept.length;
  const map = new Float64Array(d * d);
  const root = solveUpper(triangle, identityMatrix(p), p, p);
  for (let j = 0; j < p; j++) for (let i = 0; i < p; i++) map[(m + j) * d + i] = root[j * p + i];
  for (let l = 0; l < m; l++) for (let k = 0; k < m; k++) map[l * d + p + k] = jacobian[l * m + k];
  for (let j = m + p; j < d; j++) map[j * d + j] = 1;
  // The first threshold moves with the fixed effects.
  for (let j = 0; j < shift.length; j++) {
    for (let i = 0; i < p; i++) map[(m + j) * d + m + p] += shift[i] * root[j * p + i];
  }
  const half = product(map, inner, d, d, d);
  const whole = product(half, transpose(map, d, d), d, d, d);
  return whole.map((x, at) => 0.5 * (x + whole[(at % d) * d + Math.floor(at / d)]));
}

/** R⁻¹ B R⁻ᵀ for the k×k block B that stands inside a K×K block. */
function innerBlock(source: Float64Array, start: number, whole: number, k: number): Float64Array {
  const block = new Float64Array(k * k);
  for (let c = 0; c < k; c++)
    for (let r = 0; r < k; r++) block[c * k + r] = source[start + c * whole + r];
  return block;
}

/** Changes of the covariances of the effects with each entry of θ in the user's columns, R(ETᵀ + TEᵀ)Rᵀ in a K×K block of the factor. */
export function covarianceChanges(
  templates: readonly Float64Array[],
  { bases }: LoadedRows,
): Float64Array {
  const sizes: number[] = [];
  for (const { factor, size } of bases) sizes[factor] = (sizes[factor] ?? 0) + size;
  const changes = bases.flatMap(({ factor, offset, size: k, triangle }, t) => {
    const scaled = product(triangle, templates[t], k, k, k);
    const whole = sizes[factor];
    return lowerEntries(k).map(([r, c]) => {
      const change = new Float64Array(whole * whole);
      for (let i = 0; i < k; i++) {
        for (let j = 0; j < k; j++) {
          change[(offset + j) * whole + offset + i] =
            triangle[r * k + i] * scaled[c * k + j] + scaled[c * k + i] * triangle[r * k + j];
        }
      }
      return change;
    });
  });
  return Float64Array.from(changes.flatMap((change) => Array.from(change)));
}

/** What the core hands out about the random effects; see assembly/generalised/results.ts. */
interface EffectResults {
  readonly effects: Float64Array;
  readonly conditional: Float64Array;
  /** ∂(Λû)/∂(β̃, θ, a), q numbers for each parameter. */
  readonly response: Float64Array;
}

/** Slopes of the k coefficients of one level with respect to (β, θ, a), side by side, from those in the engine's basis. */
function userSlopes(
  { response, effects }: EffectResults,
  at: number,
  k: number,
  basis: Float64Array,
  { triangle, shift, kept, bases }: LoadedRows,
): Float64Array {
  const q = effects.length;
  const d = response.length / q;
  const p = kept.length;
  const inner = new Float64Array(k * d);
  for (let j = 0; j < d; j++) {
    for (let c = 0; c < k; c++) inner[j * k + c] = response[j * q + at + c];
  }
  const own = solveUpper(basis, inner, k, d);
  // β̃ = R_x β, and the first threshold of an ordinal model moves with β.
  own.set(product(own.slice(0, k * p), triangle, k, p, p));
  const threshold = p + thetaLength(bases);
  for (let j = 0; j < shift.length; j++) {
    for (let c = 0; c < k; c++) own[j * k + c] -= shift[j] * own[threshold * k + c];
  }
  return own;
}

/** The random terms in the user's columns; `covariance` is that of (β, θ, a), where it is known. */
export function unpackTerms(
  templates: readonly Float64Array[],
  rows: LoadedRows,
  input: GeneralisedInput,
  results: EffectResults,
  covariance: Float64Array | undefined,
): GeneralisedTerm[] {
  const { effects, conditional, response } = results;
  const d = response.length / effects.length;
  const sizes = new Map<number, { whole: number; levels: number }>();
  rows.bases.forEach(({ factor, size }, t) => {
    const known = sizes.get(factor)?.whole ?? 0;
    sizes.set(factor, { whole: known + size, levels: input.design.random[t].levels.length });
  });
  const starts: { vector: number; block: number }[] = [];
  let vector = 0;
  let block = 0;
  for (let f = 0; f < sizes.size; f++) {
    const { whole, levels } = sizes.get(f) as { whole: number; levels: number };
    starts.push({ vector, block });
    vector += levels * whole;
    block += levels * whole * whole;
  }
  return rows.bases.map(({ factor, offset, size: k, triangle }, t) => {
    const { whole, levels } = sizes.get(factor) as { whole: number; levels: number };
    const template = templates[t];
    const own = new Float64Array(levels * k);
    const known = new Float64Array(levels * k * k);
    const uncertain = new Float64Array(levels * k * k);
    const slopes = new Float64Array(levels * k * d);
    for (let level = 0; level < levels; level++) {
      const at = starts[factor].vector + level * whole + offset;
      own.set(solveUpper(triangle, effects.slice(at, at + k), k, 1), level * k);
      const corner = starts[factor].block + level * whole * whole + offset * (whole + 1);
      const fixed = congruence(triangle, innerBlock(conditional, corner, whole, k), k);
      known.set(fixed, level * k * k);
      const moves = userSlopes(results, at, k, triangle, rows);
      const back = transpose(moves, k, d);
      slopes.set(back, level * k * d);
      const added =
        covariance === undefined
          ? undefined
          : product(product(moves, covariance, k, d, d), back, k, d, k);
      uncertain.set(added === undefined ? fixed : fixed.map((x, i) => x + added[i]), level * k * k);
    }
    return {
      template,
      covariance: product(template, transpose(template, k, k), k, k, k),
      effects: own,
      conditional: known,
      prediction: uncertain,
      slopes,
    };
  });
}
