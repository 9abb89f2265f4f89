import {
  type Bootstrap,
  bootstrap,
  bootstrapInterval,
  confint,
  type Interval,
  joinBootstraps,
  type Notice,
  type ParameterProfile,
  type Profile,
  profile,
} from 'blup';
import { fitOf } from './find.ts';
import { inPieces, type Progress } from './pieces.ts';
import type { SessionState } from './state.ts';

/** Intervals with what was found on the way. */
export interface IntervalsView {
  readonly level: number;
  readonly intervals: readonly Interval[];
  readonly notices: readonly Notice[];
}

/** Intervals by profile likelihood, parameter by parameter; the profile stays with the fit, for its picture. */
export async function profileIntervals(
  state: SessionState,
  request: { readonly fit: number; readonly level: number },
  progress: Progress,
): Promise<IntervalsView> {
  const fit = fitOf(state, request.fit);
  const { model } = fit;
  const names = confint(model, { method: 'wald' }).intervals.map(({ name }) => name);
  const parts: Profile[] = [];
  const intervals: Interval[] = [];
  const notices: Notice[] = [];
  await inPieces(
    state,
    names.length,
    (first, count) => {
      const parm = names.slice(first, first + count);
      parts.push(profile(model, { parm }));
      const found = confint(model, { method: 'profile', parm, level: request.level });
      intervals.push(...found.intervals);
      notices.push(...found.notices);
    },
    progress,
  );
  const parameters = parts.flatMap((part): ParameterProfile[] => [...part.parameters]);
  fit.profile = { ...parts[0], parameters, notices };
  return { level: request.level, intervals, notices };
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
  }[];
}

export interface BootstrapRequest {
  readonly fit: number;
  readonly nsim: number;
  readonly seed: number;
  readonly level: number;
}

/** Parametric bootstrap in pieces. The replicates of a seed are the same whatever the pieces. */
export async function bootstrapIntervals(
  state: SessionState,
  { fit: id, nsim, seed, level }: BootstrapRequest,
  progress: Progress,
): Promise<BootstrapView> {
  const fit = fitOf(state, id);
  const parts: Bootstrap[] = [];
  await inPieces(
    state,
    nsim,
    (first, count) => {
      parts.push(bootstrap(fit.model, { first, nsim: count, seed }));
    },
    progress,
  );
  const whole = joinBootstraps(parts);
  fit.bootstrap = whole;
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
    })),
  };
}
