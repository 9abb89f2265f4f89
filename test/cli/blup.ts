import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const program = fileURLToPath(new URL('../../dist/command/blup.js', import.meta.url));

/** Milliseconds that one call may take. */
const PATIENCE = 60_000;

/** The command in a process of its own. */
export function blupProcess(args: readonly string[], input = ''): Outcome {
  const command = [program, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

type Ask = (args: readonly string[]) => Outcome;
let ask: Ask | undefined;

function startThread(): Ask {
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('command-thread.mjs', import.meta.url), {
    workerData: { port: port2, answered },
    transferList: [port2],
  });
  thread.unref();
  return (args) => {
    Atomics.store(answered, 0, 0);
    port1.postMessage(args);
    if (Atomics.wait(answered, 0, 0, PATIENCE) === 'timed-out')
      throw new Error(`no answer to blup ${args.join(' ')}`);
    const { message } = receiveMessageOnPort(port1) ?? {};
    if (message === undefined || 'failed' in message) throw new Error(message?.failed);
    return message;
  };
}

/**
 * The command, in a thread that stays: a process of its own takes longer to start than most calls to answer. Calls that read
 * standard input get a process; `blup-process.test.ts` holds that both say the same.
 */
export function blup(args: readonly string[], input?: string): Outcome {
  if (input !== undefined) return blupProcess(args, input);
  ask ??= startThread();
  return ask(args);
}
