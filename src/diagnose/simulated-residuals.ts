import { BlupError } from '../errors/blup-error.ts';
import { checkLinear, withRows } from '../fit/kept.ts';
import type { FittedModel, Model } from '../fit/model.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { binomialTest } from './binomial-test.ts';
import { kolmogorovTail } from './kolmogorov.ts';

/** How responses are simulated. */
export interface SimulatedResidualsOptions {
  /** Simulated responses; default 250. */
  readonly nsim?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Keep the predicted random effects instead of drawing new ones; default false. */
  readonly conditional?: boolean;
}

/** A test of simulated residuals. */
export interface SimulatedTest {
  readonly statistic: number;
  /** As DHARMa computes it: rows taken as independent. */
  readonly p: number;
  /** Rank of the statistic among those of the simulated responses: it holds whatever rows share. */
  readonly pSimulated: number;
}

/** Residuals by simulation, and tests of them. */
export interface SimulatedResiduals {
  readonly nsim: number;
  readonly seed: number;
  readonly conditional: boolean;
  /** Share of the simulated responses below the observed one, one for each row kept: uniform on (0, 1) if the model is right. */
  readonly residuals: Float64Array;
  /** Kolmogorov–Smirnov distance of the residuals from uniformity. */
  readonly uniformity: SimulatedTest;
  /** Variance around the expectation, over its mean in the simulated responses. */
  readonly dispersion: Omit<SimulatedTest, 'pSimulated'>;
  /** Number of responses beyond all simulated ones; expected are 2n/(nsim + 1). */
  readonly outliers: SimulatedTest & { readonly expected: number };
}

/** Expectation of every row: Xβ̂ + offset, with Zb̂ when the random effects are kept. */
function expectation({ design, random, fitted }: FittedModel, conditional: boolean): Float64Array {
  if (conditional) return fitted;
  const values = fitted.slice();
  random.forEach(({ effects }, t) => {
    const { codes, columns } = design.random[t];
    const k = columns.length;
    columns.forEach((column, c) => {
      for (let i = 0; i < values.length; i++) values[i] -= column[i] * effects[codes[i] * k + c];
    });
  });
  return values;
}

/** New random effects of all replicates, term by term: those of one coefficient of one level side by side. */
function drawEffects(model: FittedModel, nsim: number, seed: number): Float64Array[] {
  const drawn = model.random.map(({ levels, names }) => {
    return new Float64Array(levels.length * names.length * nsim);
  });
  for (let s = 0; s < nsim; s++) {
    const { normal } = randomStream(seed, s);
    model.random.forEach(({ levels, names, template }, t) => {
      const k = names.length;
      const target = drawn[t];
      const u = new Float64Array(k);
      for (let l = 0; l < levels.length; l++) {
        for (let c = 0; c < k; c++) u[c] = model.sigma * normal();
        for (let r = 0; r < k; r++) {
          let sum = 0;
          for (let c = 0; c <= r; c++) sum += template[c * k + r] * u[c];
          target[(l * k + r) * nsim + s] = sum;
        }
      }
    });
  }
  return drawn;
}

/** Variances of the columns whose sums and sums of squares are given. */
function variance(sum: number, squares: number, n: number): number {
  return (squares - (sum * sum) / n) / (n - 1);
}

/** Greatest distance of values r/nsim, `counts[r]` of each, from the uniform distribution. */
function uniformDistance(counts: Int32Array, n: number): number {
  const nsim = counts.length - 1;
  let below = 0;
  let most = 0;
  for (let r = 0; r <= nsim; r++) {
    const value = r / nsim;
    if (counts[r] === 0) continue;
    most = Math.max(most, value - below / n);
    below += counts[r];
    most = Math.max(most, below / n - value);
  }
  return most;
}

/** Share of the responses, the observed one included, that are at least as extreme. */
function rankP(observed: number, simulated: ArrayLike<number>): number {
  let count = 1;
  for (let s = 0; s < simulated.length; s++) if (simulated[s] >= observed) count++;
  return count / (simulated.length + 1);
}

/**
 * Quantile residuals by simulation (Dunn & Smyth 1996, J. Comput. Graph. Stat. 5, 236–244), with the tests of R's DHARMa: responses are
 * drawn from the model, and each observed one is ranked among those of its row.
 *
 * Rows of a group share random effects, so that unconditional residuals are not independent and DHARMa's p-values of uniformity and outliers are then
 * too small. `pSimulated` takes the same statistic of every simulated response against the others instead (parameters taken as known).
 *
 * Cost O(n · nsim log nsim), memory O(q · nsim). Precision weights enter the residual variance; rows with frequency weights count once.
 *
 * @throws `option`
 */
export function simulatedResiduals(
  given: Model,
  options: SimulatedResidualsOptions = {},
): SimulatedResiduals {
  checkLinear(given, 'simulatedResiduals()');
  const model = withRows(given, 'simulated residuals');
  const { nsim = 250, seed = 1, conditional = false } = options;
  if (!Number.isSafeInteger(nsim) || nsim < 20 || nsim > 100_000) {
    throw new BlupError('option', `nsim must be a whole number from 20 to 100000, not ${nsim}`, {
      value: nsim,
    });
  }
  const { design, random, sigma } = model;
  const { n, y, precisionWeights } = design;
  const centre = expectation(model, conditional);
  const effects = conditional ? [] : drawEffects(model, nsim, seed);
  const residuals = new Float64Array(n);
  const row = new Float64Array(nsim);
  const order = new Float64Array(nsim + 1);
  const sums = new Float64Array(nsim + 1);
  const squares = new Float64Array(nsim + 1);
  // Ranks of each response among the others: the observed one last.
  const ranks = Array.from({ length: nsim + 1 }, () => new Int32Array(nsim + 1));
  for (let i = 0; i < n; i++) {
    const { normal } = randomStream(seed, nsim + i);
    const deviation = sigma / Math.sqrt(precisionWeights?.[i] ?? 1);
    for (let s = 0; s < nsim; s++) row[s] = deviation * normal();
    for (let t = 0; t < effects.length; t++) {
      const { codes, columns } = design.random[t];
      const k = random[t].names.length;
      for (let c = 0; c < k; c++) {
        const from = (codes[i] * k + c) * nsim;
        const x = columns[c][i];
        for (let s = 0; s < nsim; s++) row[s] += x * effects[t][from + s];
      }
    }
    const own = y[i] - centre[i];
    let below = 0;
    for (let s = 0; s < nsim; s++) {
      if (row[s] < own) below++;
      sums[s] += row[s];
      squares[s] += row[s] * row[s];
      order[s] = row[s];
    }
    order[nsim] = own;
    sums[nsim] += own;
    squares[nsim] += own * own;
    residuals[i] = below / nsim;
    ranks[nsim][below]++;
    order.sort();
    for (let s = 0; s < nsim; s++) ranks[s][rankIn(order, row[s])]++;
  }
  const distances = Float64Array.from(ranks, (counts) => uniformDistance(counts, n));
  const beyond = Float64Array.from(ranks, (counts) => counts[0] + counts[nsim]);
  const spreads = sums.map((sum, s) => variance(sum, squares[s], n));
  const spread = spreads[nsim];
  const others = spreads.subarray(0, nsim);
  const mean = others.reduce((sum, value) => sum + value, 0) / nsim;
  const share = (test: (value: number) => boolean) => others.filter(test).length / nsim;
  const twoSided = Math.min(
    2 *
      Math.min(
        share((value) => value <= spread),
        share((value) => value >= spread),
      ),
    1,
  );
  return {
    nsim,
    seed,
    conditional,
    residuals,
    uniformity: {
      statistic: distances[nsim],
      p: kolmogorovTail(Math.sqrt(n) * distances[nsim]),
      pSimulated: rankP(distances[nsim], distances.subarray(0, nsim)),
    },
    dispersion: { statistic: spread / mean, p: twoSided },
    outliers: {
      statistic: beyond[nsim],
      expected: (2 * n) / (nsim + 1),
      p: binomialTest(beyond[nsim], n, 2 / (nsim + 1)),
      pSimulated: rankP(beyond[nsim], beyond.subarray(0, nsim)),
    },
  };
}

/** Number of entries of an ascending array that are less. */
function rankIn(order: Float64Array, value: number): number {
  let low = 0;
  let high = order.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
