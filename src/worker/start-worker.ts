import { BlupError } from '../errors/blup-error.ts';
import { type BlupWorker, blupWorker, type WorkerOptions } from './blup-worker.ts';
import { webConnection } from './web-connection.ts';

/** Options of `startWorker`. */
export interface StartWorkerOptions extends WorkerOptions {
  /**
   * Makes the Web Worker, where the default cannot: `() => new Worker('/scripts/blup-worker.js', { type: 'module', name: 'blup' })`. The
   * script is `dist/blup-worker.js` of the package, or `dist/worker/web-worker.js` bundled. Pages only; ignored in Node.
   */
  readonly worker?: () => Worker;
}

/** Starts workers in a page, which `make` makes unless the options say how. */
export async function startWebWorkers(
  { size = 1, worker }: StartWorkerOptions,
  make: () => Worker,
): Promise<BlupWorker> {
  if (typeof Worker !== 'function') {
    throw new BlupError(
      'worker',
      'there are no Web Workers here; Node resolves "blup/worker" to threads by the condition "node"',
    );
  }
  return blupWorker(() => webConnection(worker ?? make), size);
}
