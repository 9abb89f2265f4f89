import { BlupError } from '../errors/blup-error.ts';
import type { Connect } from './connection.ts';
import { type OutgoingCall, sendable } from './outgoing.ts';
import { fromPlainError } from './plain-error.ts';
import type { CallReply } from './protocol.ts';
import { createRegistry } from './registry.ts';
import { createSlot, type Slot } from './slot.ts';

/** Workers that share the calls. */
interface Pool {
  readonly size: number;
  /** Resolves when the first worker answers. */
  readonly ready: () => Promise<void>;
  /** The result of one call. Calls wait here, not in a worker, so one that is stopped takes no other with it. */
  readonly call: (call: OutgoingCall) => Promise<unknown>;
  readonly close: () => void;
}

interface Waiting {
  readonly call: OutgoingCall;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Leaves the queue when the call is cancelled. */
  readonly leave: () => void;
}

function cancelled(name: string): BlupError {
  return new BlupError('cancelled', `${name} was cancelled`, { value: name });
}

/** A pool of up to `size` workers, started when they are needed. */
export function createPool(connect: Connect, size: number): Pool {
  const idle: Slot[] = [];
  const all: Slot[] = [];
  let queue: Waiting[] = [];
  let closed = false;
  let calls = 0;
  const registry = createRegistry((id) => {
    for (const slot of all) slot.forget(id);
  });

  const open = (): Slot => {
    const slot = createSlot(connect);
    all.push(slot);
    return slot;
  };

  /** The free worker that knows most of what a call needs; a new one rather than none. */
  const take = ({ kept }: OutgoingCall): Slot | undefined => {
    const ids = kept.map((value) => registry.numberOf(value));
    const knows = (slot: Slot): number => ids.filter((id) => slot.known.has(id)).length;
    const best = idle.toSorted((a, b) => knows(b) - knows(a))[0];
    if (best === undefined) return all.length < size ? open() : undefined;
    idle.splice(idle.indexOf(best), 1);
    return best;
  };

  const settle = (slot: Slot, id: number, reply: CallReply): unknown => {
    if (reply.kind === 'error') throw fromPlainError(reply.error);
    if (reply.kind === 'same') return registry.valueOf(reply.id);
    if (reply.kept) {
      registry.give(reply.value as object, id);
      slot.known.add(id);
    }
    return reply.value;
  };

  const run = async (slot: Slot, { call, resolve, reject }: Waiting): Promise<void> => {
    const { name, signal } = call;
    const number = ++calls;
    const result = registry.next();
    let sent = false;
    const stop = (): void => {
      reject(cancelled(name));
      if (sent) slot.stop();
    };
    signal?.addEventListener('abort', stop);
    const onProgress = (...values: number[]): void => {
      try {
        if (call.onProgress?.(...values) === false) stop();
      } catch (error) {
        reject(error);
        stop();
      }
    };
    try {
      await slot.ready();
      if (signal?.aborted) return;
      const { args, buffers } = call.encode((value) => {
        const id = registry.numberOf(value);
        if (slot.known.has(id)) return { 'blup:kept': id };
        slot.known.add(id);
        return { 'blup:kept': id, value };
      });
      sent = true;
      const request = { call: number, name, args, result };
      const reply = await slot.run(request, buffers, { onProgress });
      resolve(settle(slot, result, reply));
    } catch (error) {
      reject(closed ? closedError() : sendable(error, name));
    } finally {
      signal?.removeEventListener('abort', stop);
      if (!closed) {
        idle.push(slot);
        advance();
      }
    }
  };

  const advance = (): void => {
    while (queue.length > 0) {
      const slot = take(queue[0].call);
      if (slot === undefined) return;
      const [first, ...rest] = queue;
      queue = rest;
      first.call.signal?.removeEventListener('abort', first.leave);
      run(slot, first);
    }
  };

  const closedError = (): BlupError =>
    new BlupError('worker', 'the worker is closed; start another by startWorker()');

  return {
    size,
    async ready() {
      const slot = open();
      await slot.ready();
      idle.push(slot);
    },
    call: (call) =>
      new Promise((resolve, reject) => {
        if (closed) throw closedError();
        const { name, signal } = call;
        if (signal?.aborted) throw cancelled(name);
        const leave = (): void => {
          queue = queue.filter((one) => one !== waiting);
          reject(cancelled(name));
        };
        const waiting = { call, resolve, reject, leave };
        signal?.addEventListener('abort', leave, { once: true });
        queue = [...queue, waiting];
        advance();
      }),
    close() {
      closed = true;
      for (const { reject } of queue) reject(closedError());
      queue = [];
      for (const slot of all) slot.end();
    },
  };
}
