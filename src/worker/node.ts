import { type BlupWorker, blupWorker } from './blup-worker.ts';

import { nodeConnection } from './node-connection.ts';
import type { StartWorkerOptions } from './start-worker.ts';

export { BlupError, type ErrorCode, type ErrorDetail } from '../errors/blup-error.ts';
export type { BlupWorker } from './blup-worker.ts';
export type { CallOptions } from './outgoing.ts';
export type { StartWorkerOptions } from './start-worker.ts';

/** See `startWorker` of index.ts; here workers are threads of Node. */
export async function startWorker({ size = 1 }: StartWorkerOptions = {}): Promise<BlupWorker> {
  return blupWorker(nodeConnection, size);
}
