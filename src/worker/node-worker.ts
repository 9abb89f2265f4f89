// The script that runs in a thread of Node.
import { type MessagePort, workerData } from 'node:worker_threads';
import { type Endpoint, expose } from 'comlink';
import { serve } from './serve.ts';

const port = workerData as MessagePort;
expose(
  serve((message) => port.postMessage(message)),
  port as unknown as Endpoint,
);
