import { transfer } from 'comlink';
import { BlupError } from '../errors/blup-error.ts';
import { didYouMean, nearest } from '../errors/suggest.ts';
import { buffersOf } from './buffers.ts';
import { toPlainError } from './plain-error.ts';
import {
  type CallReply,
  isKept,
  isKeptReference,
  isProgressReference,
  type ProgressMessage,
  replaced,
  type WorkerApi,
} from './protocol.ts';

type AnyFunction = (...args: unknown[]) => unknown;

/** Functions that can be stopped by `onProgress`, with the place of their options. */
const stoppable: ReadonlyMap<string, number> = new Map([
  ['lmer', 2],
  ['glmer', 2],
  ['bootstrap', 1],
  ['pbmodcomp', 2],
  ['power', 2],
  ['influence', 1],
  ['profile', 1],
  ['profileShare', 1],
  ['confint', 1],
  ['confintShare', 1],
]);

/** Functions whose steps are few enough to tell each. */
const stepwise: ReadonlySet<string> = new Set(['lmer', 'glmer']);

/** Milliseconds between two messages about the progress of one call. */
const PAUSE = 40;

/** Functions by name. */
export type FunctionTable = Readonly<Record<string, unknown>>;

/** A function, but no class. */
function isCallable(value: unknown): boolean {
  return typeof value === 'function' && value !== BlupError;
}

function functionNamed(table: FunctionTable, name: string): AnyFunction {
  if (Object.hasOwn(table, name) && isCallable(table[name])) return table[name] as AnyFunction;
  const names = Object.keys(table).filter((one) => isCallable(table[one]));
  const suggestion = nearest(name, names);
  throw new BlupError('option', `blup has no function "${name}"${didYouMean(name, names)}`, {
    value: name,
    ...(suggestion !== undefined && { suggestion }),
  });
}

/** Arguments in which the options carry `onProgress` when they did not. */
function withHook(args: readonly unknown[], place: number | undefined, hook: AnyFunction) {
  if (place === undefined) return args;
  const options = args[place] ?? {};
  if (typeof options !== 'object' || 'onProgress' in options) return args;
  const all = Array.from({ length: Math.max(args.length, place + 1) }, (_, i) => args[i]);
  all[place] = { ...options, onProgress: hook };
  return all;
}

/**
 * What a worker serves.
 *
 * @param table the functions that can be called
 * @param post sends a message to the page, outside of calls
 */
export function serve(table: FunctionTable, post: (message: ProgressMessage) => void): WorkerApi {
  const kept = new Map<number, object>();
  const numbers = new WeakMap<object, number>();
  let stop: Int32Array | undefined;

  const keep = (id: number, value: object): void => {
    kept.set(id, value);
    numbers.set(value, id);
  };

  /** An argument as the function wants it. */
  const read = (value: unknown, progress: AnyFunction): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (isProgressReference(value)) return progress;
    if (!isKeptReference(value)) return value;
    const id = value['blup:kept'];
    if (value.value !== undefined) keep(id, value.value as object);
    return kept.get(id);
  };

  const reply = (result: unknown, id: number): CallReply => {
    const known = isKept(result) ? numbers.get(result) : undefined;
    if (known !== undefined) return { kind: 'same', id: known };
    if (isKept(result)) keep(id, result);
    // Results share arrays with what is kept here, so the page gets a copy, whose memory it can have.
    const value = structuredClone(result);
    return transfer({ kind: 'value', value, kept: isKept(result) }, buffersOf(value));
  };

  return {
    greet(shared) {
      stop = shared && new Int32Array(shared);
    },
    async call({ call, name, args, result }) {
      const isStopped = (): boolean => stop !== undefined && Atomics.load(stop, 0) === call;
      let last = -Infinity;
      const progress = (...values: unknown[]): boolean => {
        const now = performance.now();
        const [done, total] = values as number[];
        if (stepwise.has(name) || done === total || now - last > PAUSE) {
          last = now;
          post({ 'blup:progress': call, values: values as number[] });
        }
        return !isStopped();
      };
      try {
        const run = functionNamed(table, name);
        const read1 = (value: unknown): unknown => read(value, progress);
        const given = args.map((arg) => replaced(arg, read1));
        const all =
          stop === undefined ? given : withHook(given, stoppable.get(name), () => !isStopped());
        return reply(await run(...all), result);
      } catch (error) {
        return { kind: 'error', error: toPlainError(error) };
      }
    },
    forget(ids) {
      for (const id of ids) kept.delete(id);
    },
  };
}
