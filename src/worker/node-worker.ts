// The script that runs in a thread of Node.
import { type MessagePort, workerData } from 'node:worker_threads';
import { type Endpoint, expose } from 'comlink';
import * as functions from './functions.ts';
import { serve } from './serve.ts';

const port = workerData as MessagePort;
expose(
  serve(functions, (message) => port.postMessage(message)),
  port as unknown as Endpoint,
);
