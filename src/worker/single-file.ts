// `dist/blup-worker.js`: one file for pages without a bundler. In a page it has all functions and starts workers; the workers are the
// same file again, which then serves.
import type { BlupWorker } from './blup-worker.ts';
import * as functions from './functions.ts';
import { isWorkerNamed, serveScope } from './serve-scope.ts';
import { type StartWorkerOptions, startWebWorkers } from './start-worker.ts';
import { workerOf } from './web-connection.ts';

export * from '../index.ts';

const name = 'blup';

if (isWorkerNamed(name)) serveScope(functions);

/** See `startWorker` of index.ts. */
export function startWorker(options: StartWorkerOptions = {}): Promise<BlupWorker> {
  return startWebWorkers(options, () => workerOf(import.meta.url, name));
}
