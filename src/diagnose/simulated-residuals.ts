import { BlupError } from '../errors/blup-error.ts';
import type { AnyModel, FittedGeneralisedModel } from '../fit/generalised-model.ts';
import { withRows } from '../fit/kept.ts';
import { randomStream } from '../inference/distributions/random.ts';
import { binomialTest } from './binomial-test.ts';
import { kolmogorovTail } from './kolmogorov.ts';
import { simulatedRows } from './simulated-rows.ts';

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
  /**
   * Share of the simulated responses below the observed one, one for each row kept: uniform on (0, 1) if the model is right. Equal
   * responses, as counts have them, lie below or above by chance.
   */
  readonly residuals: Float64Array;
  /** Kolmogorov–Smirnov distance of the residuals from uniformity. */
  readonly uniformity: SimulatedTest;
  /** Variance around the expectation, over its mean in the simulated responses: above 1 is overdispersion. */
  readonly dispersion: Omit<SimulatedTest, 'pSimulated'>;
  /** Of counts, and of successes of several trials: zeros observed over their mean in the simulated responses. */
  readonly zeros?: Omit<SimulatedTest, 'pSimulated'> & {
    readonly observed: number;
    readonly expected: number;
  };
  /** Number of responses beyond all simulated ones; expected are 2n/(nsim + 1). */
  readonly outliers: SimulatedTest & { readonly expected: number };
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
 * Of a generalised model every response is drawn from its family; equal ones are ranked by chance (Dunn & Smyth 1996, section 3), decided by
 * the seed. `dispersion` and `zeros` compare with what the model simulates, so that small means need no approximation.
 *
 * Cost O(n · nsim log nsim), memory O(q · nsim). Precision weights enter the residual variance; rows with frequency weights count once.
 *
 * @throws `option`, `no-rows-kept`; `not-fitted` where responses cannot be drawn, as of an inverse link below 0
 */
export function simulatedResiduals(
  given: AnyModel,
  options: SimulatedResidualsOptions = {},
): SimulatedResiduals {
  const model = withRows(given, 'simulated residuals');
  const { nsim = 250, seed = 1, conditional = false } = options;
  if (!Number.isSafeInteger(nsim) || nsim < 20 || nsim > 100_000) {
    throw new BlupError('option', `nsim must be a whole number from 20 to 100000, not ${nsim}`, {
      value: nsim,
    });
  }
  const { design } = model;
  const { n } = design;
  const simulated = simulatedRows(model, nsim, seed, conditional);
  const discrete = model.kind === 'glmm' && isDiscrete(model);
  const ties = randomStream(seed, nsim + n);
  const residuals = new Float64Array(n);
  const row = new Float64Array(nsim);
  const order = new Float64Array(nsim + 1);
  const sums = new Float64Array(nsim + 1);
  const squares = new Float64Array(nsim + 1);
  const zeros = new Float64Array(nsim + 1);
  // Ranks of each response among the others: the observed one last.
  const ranks = Array.from({ length: nsim + 1 }, () => new Int32Array(nsim + 1));
  for (let i = 0; i < n; i++) {
    simulated.fill(i, row);
    order.set(row);
    order[nsim] = simulated.observed(i);
    checkDrawn(order, i);
    // Deviations from the expectation; a generalised model's is the mean of its responses.
    const mean = model.kind === 'glmm' ? row.reduce((sum, value) => sum + value, 0) / nsim : 0;
    for (let s = 0; s <= nsim; s++) {
      const deviation = order[s] - mean;
      sums[s] += deviation;
      squares[s] += deviation * deviation;
      if (order[s] === 0) zeros[s]++;
    }
    const own = order[nsim];
    order.sort();
    const rankOf = (value: number): number => {
      const below = rankIn(order, value);
      if (!discrete) return below;
      const equal = rankIn(order, value, true) - below - 1;
      return equal === 0 ? below : below + Math.floor(ties.uniform() * (equal + 1));
    };
    const rank = rankOf(own);
    residuals[i] = rank / nsim;
    ranks[nsim][rank]++;
    for (let s = 0; s < nsim; s++) ranks[s][rankOf(row[s])]++;
  }
  const distances = Float64Array.from(ranks, (counts) => uniformDistance(counts, n));
  const beyond = Float64Array.from(ranks, (counts) => counts[0] + counts[nsim]);
  const spreads = sums.map((sum, s) => variance(sum, squares[s], n));
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
    dispersion: ratioTest(spreads),
    ...(model.kind === 'glmm' && hasZeros(model) && { zeros: zeroTest(zeros) }),
    outliers: {
      statistic: beyond[nsim],
      expected: (2 * n) / (nsim + 1),
      p: binomialTest(beyond[nsim], n, 2 / (nsim + 1)),
      pSimulated: rankP(beyond[nsim], beyond.subarray(0, nsim)),
    },
  };
}

/** The observed value, the last, over the mean of the simulated ones, with a two-sided p-value by its rank. */
function ratioTest(values: Float64Array): Omit<SimulatedTest, 'pSimulated'> {
  const nsim = values.length - 1;
  const own = values[nsim];
  const others = values.subarray(0, nsim);
  const mean = others.reduce((sum, value) => sum + value, 0) / nsim;
  const share = (test: (value: number) => boolean) => others.filter(test).length / nsim;
  const p =
    2 *
    Math.min(
      share((value) => value <= own),
      share((value) => value >= own),
    );
  return { statistic: own / mean, p: Math.min(p, 1) };
}

function zeroTest(zeros: Float64Array): NonNullable<SimulatedResiduals['zeros']> {
  const test = ratioTest(zeros);
  const nsim = zeros.length - 1;
  const expected = zeros.subarray(0, nsim).reduce((sum, count) => sum + count, 0) / nsim;
  // Without a zero anywhere there are as many as expected.
  const statistic = expected === 0 && zeros[nsim] === 0 ? 1 : test.statistic;
  return { observed: zeros[nsim], expected, statistic, p: test.p };
}

const COUNTS: readonly string[] = ['poisson', 'negative-binomial-1', 'negative-binomial-2'];

function isDiscrete({ family }: FittedGeneralisedModel): boolean {
  return COUNTS.includes(family) || family === 'binomial' || family === 'ordinal';
}

function hasZeros({ family, trials }: FittedGeneralisedModel): boolean {
  return COUNTS.includes(family) || trials !== undefined;
}

/** Throws for responses that could not be drawn, which have no rank. */
function checkDrawn(values: Float64Array, row: number): void {
  if (!values.some(Number.isNaN)) return;
  throw new BlupError(
    'not-fitted',
    `new random effects take the linear predictor of row ${row + 1} to where the family has no mean; keep the predicted ones: ` +
      'conditional: true, or fit with a log link',
    { value: row },
  );
}

/** Number of entries of an ascending array that are less than one of them, or not greater. */
function rankIn(order: Float64Array, value: number, orEqual = false): number {
  let low = 0;
  let high = orEqual ? order.length : order.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle] < value || (orEqual && order[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
