import { normalStreams } from '../../engine/normals.ts';
import type { FittedGeneralisedModel, GeneralisedModel } from '../../fit/generalised-model.ts';
import { keptColumns } from '../../fit/kept.ts';
import { type ResponseDistribution, responseDrawer } from '../distributions/draw-family.ts';
import { randomStream } from '../distributions/random.ts';
import { addTerms, normalsOf, type SimulatedTerm } from './term-effects.ts';

/** What responses of a generalised model are drawn from. */
export interface GeneralisedDraw {
  readonly distribution: ResponseDistribution;
  /** Xβ + offset of each row. */
  readonly predictor: Float64Array;
  readonly terms: readonly SimulatedTerm[];
  /** Binomial: trials of each row; absent when all are 1. */
  readonly trials?: Float64Array;
}

/** The distribution of a model's responses. */
export function distributionOf({
  family,
  link,
  dispersion,
  thresholds,
}: GeneralisedModel): ResponseDistribution {
  return {
    family,
    link,
    ...(dispersion && { dispersion: dispersion.estimate }),
    ...(thresholds && { thresholds: thresholds.estimates }),
  };
}

/** Xβ + offset. */
export function fixedPredictor(
  estimates: Float64Array,
  columns: readonly Float64Array[],
  offset: Float64Array | undefined,
  n: number,
): Float64Array {
  const eta = offset?.slice() ?? new Float64Array(n);
  columns.forEach((column, j) => {
    for (let i = 0; i < n; i++) eta[i] += estimates[j] * column[i];
  });
  return eta;
}

/** Responses for the rows of a model with new random effects. */
export function ownDraw(model: FittedGeneralisedModel): GeneralisedDraw {
  const { design, fixed, random, trials } = model;
  const { n, offset } = design;
  const columns = keptColumns(model, design.fixed.names).map((j) => design.fixed.columns[j]);
  return {
    distribution: distributionOf(model),
    predictor: fixedPredictor(fixed.estimates, columns, offset, n),
    terms: random.map(({ template }, t) => ({
      columns: design.random[t].columns,
      codes: design.random[t].codes,
      levels: design.random[t].levels.length,
      root: template,
    })),
    ...(trials && { trials }),
  };
}

/** A response with the linear predictor that it was drawn at. */
interface DrawnResponse {
  readonly y: Float64Array;
  readonly eta: Float64Array;
}

/**
 * Response r of a seed. The random effects take their normal numbers from stream 2r, term by term and level by level, the rows
 * theirs from stream 2r + 1; so a response does not depend on how many are drawn.
 */
export function drawResponse(
  { distribution, predictor, terms, trials }: GeneralisedDraw,
  seed: number,
  r: number,
): DrawnResponse {
  const draw = responseDrawer(distribution);
  const eta = predictor.slice();
  normalStreams(seed, 2 * r, 1, normalsOf(terms), (normals) => addTerms(terms, normals, eta));
  const stream = randomStream(seed, 2 * r + 1);
  const y = eta.map((x, row) => draw(stream, x, trials?.[row] ?? 1));
  return { y, eta };
}
