import type { Core } from './core.ts';
import type { CrossProducts } from './cross-products.ts';
import { type DrawFrom, prepareDrawing } from './draw.ts';
import { type InferenceExports, withInferenceCore } from './inference-core.ts';
import { criterionConstant, denominator, loadProblem } from './load-problem.ts';
import { startingTheta } from './solve.ts';
import { thetaLength } from './templates.ts';

/** Estimates of many responses of one problem, in the engine's basis; replicate i of the range in row i. */
export interface Refits {
  readonly count: number;
  /** count × m. */
  readonly theta: Float64Array;
  /** β̃, count × p. */
  readonly fixed: Float64Array;
  /** σ̂ in the user's units; NaN where the optimiser did not come to an end. */
  readonly sigma: Float64Array;
  /** REML criterion or −2 log-likelihood, in the user's units. */
  readonly objective: Float64Array;
  /** 1 where a covariance matrix was estimated without variance in some direction. */
  readonly singular: Uint8Array;
}

/** Called with the number of replicates done, some times in a second and at the end; `false` stops. */
export type ReplicateProgress = (done: number, total: number) => boolean | undefined;

/** Fits the problem of an open core to one response after the other. */
interface Refitter {
  readonly refits: Refits;
  /** Fits the response at this address (the problem's own when undefined) and writes row `row` of the refits. */
  readonly fit: (response: number | undefined, row: number) => void;
}

/** Smallest diagonal entry of a template to start from: at exactly zero the criterion has no slope. */
const OPEN = 0.1;

function openTheta(products: CrossProducts, theta: Float64Array): Float64Array {
  const open = theta.slice();
  let at = 0;
  for (const { size } of products.terms) {
    for (let c = 0; c < size; at += size - c, c++) open[at] = Math.max(open[at], OPEN);
  }
  return open;
}

/** Prepares an open core, whose problem is loaded, for refits that start from θ. */
export function prepareRefits(
  core: Core<InferenceExports>,
  products: CrossProducts,
  reml: boolean,
  theta: Float64Array,
  count: number,
): Refitter {
  const { exports } = core;
  const m = thetaLength(products.terms);
  const p = products.kept.length;
  const d = denominator(products, reml);
  const constant = criterionConstant(products, reml);
  const starts = [openTheta(products, theta), startingTheta(products)];
  const at = exports.alloc(8 * m) >>> 0;
  const fixed = exports.alloc(8 * p + 8) >>> 0;
  const refits: Refits = {
    count,
    theta: new Float64Array(count * m),
    fixed: new Float64Array(count * p),
    sigma: new Float64Array(count).fill(Number.NaN),
    objective: new Float64Array(count).fill(Number.NaN),
    singular: new Uint8Array(count),
  };
  const optimise = (start: Float64Array): boolean => {
    new Float64Array(exports.memory.buffer, at, m).set(start);
    return exports.reoptimise(at, fixed) === 0;
  };
  return {
    refits,
    fit: (response, row) => {
      if (response !== undefined) exports.setResponse(response);
      if (!starts.some(optimise)) return;
      refits.theta.set(new Float64Array(exports.memory.buffer, at, m), row * m);
      refits.fixed.set(new Float64Array(exports.memory.buffer, fixed, p), row * p);
      refits.sigma[row] = products.scale * Math.sqrt(core.number('residual') / d);
      refits.objective[row] = core.number('reached') + constant;
      refits.singular[row] = core.readI32(core.number('free'), m).includes(0) ? 1 : 0;
    },
  };
}

/** Estimates of one problem, from θ, without certificate or anything else that a fit finds. */
export function refitOnce(products: CrossProducts, reml: boolean, theta: Float64Array): Refits {
  return withInferenceCore((core) => {
    loadProblem(core, products, reml, true);
    const refitter = prepareRefits(core, products, reml, theta, 1);
    refitter.fit(undefined, 0);
    return refitter.refits;
  });
}

/** Which replicates, and their random numbers. */
interface ReplicateRange {
  readonly first: number;
  readonly count: number;
  readonly seed: number;
  /** The χ² of a replicate with these degrees of freedom. */
  readonly chiSquared: (df: number, replicate: number) => number;
}

/** Milliseconds between two reports of progress. */
const PAUSE = 50;

/** Calls `step` for 0 … count − 1 and reports now and then; false when the listener stopped it. */
export function reported(
  count: number,
  onProgress: ReplicateProgress | undefined,
  step: (i: number) => void,
): boolean {
  let last = performance.now();
  for (let i = 0; i < count; i++) {
    step(i);
    if (onProgress === undefined || performance.now() - last < PAUSE) continue;
    if (onProgress(i + 1, count) === false) return false;
    last = performance.now();
  }
  return onProgress?.(count, count) !== false;
}

/**
 * Draws responses from a model and refits it to each, all in one open core: the problem is loaded and analysed once, and
 * the cost does not depend on the number of rows. The fixed effects of the drawn responses are zero.
 *
 * @returns undefined when `onProgress` returned false
 */
export function refitReplicates(
  products: CrossProducts,
  reml: boolean,
  from: DrawFrom,
  range: ReplicateRange,
  onProgress?: ReplicateProgress,
): Refits | undefined {
  const { first, count, seed, chiSquared } = range;
  return withInferenceCore((core) => {
    loadProblem(core, products, reml, true);
    const drawing = prepareDrawing(core, products, from);
    const refitter = prepareRefits(core, products, reml, from.theta, count);
    const done = reported(count, onProgress, (i) => {
      const r = first + i;
      drawing.draw(seed, r, chiSquared(drawing.residualDf, r));
      refitter.fit(drawing.response, i);
    });
    return done ? refitter.refits : undefined;
  });
}
