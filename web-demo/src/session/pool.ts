import { type BlupWorker, blupWorker } from '../../../src/worker/blup-worker.ts';
import type { Connection } from '../../../src/worker/connection.ts';
import { poolName } from './pool-role.ts';

const MOST = 8;
let pool: Promise<BlupWorker> | undefined;

/**
 * Workers for what takes long, one less than the machine runs at once, for the page wants to move too; started when first needed. `startWorker` would do the same, but its
 * own script holds the library a second time.
 */
export function workers(): Promise<BlupWorker> {
  const size = Math.min(MOST, Math.max(1, navigator.hardwareConcurrency - 1));
  pool ??= blupWorker(connect, size).catch((error: unknown) => {
    pool = undefined;
    throw error;
  });
  return pool;
}

function connect(): Connection {
  const worker = new Worker(self.location.href, { type: 'module', name: poolName });
  return {
    endpoint: worker,
    shares: globalThis.crossOriginIsolated === true,
    end: () => worker.terminate(),
    onFailure: (listener) =>
      worker.addEventListener('error', ({ message }) => listener(`a worker failed: ${message}`), {
        once: true,
      }),
    hold: () => {},
  };
}
