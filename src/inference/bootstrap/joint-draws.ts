import type { Design, RandomTerm } from '../../design/design.ts';
import { crossProducts } from '../../engine/accumulate.ts';
import type { CrossProducts } from '../../engine/cross-products.ts';
import { effectCount } from '../../engine/draw.ts';
import { product, solveUpper, transpose } from '../../engine/small-matrix.ts';
import { withRows } from '../../fit/kept.ts';
import type { FittedModel, Model } from '../../fit/model.ts';
import { identityMatrix } from '../../number/identity-matrix.ts';
import { sameNumbers } from '../comparison/comparable-models.ts';

/** A linear map of k coefficients on every level of a factor, from one layout of Z̃ᵀWỹ to another. */
interface LevelMap {
  readonly from: number;
  readonly fromStride: number;
  readonly to: number;
  readonly toStride: number;
  readonly levels: number;
  readonly size: number;
  /** k×k, column-major. */
  readonly matrix: Float64Array;
}

/** How the cross-products of one model with a response follow from those of the joint columns. */
interface Projection {
  readonly length: number;
  readonly levels: readonly LevelMap[];
  /** Place of X̃ᵀWỹ in the joint layout, its length there, and the map to the model's own X̃. */
  readonly fixedFrom: number;
  readonly fixedCount: number;
  readonly fixedTo: number;
  /** p × joint p, column-major. */
  readonly fixed: Float64Array;
}

/** The columns of several models on the same rows, as one problem. */
interface Joint {
  readonly products: CrossProducts;
  /** For each model the place of each of its random terms among the joint terms. */
  readonly terms: readonly (readonly number[])[];
  readonly projections: readonly Projection[];
}

/** Random terms without repetition; terms on the same levels share their codes, by which the engine knows them. */
function mergeTerms(designs: readonly Design[]): { terms: RandomTerm[]; places: number[][] } {
  const terms: RandomTerm[] = [];
  const places = designs.map(({ random }) => {
    const taken = new Set<number>();
    return random.map((term) => {
      const group = terms.find(({ codes }) => sameNumbers(codes, term.codes));
      const known = terms.findIndex(
        (other, i) =>
          !taken.has(i) &&
          other.codes === group?.codes &&
          other.columns.length === term.columns.length &&
          other.columns.every((column, c) => sameNumbers(column, term.columns[c])),
      );
      const place = known >= 0 ? known : terms.length;
      if (known < 0) terms.push(group === undefined ? term : { ...term, codes: group.codes });
      taken.add(place);
      return place;
    });
  });
  return { terms, places };
}

/** Columns of X without repetition. */
function mergeColumns(designs: readonly Design[]): Float64Array[] {
  const columns: Float64Array[] = [];
  for (const { fixed } of designs) {
    for (const column of fixed.columns) {
      if (!columns.some((other) => sameNumbers(other, column))) columns.push(column);
    }
  }
  return columns;
}

/** First entry of each term's coefficients in Z̃ᵀWỹ, and how far apart the levels stand. */
function termPlaces({ factors, terms }: CrossProducts): { start: number; stride: number }[] {
  const starts: number[] = [];
  let next = 0;
  for (const { levels, size } of factors) {
    starts.push(next);
    next += levels * size;
  }
  return terms.map(({ factor, offset }) => ({
    start: starts[factor] + offset,
    stride: factors[factor].size,
  }));
}

/** X̃ᵀWX_m / (squared norms of X̃): the kept columns of a model in terms of the joint X̃, joint p × p. */
function fixedCoordinates(
  design: Design,
  joint: CrossProducts,
  model: CrossProducts,
  columns: Float64Array[],
): Float64Array {
  const { kept, triangle } = joint;
  const [p, own] = [kept.length, model.kept.length];
  const { n, precisionWeights, frequencyWeights } = design;
  const sums = new Float64Array(p * own);
  const norms = new Float64Array(p);
  const x = new Float64Array(p);
  const used = Array.from(kept, (j) => columns[j]);
  const wanted = Array.from(model.kept, (j) => design.fixed.columns[j]);
  for (let i = 0; i < n; i++) {
    const weight = (precisionWeights?.[i] ?? 1) * (frequencyWeights?.[i] ?? 1);
    for (let j = 0; j < p; j++) {
      let value = used[j][i];
      for (let l = 0; l < j; l++) value -= x[l] * triangle[j * p + l];
      x[j] = value / triangle[j * p + j];
      norms[j] += weight * x[j] * x[j];
    }
    for (let c = 0; c < own; c++) {
      const by = weight * wanted[c][i];
      for (let j = 0; j < p; j++) sums[c * p + j] += x[j] * by;
    }
  }
  return sums.map((sum, at) => sum / norms[at % p]);
}

/** R_m⁻ᵀ C for a right-hand side C (k×n): by the transpose of an upper triangle. */
function solveTransposed(r: Float64Array, c: Float64Array, k: number, n: number): Float64Array {
  return product(transpose(solveUpper(r, identityMatrix(k), k, k), k, k), c, k, k, n);
}

function projectionTo(
  model: FittedModel,
  joint: CrossProducts,
  places: readonly number[],
  columns: Float64Array[],
): Projection {
  const own = model.crossProducts;
  const [from, to] = [termPlaces(joint), termPlaces(own)];
  const levels = own.terms.map(({ factor, size, triangle }, t): LevelMap => {
    const place = places[t];
    // Z̃_m = Z R_m⁻¹ and Z̃ = Z R⁻¹, so Z̃_mᵀWỹ = R_m⁻ᵀRᵀ Z̃ᵀWỹ.
    const matrix = solveTransposed(
      triangle,
      transpose(joint.terms[place].triangle, size, size),
      size,
      size,
    );
    return {
      from: from[place].start,
      fromStride: from[place].stride,
      to: to[t].start,
      toStride: to[t].stride,
      levels: own.factors[factor].levels,
      size,
      matrix,
    };
  });
  const p = own.kept.length;
  const count = joint.kept.length;
  const coordinates = fixedCoordinates(model.design, joint, own, columns);
  return {
    length: effectCount(own) + p + 1,
    levels,
    fixedFrom: effectCount(joint),
    fixedCount: count,
    fixedTo: effectCount(own),
    fixed: solveTransposed(own.triangle, transpose(coordinates, count, p), p, count),
  };
}

/**
 * The columns of all models, on the same rows with the same weights, as one problem without repetitions, from which responses for
 * all of them can be drawn together. The rows are read once more.
 */
export function jointDraws(given: readonly Model[]): Joint {
  const models = given.map((model) => withRows(model, 'bootstrap tests of two models'));
  const designs = models.map(({ design }) => design);
  const { terms, places } = mergeTerms(designs);
  const columns = mergeColumns(designs);
  const [first] = designs;
  const products = crossProducts({
    ...first,
    fixed: {
      names: columns.map((_, j) => `x${j + 1}`),
      columns,
      assign: columns.map((_, j) => j),
      termLabels: [],
    },
    random: terms,
  });
  return {
    products,
    terms: places,
    projections: models.map((model, i) => projectionTo(model, products, places[i], columns)),
  };
}

/** The cross-products of one model with a response, from those of the joint columns. */
export function project(projection: Projection, joint: Float64Array, out: Float64Array): void {
  for (const { from, fromStride, to, toStride, levels, size, matrix } of projection.levels) {
    for (let level = 0; level < levels; level++) {
      const source = from + level * fromStride;
      const target = to + level * toStride;
      for (let r = 0; r < size; r++) {
        let sum = 0;
        for (let c = 0; c < size; c++) sum += matrix[c * size + r] * joint[source + c];
        out[target + r] = sum;
      }
    }
  }
  const { fixedFrom, fixedCount, fixedTo, fixed, length } = projection;
  const p = length - 1 - fixedTo;
  for (let i = 0; i < p; i++) {
    let sum = 0;
    for (let j = 0; j < fixedCount; j++) sum += fixed[j * p + i] * joint[fixedFrom + j];
    out[fixedTo + i] = sum;
  }
  out[length - 1] = joint[fixedFrom + fixedCount];
}
