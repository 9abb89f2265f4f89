import type { Core } from './core.ts';
import type {
  GeneralisedInput,
  GeneralisedOptions,
  GeneralisedSolution,
  UserParameters,
} from './generalised.ts';
import { type GeneralisedExports, withGeneralisedCore } from './generalised-core.ts';
import { generalisedStart } from './generalised-start.ts';
import { type LoadedRows, loadGeneralised } from './load-generalised.ts';
import { solveUpper } from './small-matrix.ts';
import { type Outcome, outcomes } from './solve.ts';
import { thetaLength } from './templates.ts';
import {
  covarianceChanges,
  innerCovariance,
  innerParameters,
  thetaJacobian,
  unpackTerms,
  userCovariance,
  userTemplates,
} from './unpack-generalised.ts';
import { readWorking } from './working-products.ts';

/** Linear predictors beyond this are probabilities or rates that no data can tell from 0 (or 1). */
const REMOTE = 15;

/** Whether some rows are fitted so surely that their coefficients run off to infinity. */
function isSeparated(
  { family, sizes }: GeneralisedInput,
  eta: Float64Array,
  auxiliary: Float64Array,
): boolean {
  if (family === 'ordinal') return isFarFromThresholds(eta, auxiliary);
  if (family !== 'binomial' && family !== 'poisson') return false;
  return eta.some((x, i) => {
    const remote = family === 'poisson' ? -x : Math.abs(x);
    return remote - Math.log(sizes?.[i] || 1) > REMOTE;
  });
}

/** Whether some linear predictor is remote from every threshold: where the thresholds lie depends on the origin of the predictors. */
function isFarFromThresholds(eta: Float64Array, auxiliary: Float64Array): boolean {
  let last = 0;
  const thresholds = auxiliary.map((a, k) => {
    last += k === 0 ? a : Math.exp(a);
    return last;
  });
  return eta.some((x) => thresholds.every((threshold) => Math.abs(x - threshold) > REMOTE));
}

/** ψ of parameters in the user's columns; undefined where they are of another model, or have a variance of 0, from which a search learns little. */
function startNear(
  { templates, beta, auxiliary }: UserParameters,
  rows: LoadedRows,
  size: number,
): Float64Array | undefined {
  const singular = templates.some((template, t) => {
    const { size: k } = rows.bases[t];
    return Array.from({ length: k }, (_, c) => template[c * (k + 1)]).includes(0);
  });
  if (singular || beta.length !== rows.kept.length) return undefined;
  const psi = innerParameters(templates, beta, auxiliary, rows);
  return psi.length === size ? psi : undefined;
}

function readResults(core: Core<GeneralisedExports>, q: number, d: number, blocks: number) {
  return {
    effects: core.readF64(core.number('effects'), q),
    conditional: core.readF64(core.number('conditional'), blocks),
    response: core.readF64(core.number('response'), q * d),
  };
}

/**
 * Fits a generalised model by maximum likelihood: Laplace's approximation, or adaptive quadrature for `points` above 1.
 *
 * @throws `memory`, `not-finite` for numbers that cannot be squared
 */
export function solveGeneralised(
  input: GeneralisedInput,
  { points = 1, from, near, onProgress }: GeneralisedOptions = {},
): GeneralisedSolution {
  return withGeneralisedCore((core) => {
    const { exports } = core;
    const rows = loadGeneralised(core, input, points);
    const { level, auxiliary } = generalisedStart(input);
    const m = thetaLength(rows.bases);
    const p = rows.kept.length;
    const d = m + p + auxiliary.length;
    const begun = from?.inner.psi.slice() ?? (near && startNear(near, rows, d));
    const psi = begun ?? new Float64Array(d);
    if (begun === undefined) psi.set(auxiliary, m + p);
    const address = core.writeF64(psi);
    const constant = -2 * (input.constant ?? 0);
    const outcome: Outcome =
      outcomes[
        begun === undefined
          ? exports.optimise(address, level)
          : exports.optimiseFrom(address, from ? core.writeF64(from.inner.hessian) : 0)
      ];
    const found = core.readF64(address, d);
    const theta = found.slice(0, m);
    const templates = userTemplates(theta, rows);
    const changes = core.writeF64(covarianceChanges(templates, rows));
    const modeFound = exports.finishAt(address, changes) !== 0;
    const free = Array.from(core.readI32(core.number('free'), m), (flag) => flag === 1);
    const all = [...free, ...new Array<boolean>(d - m).fill(true)];
    const hessian = core.readF64(core.number('hessian'), d * d);
    const inner = modeFound ? innerCovariance(hessian, all) : undefined;
    const covariance = inner && userCovariance(inner, thetaJacobian(theta, free, rows), m, rows);
    let q = 0;
    let blocks = 0;
    const wholes = new Map<number, number>();
    for (const { factor, size } of rows.bases) wholes.set(factor, (wholes.get(factor) ?? 0) + size);
    for (const [factor, whole] of wholes) {
      const t = rows.bases.findIndex((basis) => basis.factor === factor);
      q += input.design.random[t].levels.length * whole;
      blocks += input.design.random[t].levels.length * whole * whole;
    }
    const results = readResults(core, q, d, blocks);
    const beta = solveUpper(rows.triangle, found.slice(m, m + p), p, 1);
    const moved = rows.shift.reduce((sum, x, j) => sum + x * beta[j], 0);
    const predictor = core.readF64(core.number('predictor'), input.design.n);
    const eta = moved === 0 ? predictor : predictor.map((x) => x + moved);
    const outer = found.slice(m + p);
    if (moved !== 0) outer[0] += moved;
    return {
      outcome,
      objective: core.number('value') + constant,
      points,
      kept: rows.kept,
      beta,
      auxiliary: outer,
      terms: unpackTerms(templates, rows, input, results, covariance),
      ...(covariance !== undefined && { covariance }),
      working: readWorking(
        core,
        rows.bases,
        input.design.random.map(({ group }) => group),
      ),
      eta,
      theta,
      free,
      bases: rows.bases,
      inner: { psi: found, hessian },
      decrement: core.number('decrement'),
      largestSlope: core.number('largestSlope'),
      smallestCurvature: core.number('smallestCurvature'),
      boundarySlope: core.number('boundarySlope'),
      descends: core.number('left') >= 0,
      modeFound,
      separated: isSeparated(input, eta, outer),
      evaluations: core.number('evaluations'),
      hessianEvaluations: exports.extraEvaluations(),
      trace: Array.from(
        core.readF64(core.number('trace'), core.number('traceLength')),
        (value) => value + constant,
      ),
    };
  }, onProgress);
}
