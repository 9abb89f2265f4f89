import { transfer, wrap } from 'comlink';
import { BlupError } from '../errors/blup-error.ts';
import type { Connect, Connection } from './connection.ts';
import type { CallReply, CallRequest, ProgressMessage, WorkerApi } from './protocol.ts';

/** What a call listens to. */
export interface CallListener {
  readonly onProgress?: ((...values: number[]) => unknown) | undefined;
}

/** One place of the pool: a worker, or the one that replaces it when it had to be ended. */
export interface Slot {
  /** Numbers of the models and tables that the worker keeps. */
  readonly known: Set<number>;
  /** Resolves when the worker answers. */
  readonly ready: () => Promise<void>;
  /** Sends a call; one at a time. */
  readonly run: (
    request: CallRequest,
    buffers: readonly ArrayBuffer[],
    listener: CallListener,
  ) => Promise<CallReply>;
  /** Stops the running call: politely where memory can be shared, else, or after a while, by ending the worker. */
  readonly stop: () => void;
  readonly forget: (id: number) => void;
  readonly end: () => void;
}

/** Milliseconds that a worker has to stop by itself. */
const PATIENCE = 90;

interface Running {
  readonly call: number;
  readonly listener: CallListener;
  readonly fail: (error: BlupError) => void;
}

interface Live {
  readonly connection: Connection;
  readonly remote: ReturnType<typeof wrap<WorkerApi>>;
  readonly stopFlag: Int32Array | undefined;
  readonly greeted: Promise<void>;
}

function died(reason: string): BlupError {
  return new BlupError('worker', reason, { value: reason });
}

/** A slot whose worker is started by `connect`, now and whenever the last one was ended. */
export function createSlot(connect: Connect): Slot {
  const known = new Set<number>();
  let running: Running | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let live: Live | undefined;
  let ended = false;

  const rest = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };

  const drop = (): void => {
    rest();
    live?.connection.end();
    live = undefined;
    known.clear();
  };

  const open = (): Live => {
    const connection = connect();
    const { endpoint, shares } = connection;
    const stopFlag = shares ? new Int32Array(new SharedArrayBuffer(4)) : undefined;
    const remote = wrap<WorkerApi>(endpoint);
    const failure = new Promise<never>((_, reject) => {
      connection.onFailure((reason) => {
        if (live?.connection !== connection) return;
        const error = died(reason);
        drop();
        reject(error);
        running?.fail(error);
      });
    });
    failure.catch(() => {});
    endpoint.addEventListener('message', (event) => {
      const message = (event as MessageEvent).data as Partial<ProgressMessage> | null;
      if (message?.['blup:progress'] === undefined) return;
      if (message['blup:progress'] !== running?.call) return;
      running.listener.onProgress?.(...(message.values ?? []));
    });
    const shared = stopFlag?.buffer as SharedArrayBuffer | undefined;
    const greeted = Promise.race([remote.greet(shared), failure]).then(() => {
      if (running === undefined) connection.hold(false);
    });
    greeted.catch(() => {});
    return { connection, remote, stopFlag, greeted };
  };

  const opened = (): Live => {
    if (ended) throw died('the worker is closed');
    live ??= open();
    return live;
  };

  return {
    known,
    async ready() {
      await opened().greeted;
    },
    async run(request, buffers, listener) {
      const { connection, remote } = opened();
      const failed = new Promise<never>((_, fail) => {
        running = { call: request.call, listener, fail };
      });
      connection.hold(true);
      try {
        return await Promise.race([remote.call(transfer(request, [...buffers])), failed]);
      } finally {
        rest();
        running = undefined;
        connection.hold(false);
      }
    },
    stop() {
      if (running === undefined || live === undefined || timer !== undefined) return;
      const { stopFlag } = live;
      const { call, fail } = running;
      const kill = (): void => {
        drop();
        // The next call should not wait for a worker to start.
        live = open();
        fail(died('the worker was ended'));
      };
      if (stopFlag === undefined) {
        kill();
        return;
      }
      Atomics.store(stopFlag, 0, call);
      timer = setTimeout(kill, PATIENCE);
    },
    forget(id) {
      if (known.delete(id)) live?.remote.forget([id]).catch(() => {});
    },
    end() {
      ended = true;
      drop();
      running?.fail(died('the worker is closed'));
    },
  };
}
