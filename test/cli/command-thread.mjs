// The thread behind `blup` of command.ts: calls arrive as lists of arguments, results go back by the port.
import { workerData } from 'node:worker_threads';
import { call } from './command-runner.mjs';

const { port, answered } = workerData;
port.on('message', async (args) => {
  port.postMessage(await call(args).catch((error) => ({ failed: String(error?.stack ?? error) })));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});
