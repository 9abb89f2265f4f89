import type { Design, DesignLayout } from '../design/design.ts';
import type { GeneralisedSolution } from '../engine/generalised.ts';
import { triangularise } from '../engine/triangularise.ts';
import type { Family } from '../family/family.ts';
import { aliases } from './aliases.ts';
import type { Dispersion, Thresholds } from './generalised-model.ts';
import type { FixedPart, RandomPart } from './model.ts';

/** A square block of a square matrix, from row and column `from` on. */
function block(matrix: Float64Array, size: number, from: number, count: number): Float64Array {
  return Float64Array.from(
    { length: count * count },
    (_, at) => matrix[(from + Math.floor(at / count)) * size + from + (at % count)],
  );
}

function sizeOf(matrix: Float64Array): number {
  return Math.round(Math.sqrt(matrix.length));
}

/** What the columns left out are made of, by the triangle of those kept. */
function ownAliases(design: Design, kept: Int32Array): Float64Array[] {
  const p = kept.length;
  const columns = Array.from(kept, (j) => design.fixed.columns[j].slice());
  triangularise(columns, p, 0);
  const root = Math.sqrt(design.n);
  const triangle = Float64Array.from({ length: p * p }, (_, at) =>
    at % p <= Math.floor(at / p) ? columns[Math.floor(at / p)][at % p] / root : 0,
  );
  // Whatever the rows weigh, the columns left out are made of the others.
  const { frequencyWeights: _, ...plain } = design;
  return aliases(plain, { kept, triangle, columns: design.fixed.columns.length });
}

/** Fixed effects; without a certificate their covariance matrix is empty. */
export function generalisedFixed(
  design: Design,
  { kept, beta, covariance }: GeneralisedSolution,
  certified: boolean,
): FixedPart {
  const isKept = new Set(kept);
  const { names, assign, termLabels } = design.fixed;
  const known = certified && covariance !== undefined;
  return {
    names: Array.from(kept, (j) => names[j]),
    estimates: beta,
    vcov: known ? block(covariance, sizeOf(covariance), 0, kept.length) : new Float64Array(0),
    dropped: names.filter((_, j) => !isKept.has(j)),
    ...(kept.length < names.length && { aliases: ownAliases(design, kept) }),
    assign: Array.from(kept, (j) => assign[j]),
    termLabels,
  };
}

/** Random terms with the names of the design. */
export function generalisedRandom(
  design: DesignLayout,
  { terms }: GeneralisedSolution,
): RandomPart[] {
  return terms.map((term, t) => {
    const { label, group, names, levels } = design.random[t];
    const { slopes: _, ...own } = term;
    return { label, group, names, levels, ...own };
  });
}

/** The dispersion of families that have one; its logarithm is what was estimated. */
export function dispersionOf(
  { dispersion }: Family,
  { auxiliary, covariance }: GeneralisedSolution,
  certified: boolean,
): Dispersion | undefined {
  if (dispersion === undefined) return undefined;
  const estimate = Math.exp(auxiliary[0]);
  if (!certified || covariance === undefined) return { text: dispersion, estimate };
  const size = sizeOf(covariance);
  return { text: dispersion, estimate, logSe: Math.sqrt(covariance[size * size - 1]) };
}

/** Thresholds τ₁, τ₁ + e^{a₂}, τ₁ + e^{a₂} + e^{a₃}, … with standard errors by the delta method. */
export function thresholdsOf(
  categories: readonly string[],
  { auxiliary, covariance }: GeneralisedSolution,
  certified: boolean,
): Thresholds {
  const count = auxiliary.length;
  const names = Array.from({ length: count }, (_, k) => `${categories[k]}|${categories[k + 1]}`);
  const slopes = auxiliary.map((a, k) => (k === 0 ? 1 : Math.exp(a)));
  const estimates = new Float64Array(count);
  let sum = auxiliary[0];
  for (let k = 0; k < count; k++) {
    if (k > 0) sum += slopes[k];
    estimates[k] = sum;
  }
  if (!certified || covariance === undefined) return { names, estimates, se: new Float64Array(0) };
  const size = sizeOf(covariance);
  const own = block(covariance, size, size - count, count);
  const se = estimates.map((_, k) => {
    let variance = 0;
    for (let i = 0; i <= k; i++)
      for (let j = 0; j <= k; j++) variance += slopes[i] * slopes[j] * own[j * count + i];
    return Math.sqrt(variance);
  });
  return { names, estimates, se };
}
