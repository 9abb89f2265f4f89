import { MessageChannel, Worker } from 'node:worker_threads';
import type { Endpoint } from 'comlink';
import type { Connection } from './connection.ts';

/** A thread of Node. It keeps the process running while a call is under way, and not otherwise. */
export function nodeConnection(): Connection {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./node-worker.js', import.meta.url), {
    workerData: port2,
    transferList: [port2],
    // A script that came by --eval or standard input says how it is to be read; the worker's is a file.
    execArgv: process.execArgv.filter((flag) => !flag.startsWith('--input-type')),
  });
  const hold = (held: boolean): void => {
    const change = held ? 'ref' : 'unref';
    worker[change]();
    port1[change]();
  };
  return {
    endpoint: port1 as unknown as Endpoint,
    shares: true,
    end() {
      port1.close();
      worker.terminate();
    },
    onFailure(listener) {
      worker.once('error', (error) => listener(`the worker failed: ${error.message}`));
      worker.once('exit', (code) => listener(`the worker ended with exit code ${code}`));
    },
    hold,
  };
}
