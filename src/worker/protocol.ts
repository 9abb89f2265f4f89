import type { ErrorCode, ErrorDetail } from '../errors/blup-error.ts';

/** One call as it goes to a worker. */
export interface CallRequest {
  /** Number of the call, greater than 0; progress and cancellation name it. */
  readonly call: number;
  /** Name of the function. */
  readonly name: string;
  /** Its arguments, with references in place of what the worker keeps and of callbacks. */
  readonly args: readonly unknown[];
  /** Number under which the worker keeps the result if it is a model or a table. */
  readonly result: number;
}

/** An error as plain data. `code` is absent for errors that are no `BlupError`. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: ErrorCode;
  readonly detail?: ErrorDetail;
}

/** What comes back. */
export type CallReply =
  | { readonly kind: 'value'; readonly value: unknown; readonly kept: boolean }
  /** The result is what the worker keeps under this number: an argument came back as it was. */
  | { readonly kind: 'same'; readonly id: number }
  | { readonly kind: 'error'; readonly error: PlainError };

/** Sent by a worker while a call runs. */
export interface ProgressMessage {
  readonly 'blup:progress': number;
  readonly values: readonly number[];
}

/** What a worker serves. */
export interface WorkerApi {
  /** @param stop shared memory of one integer, in which the number of the call to be stopped will stand */
  greet(stop: SharedArrayBuffer | undefined): void;
  call(request: CallRequest): Promise<CallReply>;
  /** Drops what is kept under these numbers. */
  forget(ids: readonly number[]): void;
}

/** In place of a model or a table in arguments: its number, and the thing itself when the worker has not seen it. */
export interface KeptReference {
  readonly 'blup:kept': number;
  readonly value?: unknown;
}

/** In place of a callback for progress. */
export const progressReference = { 'blup:callback': 'onProgress' } as const;

export function isKeptReference(value: object): value is KeptReference {
  return 'blup:kept' in value;
}

export function isProgressReference(value: object): boolean {
  return 'blup:callback' in value;
}

const keptKinds: ReadonlySet<unknown> = new Set(['table', 'lmm', 'glmm', 'lm']);

/** Whether a value is a model or a table, which are large, readonly by contract, and used again. */
export function isKept(value: unknown): value is object {
  return typeof value === 'object' && value !== null && keptKinds.has((value as Kinded).kind);
}

interface Kinded {
  readonly kind?: unknown;
}

/** Models and options stand at most this deep in arguments: `{ boot: { onProgress } }`, `[{ name, value }]`. */
const DEPTH = 3;
/** A longer array holds data. */
const LONGEST = 1000;

/**
 * A copy of `value` in which `change` replaced what it has a replacement for, down to where models, options and callbacks may stand.
 * What does not change is shared. Only plain objects and arrays are entered.
 */
export function replaced(
  value: unknown,
  change: (value: unknown, key: string) => unknown,
  key = '',
  depth = 0,
): unknown {
  const other = change(value, key);
  if (other !== value || depth > DEPTH || typeof value !== 'object' || value === null) return other;
  if (Array.isArray(value)) {
    if (value.length > LONGEST) return value;
    const items = value.map((item) => replaced(item, change, key, depth + 1));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (!isPlain(value) || isKept(value)) return value;
  const entries = Object.entries(value);
  const changed = entries.map(([name, item]) => [name, replaced(item, change, name, depth + 1)]);
  if (changed.every(([, item], i) => item === entries[i][1])) return value;
  return Object.fromEntries(changed);
}

/** Whether an object is a record: neither of a class nor an array. */
export function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
