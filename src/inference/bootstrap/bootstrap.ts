import { BlupError } from '../../errors/blup-error.ts';
import type { AnyModel, GeneralisedModel } from '../../fit/generalised-model.ts';
import { withGeneralisedRows } from '../../fit/kept.ts';
import type { Model } from '../../fit/model.ts';
import { randomStream } from '../distributions/random.ts';
import {
  chosenGeneralised,
  generalisedEstimate,
  ownNames,
  type UserPoint,
  userPoint,
} from '../parameters/generalised-parameters.ts';
import { parameterValue } from '../parameters/parameter.ts';
import {
  type BootstrapEstimate,
  checkCount,
  drawRefits,
  replicateEstimate,
  sourceOf,
} from './bootstrap-draws.ts';
import { fitReplicates, type ReplicateRange } from './generalised-replicates.ts';
import {
  everyParameter,
  type ReadyStatistic,
  readyStatistic,
  type Statistic,
} from './statistic.ts';

/** How a model is bootstrapped. */
export interface BootstrapOptions {
  /** Default: every standard deviation, correlation, σ and fixed effect, named as `confint` names them. */
  readonly statistic?: Statistic;
  /** Number of replicates; default 1000. */
  readonly nsim?: number;
  /** Whole number that decides all random numbers; default 1. */
  readonly seed?: number;
  /** First replicate, counted from 0; default 0. Ranges share one simulation among workers: see `joinBootstraps`. */
  readonly first?: number;
  /** Criterion of the fits; default that of the model. */
  readonly method?: 'REML' | 'ML';
  /** Called some times in a second, and at the end, with the replicates done and their number; `false` stops (error `cancelled`). */
  readonly onProgress?: (done: number, total: number) => boolean | undefined;
}

/** Bootstrap replicates of a statistic: plain data. */
export interface Bootstrap {
  readonly kind: 'bootstrap';
  readonly names: readonly string[];
  /** The statistic at the model's own estimates. */
  readonly original: Float64Array;
  /** Number of replicates. */
  readonly nsim: number;
  /** nsim × k: replicate i in `replicates.subarray(i * k, (i + 1) * k)`. NaN where the refit failed. */
  readonly replicates: Float64Array;
  /** Mean of the replicates minus the original. */
  readonly bias: Float64Array;
  /** Standard deviation of the replicates. */
  readonly standardErrors: Float64Array;
  /** Replicates whose refit did not come to an end. */
  readonly failed: number;
  /** Replicates with a variance estimated 0, or another covariance matrix without variance in some direction. */
  readonly singular: number;
  readonly seed: number;
  readonly first: number;
  readonly method: 'REML' | 'ML';
}

/** Mean and standard deviation of each column, over the replicates in which it is a number. */
function describe(
  replicates: Float64Array,
  original: Float64Array,
): { bias: Float64Array; standardErrors: Float64Array } {
  const k = original.length;
  const bias = new Float64Array(k);
  const standardErrors = new Float64Array(k);
  for (let j = 0; j < k; j++) {
    let count = 0;
    let sum = 0;
    let squares = 0;
    for (let at = j; at < replicates.length; at += k) {
      const difference = replicates[at] - original[j];
      if (!Number.isFinite(difference)) continue;
      count++;
      const step = difference - sum / Math.max(1, count - 1);
      sum += difference;
      squares += step * (difference - sum / count);
    }
    bias[j] = count > 0 ? sum / count : Number.NaN;
    standardErrors[j] = count > 1 ? Math.sqrt(squares / (count - 1)) : Number.NaN;
  }
  return { bias, standardErrors };
}

/** A model from which replicates are drawn. */
interface ReplicateSource {
  readonly every: () => ReadyStatistic;
  readonly estimate: BootstrapEstimate;
  /** Hands over the estimates of each replicate, undefined where the refit failed; returns how many were singular. */
  run(
    range: ReplicateRange,
    onProgress: BootstrapOptions['onProgress'],
    use: (estimate: BootstrapEstimate | undefined, index: number) => void,
  ): number;
}

function linearSource(model: Model, method: 'REML' | 'ML'): ReplicateSource {
  const source = sourceOf(model, method);
  return {
    every: () => everyParameter(source.space),
    estimate: source.estimate,
    run: (range, onProgress, use) => {
      const refits = drawRefits(source, range, onProgress);
      for (let i = 0; i < range.count; i++) {
        const failed = Number.isNaN(refits.sigma[i]);
        use(failed ? undefined : replicateEstimate(source, refits, i), i);
      }
      return refits.singular.reduce((sum, flag) => sum + flag, 0);
    },
  };
}

function generalisedSource(given: GeneralisedModel, method: 'REML' | 'ML'): ReplicateSource {
  if (method !== 'ML') {
    throw new BlupError(
      'option',
      "generalised models are fitted by maximum likelihood, method 'ML'",
      {
        value: method,
      },
    );
  }
  const model = withGeneralisedRows(given, 'bootstraps of generalised models');
  const names = ownNames(model);
  const at = (point: UserPoint, objective: number): BootstrapEstimate => ({
    ...generalisedEstimate(model, names, point),
    objective,
  });
  return {
    every: () => {
      const parameters = chosenGeneralised(model, undefined);
      return {
        names: parameters.map(({ name }) => name),
        numbers: (estimate) => parameters.map((one) => parameterValue(one, names, estimate)),
      };
    },
    estimate: at(userPoint(model), model.objective),
    run: (range, onProgress, use) => {
      let singular = 0;
      fitReplicates(model, range, onProgress, (fit, i) => {
        if (fit?.singular) singular++;
        use(fit && at(fit, fit.objective), i);
      });
      return singular;
    },
  };
}

/**
 * Parametric bootstrap of any function of the estimates: responses are drawn from the fitted model (new random effects and
 * new errors, as `bootMer(use.u = FALSE)` does) and the model is fitted to each.
 *
 *     bootstrap(model, { statistic: ({ variance, sigma }) => variance['(Intercept)|school'] / sigma ** 2, nsim: 2000, seed: 7 })
 *
 * Of a linear model no row is drawn. With A = [Z X], AᵀWy is Gaussian with mean AᵀWA(b, β) and covariance σ²AᵀWA, and the residual sum of
 * squares outside the columns of A is σ²χ² with n − rank(A) degrees of freedom; together they are all that a linear
 * mixed model knows of its response. So the cost of a replicate does not depend on the number of rows. Of a generalised model the responses are
 * those of `simulate` with the same seed; each fit begins at the model's estimates with the Hessian there, as the model was integrated.
 *
 * Replicate r of a seed is the same whatever range it is computed in, and the same bits on every engine.
 *
 * @throws `option` for a bad number or statistic, `cancelled` when `onProgress` returns false, `no-rows-kept` for a loaded
 *   generalised model
 */
export function bootstrap(model: AnyModel, options: BootstrapOptions = {}): Bootstrap {
  const own = model.kind === 'glmm' ? 'ML' : model.method;
  const { nsim = 1000, seed = 1, first = 0, method = own, onProgress } = options;
  checkCount('nsim', nsim, 1);
  checkCount('first', first, 0);
  randomStream(seed);
  if (method !== 'REML' && method !== 'ML') {
    throw new BlupError('option', `method must be 'REML' or 'ML', not ${String(method)}`, {
      value: method,
    });
  }
  const source =
    model.kind === 'glmm' ? generalisedSource(model, method) : linearSource(model, method);
  const { names, numbers } = readyStatistic(options.statistic, source.every, source.estimate);
  const k = names.length;
  const original = Float64Array.from(numbers(source.estimate));
  const replicates = new Float64Array(nsim * k).fill(Number.NaN);
  let failed = 0;
  const singular = source.run({ first, count: nsim, seed }, onProgress, (estimate, i) => {
    if (estimate === undefined) failed++;
    else replicates.set(numbers(estimate), i * k);
  });
  return {
    kind: 'bootstrap',
    names,
    original,
    nsim,
    replicates,
    ...describe(replicates, original),
    failed,
    singular,
    seed,
    first,
    method,
  };
}

/**
 * One bootstrap of several ranges of the same simulation, computed apart; the same as if computed at once.
 *
 * @throws `input` unless they have one seed, one statistic, one method, and follow each other without gap
 */
export function joinBootstraps(parts: readonly Bootstrap[]): Bootstrap {
  const sorted = parts.toSorted((a, b) => a.first - b.first);
  const [start] = sorted;
  if (start === undefined) throw new BlupError('input', 'no bootstraps to join');
  let next = start.first;
  for (const part of sorted) {
    const same =
      part.seed === start.seed &&
      part.method === start.method &&
      part.names.join('\n') === start.names.join('\n') &&
      part.original.every((x, j) => Object.is(x, start.original[j]));
    if (!same || part.first !== next) {
      throw new BlupError(
        'input',
        `the bootstraps are no ranges of one simulation: replicate ${next} is missing, or model, statistic, seed or method differ`,
        { value: parts.map(({ first, nsim, seed }) => ({ first, nsim, seed })) },
      );
    }
    next += part.nsim;
  }
  const { original } = start;
  const replicates = new Float64Array((next - start.first) * original.length);
  for (const part of sorted) {
    replicates.set(part.replicates, (part.first - start.first) * original.length);
  }
  return {
    ...start,
    nsim: next - start.first,
    replicates,
    ...describe(replicates, original),
    failed: sorted.reduce((sum, part) => sum + part.failed, 0),
    singular: sorted.reduce((sum, part) => sum + part.singular, 0),
  };
}
