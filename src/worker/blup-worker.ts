import { BlupError } from '../errors/blup-error.ts';
import type { Connect } from './connection.ts';
import type * as functions from './functions.ts';
import { type CallOptions, outgoingCall } from './outgoing.ts';
import { createPool } from './pool.ts';
import { sharedBootstrap, sharedConfint, sharedProfile } from './share.ts';

type Functions = Omit<typeof functions, 'profileShare' | 'confintShare'>;

/** Options, all of them optional, take those of the call too; data and other arguments stay as they are. */
type WithCallOptions<A extends unknown[]> = { [I in keyof A]: WithOptions<A[I]> };

type WithOptions<P> = P extends object
  ? [keyof P] extends [never]
    ? P
    : Record<never, never> extends P
      ? P & CallOptions
      : P extends GlmerOptions
        ? P & CallOptions
        : P
  : P;

/** Functions with two kinds of calls. */
interface Overloaded {
  anova(model: Model, options?: TermTestsOptions & CallOptions): Promise<TermTests>;
  anova(
    ...args: [...models: AnyModel[], options: AnovaOptions & CallOptions] | AnyModel[]
  ): Promise<Anova>;
  refitML<M extends Model>(model: M): Promise<M>;
  refitREML<M extends Model>(model: M): Promise<M>;
}

type Model = functions.Model;
type AnyModel = functions.AnyModel;
type GlmerOptions = functions.GlmerOptions;
type Anova = functions.Anova;
type AnovaOptions = functions.AnovaOptions;
type TermTests = functions.TermTests;
type TermTestsOptions = functions.TermTestsOptions;

/**
 * The functions of `blup`, and those of `blup/plot` that make figures, as promises. Each takes the arguments that it takes there, and
 * in its options besides them `signal` and `transfer` (see `CallOptions`). Results are the same to the bit.
 */
export type BlupWorker = {
  readonly [K in Exclude<keyof Functions, keyof Overloaded> as Functions[K] extends (
    ...args: never[]
  ) => unknown
    ? K
    : never]: Functions[K] extends (...args: infer A) => infer R
    ? (...args: WithCallOptions<A>) => Promise<R>
    : never;
} & Overloaded & {
    /** Ends the workers. Calls under way reject with the error `worker`. */
    close(): Promise<void>;
    /** Number of workers. */
    readonly size: number;
  };

/** Options of `startWorker`. */
export interface WorkerOptions {
  /** Number of workers: a whole number from 1 to 64; default 1. `navigator.hardwareConcurrency` says how many run at once. */
  readonly size?: number;
}

/** Calls that several workers share. */
const shared: ReadonlyMap<string, typeof sharedBootstrap> = new Map([
  ['bootstrap', sharedBootstrap],
  ['profile', sharedProfile],
  ['confint', sharedConfint],
]);

function checkSize(size: unknown): asserts size is number {
  if (Number.isInteger(size) && (size as number) >= 1 && (size as number) <= 64) return;
  throw new BlupError('option', `size must be a whole number from 1 to 64, not ${String(size)}`, {
    value: size,
  });
}

/** The functions over workers that `connect` starts. */
export async function blupWorker(connect: Connect, size = 1): Promise<BlupWorker> {
  checkSize(size);
  const pool = createPool(connect, size);
  await pool.ready();
  const call = async (name: string, args: readonly unknown[]): Promise<unknown> =>
    pool.call(outgoingCall(name, args));
  const own: Readonly<Record<string, unknown>> = {
    size,
    close: async () => pool.close(),
  };
  const made = new Map<string, unknown>();
  const functionNamed = (name: string): unknown => {
    const share = size > 1 ? shared.get(name) : undefined;
    if (share === undefined) return (...args: unknown[]) => call(name, args);
    return (model: unknown, options?: Parameters<typeof share>[3]) =>
      share(call, size, model, options);
  };
  return new Proxy(own, {
    get(target, name) {
      // What has a method `then` would be taken for a promise.
      if (name === 'then') return undefined;
      if (typeof name === 'symbol' || Object.hasOwn(target, name)) return Reflect.get(target, name);
      if (!made.has(name)) made.set(name, functionNamed(name));
      return made.get(name);
    },
  }) as unknown as BlupWorker;
}
