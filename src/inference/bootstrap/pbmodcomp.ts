import { dofModel } from '../../effects/log-lik.ts';
import type { CrossProducts } from '../../engine/cross-products.ts';
import { innerTheta, prepareDrawing } from '../../engine/draw.ts';
import { withInferenceCore } from '../../engine/inference-core.ts';
import { loadProblem } from '../../engine/load-problem.ts';
import { prepareRefits, type ReplicateProgress, reported } from '../../engine/refits.ts';
import { lowerEntries } from '../../engine/templates.ts';
import { BlupError } from '../../errors/blup-error.ts';
import type { AnyModel, FittedGeneralisedModel } from '../../fit/generalised-model.ts';
import { checkGeneralised, withGeneralisedRows } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { refitML } from '../../fit/refit.ts';
import { checkComparable, checkSeveral } from '../comparison/comparable-models.ts';
import { chiSquaredTail } from '../distributions/chi-squared.ts';
import { randomStream } from '../distributions/random.ts';
import { checkCount, replicateChiSquared, throwCancelled } from './bootstrap-draws.ts';
import { drawResponse, ownDraw } from './draw-generalised.ts';
import { type ReplicateRange, withResponses } from './generalised-replicates.ts';
import { jointDraws, project } from './joint-draws.ts';

/** How a bootstrap test is made. */
export interface PbModCompOptions {
  /** Number of replicates; default 1000. */
  readonly nsim?: number;
  /** Whole number that decides all random numbers; default 1. */
  readonly seed?: number;
  /** First replicate, counted from 0; default 0. */
  readonly first?: number;
  /** Called some times in a second, and at the end, with the replicates done and their number; `false` stops (error `cancelled`). */
  readonly onProgress?: ReplicateProgress;
}

/** A likelihood-ratio test with its distribution simulated under the smaller model. */
export interface PbModComp {
  readonly kind: 'pbmodcomp';
  /** Formulas. */
  readonly large: string;
  readonly small: string;
  /** Likelihood-ratio statistic of the ML fits. */
  readonly statistic: number;
  /** Difference in the number of parameters. */
  readonly df: number;
  /** P-value of χ²_df. */
  readonly pChiSquared: number;
  /** (1 + replicates at least as large) / (1 + replicates). */
  readonly p: number;
  /** Monte-Carlo standard error of p. */
  readonly pError: number;
  /** Simulated statistics; NaN where a refit failed. */
  readonly replicates: Float64Array;
  readonly failed: number;
  readonly nsim: number;
  readonly seed: number;
  readonly first: number;
}

/** θ of the joint problem at which it is the smaller model: its templates where its terms stand, zero elsewhere. */
function jointTheta(joint: CrossProducts, places: readonly number[], small: Model): Float64Array {
  const templates = small.random.map(({ template }) => template);
  const user = joint.terms.flatMap(({ size }, t) => {
    const own = templates[places.indexOf(t)];
    return lowerEntries(size).map(([r, c]) => own?.[c * size + r] ?? 0);
  });
  return innerTheta(joint.terms, user);
}

/** Fits both models to one drawn response after the other. */
function simulate(
  large: Model,
  small: Model,
  first: number,
  count: number,
  seed: number,
  onProgress: ReplicateProgress | undefined,
): Float64Array {
  const joint = jointDraws([large, small]);
  const { products } = joint;
  const from = {
    theta: jointTheta(products, joint.terms[1], small),
    sigma: small.sigma / products.scale,
  };
  const chiSquared = replicateChiSquared(seed);
  const statistics = new Float64Array(count);
  const done = withInferenceCore((source) => {
    loadProblem(source, products, false, true);
    const drawing = prepareDrawing(source, products, from);
    return withInferenceCore((a) =>
      withInferenceCore((b) => {
        const cores = [a, b];
        const fits = [large, small].map((model, i) => {
          // One scale for both, so that criteria can be compared; ỹ of the joint columns is what is drawn.
          const own = { ...model.crossProducts, scale: products.scale };
          const core = cores[i];
          loadProblem(core, own, false, true);
          const start = innerTheta(own.terms, model.theta);
          const values = new Float64Array(joint.projections[i].length);
          const address = core.writeF64(values);
          const refitter = prepareRefits(core, own, false, start, count);
          const fit = (response: Float64Array, row: number): number => {
            project(joint.projections[i], response, values);
            new Float64Array(core.exports.memory.buffer, address, values.length).set(values);
            refitter.fit(address, row);
            return refitter.refits.objective[row];
          };
          return fit;
        });
        return reported(count, onProgress, (i) => {
          const r = first + i;
          drawing.draw(seed, r, chiSquared(drawing.residualDf, r));
          const response = source.readF64(drawing.response, drawing.length);
          const [objectiveLarge, objectiveSmall] = fits.map((fit) => fit(response, i));
          statistics[i] = objectiveSmall - objectiveLarge;
        });
      }),
    );
  });
  return done ? statistics : throwCancelled();
}

interface SimulatedFits {
  /** By maximum likelihood. */
  readonly large: AnyModel;
  readonly small: AnyModel;
  /** Differences of the criteria for drawn responses. */
  readonly simulated: Float64Array;
}

function simulatedFits(
  more: AnyModel,
  less: AnyModel,
  range: ReplicateRange,
  onProgress: ReplicateProgress | undefined,
): SimulatedFits {
  const { first, count, seed } = range;
  if (more.kind === 'lmm' && less.kind === 'lmm') {
    const [large, small] = [more, less].map(refitML);
    return { large, small, simulated: simulate(large, small, first, count, seed, onProgress) };
  }
  const [large, small] = [more, less].map((model) => {
    checkGeneralised(model, 'pbmodcomp() with a generalised model');
    return withGeneralisedRows(model, 'bootstrap tests of two models');
  });
  return { large, small, simulated: simulateGeneralised(large, small, range, onProgress) };
}

/** Draws responses from the smaller generalised model and fits both to each. */
function simulateGeneralised(
  large: FittedGeneralisedModel,
  small: FittedGeneralisedModel,
  { first, count, seed }: ReplicateRange,
  onProgress: ReplicateProgress | undefined,
): Float64Array {
  const draw = ownDraw(small);
  const statistics = new Float64Array(count);
  const done = withResponses(large, (fitLarge) =>
    withResponses(small, (fitSmall) =>
      reported(count, onProgress, (i) => {
        const { y } = drawResponse(draw, seed, first + i);
        const [a, b] = [fitLarge(y), fitSmall(y)];
        statistics[i] = a && b ? b.objective - a.objective : Number.NaN;
      }),
    ),
  );
  return done ? statistics : throwCancelled();
}

/**
 * Likelihood-ratio test of two nested models by parametric bootstrap (Halekoh & Højsgaard 2014, J. Stat. Softw. 59(9), section
 * 5; `PBmodcomp` in R): responses are drawn from the smaller model, both models are fitted to each by ML, and p is the
 * share of statistics at least as large as the observed one, which counts among them.
 *
 * Responses of linear models are drawn as cross-products of the columns of both models together, so that only the preparation reads the
 * rows; those of generalised models are drawn row by row, as `simulate` does, and the models fitted as they were integrated. The order of the arguments does not matter. Statistics below zero by rounding count as zero.
 *
 * @throws `input` for models of different responses or rows, `option` for a bad number or models with equally many
 *   parameters, `cancelled` when `onProgress` returns false, `no-rows-kept` for loaded models
 */
export function pbmodcomp(a: AnyModel, b: AnyModel, options: PbModCompOptions = {}): PbModComp {
  const { nsim = 1000, seed = 1, first = 0, onProgress } = options;
  checkCount('nsim', nsim, 1);
  checkCount('first', first, 0);
  randomStream(seed);
  checkSeveral([a, b]);
  checkComparable([a, b], true);
  const df = Math.abs(dofModel(a) - dofModel(b));
  if (df === 0) {
    throw new BlupError(
      'option',
      'both models have the same number of parameters; one must be the other with more terms',
      { value: [a.formula, b.formula] },
    );
  }
  const [more, less] = dofModel(a) > dofModel(b) ? [a, b] : [b, a];
  const { large, small, simulated } = simulatedFits(
    more,
    less,
    { first, count: nsim, seed },
    onProgress,
  );
  const statistic = Math.max(0, small.objective - large.objective);
  const replicates = simulated.map((x) => Math.max(0, x));
  const valid = replicates.filter((x) => !Number.isNaN(x));
  const extreme = valid.reduce((count, x) => count + (x >= statistic ? 1 : 0), 0);
  const p = (1 + extreme) / (1 + valid.length);
  return {
    kind: 'pbmodcomp',
    large: large.formula,
    small: small.formula,
    statistic,
    df,
    pChiSquared: chiSquaredTail(statistic, df),
    p,
    pError: Math.sqrt((p * (1 - p)) / Math.max(1, valid.length)),
    replicates,
    failed: nsim - valid.length,
    nsim,
    seed,
    first,
  };
}
