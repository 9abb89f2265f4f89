import { BlupError } from '../errors/blup-error.ts';
import { isArqueroTable, readArqueroTable } from '../table/arquero-columns.ts';
import { isArrowTable, readArrowTable } from '../table/arrow-columns.ts';
import { makeTable } from '../table/make-table.ts';
import { buffersOf } from './buffers.ts';
import { isKept, isPlain, type KeptReference, progressReference, replaced } from './protocol.ts';
import type { CallListener } from './slot.ts';

/** What every call takes in its options, besides the options of the function. */
export interface CallOptions {
  /** Cancels the call: its promise rejects at once with the error `cancelled`, and the worker stops. */
  readonly signal?: AbortSignal;
  /**
   * Hand the memory of the typed arrays in the data over to the worker instead of copying it. The arrays are empty afterwards.
   * Default false.
   */
  readonly transfer?: boolean;
}

/** A call before it is known which worker runs it. */
export interface OutgoingCall extends CallListener {
  readonly name: string;
  readonly signal: AbortSignal | undefined;
  /** Models and tables among the arguments. */
  readonly kept: readonly object[];
  /** The arguments with references, and the memory to be handed over. */
  readonly encode: (reference: (value: object) => KeptReference) => {
    readonly args: readonly unknown[];
    readonly buffers: readonly ArrayBuffer[];
  };
}

/** The options of the call itself, taken out of the arguments. */
function splitOptions(args: readonly unknown[]): {
  readonly rest: unknown[];
  readonly signal: AbortSignal | undefined;
  readonly transfer: boolean;
} {
  let signal: AbortSignal | undefined;
  let transfer = false;
  const rest = args.map((arg) => {
    if (typeof arg !== 'object' || arg === null || isKept(arg) || !isPlain(arg)) return arg;
    const { signal: own, transfer: handOver, ...others } = arg as Record<string, unknown>;
    const mine = own instanceof AbortSignal || (own === undefined && 'signal' in arg);
    const its = typeof handOver === 'boolean' || (handOver === undefined && 'transfer' in arg);
    if (!mine && !its) return arg;
    if (mine) signal = own as AbortSignal | undefined;
    if (its) transfer = handOver === true;
    return {
      ...others,
      ...(!mine && 'signal' in arg && { signal: own }),
      ...(!its && 'transfer' in arg && { transfer: handOver }),
    };
  });
  return { rest, signal, transfer };
}

/** Tables of other libraries have methods, which cannot be sent: their columns can. */
function asSendable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || isPlain(value)) return value;
  if (isArqueroTable(value)) return makeTable(readArqueroTable(value));
  return isArrowTable(value) ? makeTable(readArrowTable(value)) : value;
}

/** Prepares a call of the function `name`. Throws `option` for a callback other than `onProgress`. */
export function outgoingCall(name: string, given: readonly unknown[]): OutgoingCall {
  const { rest, signal, transfer } = splitOptions(given.map(asSendable));
  const kept: object[] = [];
  const listeners: ((...values: number[]) => unknown)[] = [];
  const args = rest.map((arg) =>
    replaced(arg, (value, key) => {
      if (isKept(value) && !(transfer && isTable(value))) kept.push(value);
      if (typeof value !== 'function') return value;
      if (key !== 'onProgress') throw noFunction(name, key);
      listeners.push(value as (...values: number[]) => unknown);
      return progressReference;
    }),
  );
  const swapped = (swap: (value: object) => unknown): unknown[] =>
    args.map((arg) =>
      replaced(arg, (value) => (kept.includes(value as object) ? swap(value as object) : value)),
    );
  return {
    name,
    signal,
    onProgress: (...values) =>
      listeners.map((listener) => listener(...values)).includes(false) ? false : undefined,
    kept,
    encode: (reference) => ({
      args: swapped(reference),
      buffers: transfer
        ? buffersOf(
            swapped(() => null),
            1,
          )
        : [],
    }),
  };
}

function isTable(value: object): boolean {
  return (value as { readonly kind?: unknown }).kind === 'table';
}

function noFunction(name: string, key: string): BlupError {
  return new BlupError(
    'option',
    `${name} was given the function "${key}", which cannot be sent to a worker; name parameters by text ("icc", "a - b"), or call ${name} from "blup"`,
    { value: key },
  );
}

/** An error of a call: what cannot be cloned gets a text that says so. */
export function sendable(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || error.name !== 'DataCloneError') return error;
  return new BlupError(
    'option',
    `an argument of ${name} cannot be sent to a worker: ${error.message}`,
    { value: error.message },
  );
}
