import { normalStreams } from '../engine/normals.ts';
import { BlupError } from '../errors/blup-error.ts';
import { addTerms, normalsOf, type SimulatedTerm } from '../inference/bootstrap/term-effects.ts';

/** Everything that is drawn from. */
interface Simulation {
  /** Xβ + offset. */
  readonly mean: Float64Array;
  readonly terms: readonly SimulatedTerm[];
  /** Residual standard deviation of each row. */
  readonly sd: Float64Array;
}

/** Simulated responses: plain data. */
export interface Simulated {
  readonly kind: 'simulated';
  readonly responseName: string;
  /** Rows of each response. */
  readonly n: number;
  readonly nsim: number;
  readonly seed: number;
  /** Of ordinal models, whose values are categories from 0, and of binomial ones with two levels: their names. */
  readonly categories?: readonly string[];
  /** Response i at `values.subarray(i * n, (i + 1) * n)`. */
  readonly values: Float64Array;
}

/** @throws `option` unless a count is a whole number of at least 1 that memory can hold */
export function checkDraws(nsim: number, n: number): void {
  if (!Number.isSafeInteger(nsim) || nsim < 1) {
    throw new BlupError('option', `nsim must be a whole number of at least 1, not ${nsim}`, {
      value: nsim,
    });
  }
  if (nsim * n > 2 ** 29) {
    throw new BlupError(
      'memory',
      `${nsim} responses of ${n} rows would take more than 4 GB; simulate them in parts with different seeds`,
      { value: nsim },
    );
  }
}

/**
 * Responses mean + Zb + e. Response i takes its normal numbers from stream i of the seed, effects first, term by term and
 * level by level, then the rows; so it does not depend on how many are drawn.
 */
export function simulateRows(
  { mean, terms, sd }: Simulation,
  nsim: number,
  seed: number,
): Float64Array {
  const n = mean.length;
  checkDraws(nsim, n);
  const effectCount = normalsOf(terms);
  const values = new Float64Array(n * nsim);
  normalStreams(seed, 0, nsim, effectCount + n, (normals, stream) => {
    const y = values.subarray(stream * n, (stream + 1) * n);
    y.set(mean);
    addTerms(terms, normals, y);
    for (let i = 0; i < n; i++) y[i] += sd[i] * normals[effectCount + i];
  });
  return values;
}
