import { proxy, type Remote, wrap } from 'comlink';
import type { Outcome, Questions } from '../session/questions.ts';

type Answered<K extends keyof Questions> = Awaited<ReturnType<Questions[K]>>;
type Asked<K extends keyof Questions> = Parameters<Questions[K]>[1];
type Progress = (done: number, total: number) => void;

interface Endpoint {
  ask(name: string, request: unknown, progress?: Progress): Promise<Outcome>;
}

/** What the worker refused, with the code and detail of the library's error. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  readonly code: string;
  readonly detail: { readonly span?: { readonly start: number; readonly end: number } };

  constructor(code: string, message: string, detail: SessionError['detail']) {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}

interface Running {
  readonly worker: Worker;
  readonly remote: Remote<Endpoint>;
  /** Ends all questions when the worker dies or is stopped. */
  readonly end: (error: SessionError) => void;
  readonly ended: Promise<never>;
}

let running: Running | undefined;

function start(): Running {
  const worker = new Worker(new URL('../session/session-worker.ts', import.meta.url), {
    type: 'module',
    name: 'blup',
  });
  let end: Running['end'] = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = reject;
  });
  ended.catch(() => undefined);
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    running = undefined;
    end(new SessionError('worker', `the calculation broke off: ${event.message}`, {}));
  });
  return { worker, remote: wrap<Endpoint>(worker), end, ended };
}

/** Asks the worker; rejects with a `SessionError`. */
export async function ask<K extends keyof Questions>(
  name: K,
  request: Asked<K>,
  progress?: Progress,
): Promise<Answered<K>> {
  running ??= start();
  const { remote, ended } = running;
  const told = progress === undefined ? [] : [proxy(progress)];
  const outcome = await Promise.race([remote.ask(name, request, ...told), ended]);
  if (outcome.ok) return outcome.value as Answered<K>;
  const { code, message, detail } = outcome.error;
  throw new SessionError(code, message, detail as SessionError['detail']);
}

/** Ends whatever is going on; data and models of the worker are gone. */
export function abandon(): void {
  const old = running;
  running = undefined;
  old?.worker.terminate();
  old?.end(new SessionError('cancelled', 'stopped', {}));
}
