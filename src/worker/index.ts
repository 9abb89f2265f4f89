/**
 * The functions of blup as promises, in a worker.
 *
 * @module blup/worker
 */

import type { BlupWorker } from './blup-worker.ts';
import { type StartWorkerOptions, startWebWorkers } from './start-worker.ts';

export { BlupError, type ErrorCode, type ErrorDetail } from '../errors/blup-error.ts';
export type { BlupWorker } from './blup-worker.ts';
export type { CallOptions } from './outgoing.ts';
export type { StartWorkerOptions } from './start-worker.ts';

/** The worker beside this module. Bundlers look for exactly this expression. */
function ownWorker(): Worker {
  return new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module', name: 'blup' });
}

/**
 * Starts one or several workers and gives the functions of `blup` as promises, so that a page or a server does not stand still
 * while a model is fitted.
 *
 *     const blup = await startWorker();
 *     const model = await blup.lmer('mathach ~ cses + (cses | school)', rows, { signal, onProgress });
 *     const boot = await blup.bootstrap(model, { nsim: 2000, signal, onProgress });
 *     await blup.close();
 *
 * In a page the worker is a Web Worker, in Node a thread. Models and tables are the plain data that the functions of `blup` give, and work with
 * those functions too. A worker remembers the models and tables that it made or was sent, for as long as the page holds them, so
 * that they travel once; hold them, and do not write to them. Other data are copied each time; `asTable(data)` or `parseCsv(text)`
 * of the worker makes a table that is remembered.
 *
 * A signal rejects the promise at once with the error `cancelled`. Where memory can be shared (Node, and pages that are
 * cross-origin isolated) the running function is asked to stop, elsewhere, or if it has not done so after 90 ms, the worker is
 * ended and another started, which is sent again what it needs. Calls that wait are not touched.
 *
 * With a `size` above 1 calls run side by side, and `bootstrap`, `profile` and profile intervals of `confint` are shared among
 * the workers; the result does not depend on the size.
 *
 * Callbacks other than `onProgress` cannot be sent: parameters can be named by text (`'icc'`, `'meanses - cses'`).
 *
 * @throws `worker` when it cannot be started, as under a content security policy without `worker-src`; `option`
 */
export function startWorker(options: StartWorkerOptions = {}): Promise<BlupWorker> {
  return startWebWorkers(options, ownWorker);
}
