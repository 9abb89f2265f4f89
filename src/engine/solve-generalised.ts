import type { Core } from './core.ts';
import type {
  GeneralisedInput,
  GeneralisedOptions,
  GeneralisedSolution,
  GeneralisedTerm,
} from './generalised.ts';
import { type GeneralisedExports, withGeneralisedCore } from './generalised-core.ts';
import { generalisedStart } from './generalised-start.ts';
import { type LoadedRows, loadGeneralised } from './load-generalised.ts';
import { lowerEntries, thetaLength } from './load-problem.ts';
import {
  congruence,
  inverseDefinite,
  lowerTriangle,
  product,
  solveUpper,
  transpose,
} from './small-matrix.ts';
import { type Outcome, outcomes } from './solve.ts';

/** Linear predictors beyond this are probabilities or rates that no data can tell from 0 (or 1). */
const REMOTE = 15;

/** Templates in the user's columns for θ in the engine's basis. */
function userTemplates(theta: Float64Array, { bases }: LoadedRows): Float64Array[] {
  let next = 0;
  return bases.map(({ size, triangle }) => {
    const inner = new Float64Array(size * size);
    for (const [r, c] of lowerEntries(size)) inner[c * size + r] = theta[next++];
    return lowerTriangle(solveUpper(triangle, inner, size, size), size);
  });
}

function lowerOf(templates: readonly Float64Array[], { bases }: LoadedRows): number[] {
  return templates.flatMap((template, t) =>
    lowerEntries(bases[t].size).map(([r, c]) => template[c * bases[t].size + r]),
  );
}

/** ∂θ(user)/∂θ(engine), m×m: the map is smooth and small, so central differences give eight digits or more. */
function thetaJacobian(theta: Float64Array, free: readonly boolean[], rows: LoadedRows) {
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
function innerCovariance(hessian: Float64Array, free: readonly boolean[]) {
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
function userCovariance(
  inner: Float64Array,
  jacobian: Float64Array,
  m: number,
  { triangle, kept }: LoadedRows,
): Float64Array {
  const d = Math.round(Math.sqrt(inner.length));
  const p = kept.length;
  const map = new Float64Array(d * d);
  const identity = new Float64Array(p * p);
  for (let j = 0; j < p; j++) identity[j * p + j] = 1;
  const root = solveUpper(triangle, identity, p, p);
  for (let j = 0; j < p; j++) for (let i = 0; i < p; i++) map[(m + j) * d + i] = root[j * p + i];
  for (let l = 0; l < m; l++) for (let k = 0; k < m; k++) map[l * d + p + k] = jacobian[l * m + k];
  for (let j = m + p; j < d; j++) map[j * d + j] = 1;
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

interface Results {
  readonly effects: Float64Array;
  readonly conditional: Float64Array;
  /** ∂(Λû)/∂β̃, p numbers for each scalar. */
  readonly response: Float64Array;
}

function unpackTerms(
  templates: readonly Float64Array[],
  rows: LoadedRows,
  input: GeneralisedInput,
  { effects, conditional, response }: Results,
  fixed: Float64Array,
): GeneralisedTerm[] {
  const p = rows.kept.length;
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
    for (let level = 0; level < levels; level++) {
      const at = starts[factor].vector + level * whole + offset;
      own.set(solveUpper(triangle, effects.slice(at, at + k), k, 1), level * k);
      const corner = starts[factor].block + level * whole * whole + offset * (whole + 1);
      const inner = innerBlock(conditional, corner, whole, k);
      known.set(congruence(triangle, inner, k), level * k * k);
      // J cov(β̃) Jᵀ
      const slopes = transpose(response.slice(at * p, (at + k) * p), p, k);
      const added = product(product(slopes, fixed, k, p, p), transpose(slopes, k, p), k, p, k);
      uncertain.set(
        congruence(
          triangle,
          inner.map((x, i) => x + added[i]),
          k,
        ),
        level * k * k,
      );
    }
    return {
      template,
      covariance: product(template, transpose(template, k, k), k, k, k),
      effects: own,
      conditional: known,
      prediction: uncertain,
    };
  });
}

/** Whether some rows are fitted so surely that their coefficients run off to infinity. */
function isSeparated({ family, sizes }: GeneralisedInput, eta: Float64Array): boolean {
  if (family !== 'binomial' && family !== 'ordinal' && family !== 'poisson') return false;
  return eta.some((x, i) => {
    const remote = family === 'poisson' ? -x : Math.abs(x);
    return remote - Math.log(sizes?.[i] || 1) > REMOTE;
  });
}

function readResults(core: Core<GeneralisedExports>, q: number, p: number, blocks: number) {
  return {
    effects: core.readF64(core.number('effects'), q),
    conditional: core.readF64(core.number('conditional'), blocks),
    response: core.readF64(core.number('response'), q * p),
  };
}

/**
 * Fits a generalised model by maximum likelihood: Laplace's approximation, or adaptive quadrature for `points` above 1.
 *
 * @throws `memory`, `not-finite` for numbers that cannot be squared
 */
export function solveGeneralised(
  input: GeneralisedInput,
  { points = 1, onProgress }: GeneralisedOptions = {},
): GeneralisedSolution {
  return withGeneralisedCore((core) => {
    const { exports } = core;
    const rows = loadGeneralised(core, input, points);
    const { level, auxiliary } = generalisedStart(input);
    const m = thetaLength(rows.bases);
    const p = rows.kept.length;
    const d = m + p + auxiliary.length;
    const psi = new Float64Array(d);
    psi.set(auxiliary, m + p);
    const address = core.writeF64(psi);
    const constant = -2 * (input.constant ?? 0);
    const outcome: Outcome = outcomes[exports.optimise(address, level)];
    const modeFound = exports.finishAt(address) !== 0;
    const found = core.readF64(address, d);
    const theta = found.slice(0, m);
    const free = Array.from(core.readI32(core.number('free'), m), (flag) => flag === 1);
    const all = [...free, ...new Array<boolean>(d - m).fill(true)];
    const hessian = core.readF64(core.number('hessian'), d * d);
    const inner = modeFound ? innerCovariance(hessian, all) : undefined;
    const templates = userTemplates(theta, rows);
    const fixed = new Float64Array(p * p);
    for (let j = 0; j < p; j++)
      for (let i = 0; i < p; i++) fixed[j * p + i] = inner?.[(m + j) * d + m + i] ?? 0;
    let q = 0;
    let blocks = 0;
    const wholes = new Map<number, number>();
    for (const { factor, size } of rows.bases) wholes.set(factor, (wholes.get(factor) ?? 0) + size);
    for (const [factor, whole] of wholes) {
      const t = rows.bases.findIndex((basis) => basis.factor === factor);
      q += input.design.random[t].levels.length * whole;
      blocks += input.design.random[t].levels.length * whole * whole;
    }
    const results = readResults(core, q, p, blocks);
    const eta = core.readF64(core.number('predictor'), input.design.n);
    return {
      outcome,
      objective: core.number('value') + constant,
      points,
      kept: rows.kept,
      beta: solveUpper(rows.triangle, found.slice(m, m + p), p, 1),
      auxiliary: found.slice(m + p),
      terms: unpackTerms(templates, rows, input, results, fixed),
      ...(inner !== undefined && {
        covariance: userCovariance(inner, thetaJacobian(theta, free, rows), m, rows),
      }),
      eta,
      theta,
      free,
      bases: rows.bases,
      decrement: core.number('decrement'),
      largestSlope: core.number('largestSlope'),
      smallestCurvature: core.number('smallestCurvature'),
      boundarySlope: core.number('boundarySlope'),
      descends: core.number('left') >= 0,
      modeFound,
      separated: isSeparated(input, eta),
      evaluations: core.number('evaluations'),
      hessianEvaluations: exports.extraEvaluations(),
      trace: Array.from(
        core.readF64(core.number('trace'), core.number('traceLength')),
        (value) => value + constant,
      ),
    };
  }, onProgress);
}
