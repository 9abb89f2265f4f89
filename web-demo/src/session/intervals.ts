import { type Bootstrap, bootstrapInterval, type Interval, type Notice } from 'blup';
import { fitOf, modelOf } from './find.ts';
import { histogram } from './histogram.ts';
import { workers } from './pool.ts';
import type { Progress, SessionState } from './state.ts';

/** Intervals with what was found on the way. */
export interface IntervalsView {
  readonly level: number;
  readonly intervals: readonly Interval[];
  readonly notices: readonly Notice[];
}

/** How a calculation is followed and stopped. A former one that still runs is stopped first. */
function following(state: SessionState, progress: Progress) {
  state.running?.abort();
  const controller = new AbortController();
  state.running = controller;
  const onProgress = (done: number, total: number): undefined => progress(done, total) as undefined;
  return { signal: controller.signal, onProgress };
}

/** Intervals by profile likelihood; the curves stay with the fit, for their picture. */
export async function profileIntervals(
  state: SessionState,
  request: { readonly fit: number; readonly level: number },
  progress: Progress,
): Promise<IntervalsView> {
  const fit = fitOf(state, request.fit);
  const blup = await workers();
  const { level } = request;
  // The curves take about as long as the limits.
  const half =
    (from: number): Progress =>
    (done, total) =>
      progress(from + done / total / 2, 1);
  const { notices, intervals } = await blup.confint(fit.model, {
    level,
    ...following(state, half(0)),
  });
  fit.profile = await blup.profile(modelOf(state, request.fit), following(state, half(0.5)));
  return { level, intervals, notices };
}

/** A bootstrap in numbers. */
export interface BootstrapView {
  readonly level: number;
  readonly nsim: number;
  readonly seed: number;
  readonly failed: number;
  readonly singular: number;
  readonly rows: readonly {
    readonly name: string;
    readonly estimate: number;
    readonly bias: number;
    readonly se: number;
    readonly lower: number;
    readonly upper: number;
    /** How many replicates lie in each of equal intervals from the least to the largest. */
    readonly bins: readonly number[];
  }[];
}

export interface BootstrapRequest {
  readonly fit: number;
  readonly nsim: number;
  readonly seed: number;
  readonly level: number;
}

/** The histogram of the replicates of one parameter. */
function binsOf({ replicates, names }: Bootstrap, j: number): number[] {
  const own = replicates.filter((x, i) => i % names.length === j && Number.isFinite(x));
  const [min, max] = own.reduce(
    ([least, most], x) => [Math.min(least, x), Math.max(most, x)],
    [Infinity, -Infinity],
  );
  return histogram(own, min, max);
}

/** Parametric bootstrap. The replicates of a seed are the same however many workers share them. */
export async function bootstrapIntervals(
  state: SessionState,
  { fit: id, nsim, seed, level }: BootstrapRequest,
  progress: Progress,
): Promise<BootstrapView> {
  const model = modelOf(state, id);
  const blup = await workers();
  const whole = await blup.bootstrap(model, { nsim, seed, ...following(state, progress) });
  const limits = bootstrapInterval(whole, { level });
  return {
    level,
    nsim,
    seed,
    failed: whole.failed,
    singular: whole.singular,
    rows: limits.map(({ name, estimate, lower, upper }, j) => ({
      name,
      estimate,
      bias: whole.bias[j],
      se: whole.standardErrors[j],
      lower,
      upper,
      bins: binsOf(whole, j),
    })),
  };
}
