import { normalStreams } from '../engine/normals.ts';
import { BlupError } from '../errors/blup-error.ts';

/** One random term of a simulation. */
export interface SimulatedTerm {
  /** Columns of its coefficients, and the level of each row; −1 for none. */
  readonly columns: readonly Float64Array[];
  readonly codes: Int32Array;
  readonly levels: number;
  /** k×k, column-major: effects of a level are root · normals. */
  readonly root: Float64Array;
  /** Effects that are not drawn, level by level, for the levels flagged 1. */
  readonly fixed?: { readonly effects: Float64Array; readonly flags: Uint8Array };
}

/** Everything that is drawn from. */
export interface Simulation {
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
  const effectCount = terms.reduce((sum, { levels, columns }) => sum + levels * columns.length, 0);
  const values = new Float64Array(n * nsim);
  normalStreams(seed, 0, nsim, effectCount + n, (normals, stream) => {
    const y = values.subarray(stream * n, (stream + 1) * n);
    y.set(mean);
    let at = 0;
    for (const term of terms) {
      addTerm(term, normals.subarray(at), y);
      at += term.levels * term.columns.length;
    }
    for (let i = 0; i < n; i++) y[i] += sd[i] * normals[at + i];
  });
  return values;
}

function addTerm(term: SimulatedTerm, normals: Float64Array, y: Float64Array): void {
  const { columns, codes, levels, root, fixed } = term;
  const k = columns.length;
  const effects = new Float64Array(levels * k);
  for (let l = 0; l < levels; l++) {
    for (let r = 0; r < k; r++) {
      let sum = 0;
      if (fixed?.flags[l] === 1) sum = fixed.effects[l * k + r];
      else for (let c = 0; c < k; c++) sum += root[c * k + r] * normals[l * k + c];
      effects[l * k + r] = sum;
    }
  }
  for (let i = 0; i < y.length; i++) {
    const code = codes[i];
    if (code < 0) {
      y[i] = Number.NaN;
      continue;
    }
    for (let c = 0; c < k; c++) y[i] += columns[c][i] * effects[code * k + c];
  }
}
