import type { Connection } from './connection.ts';

const reasons = {
  load: 'could not be loaded; look for its script, and for worker-src in the content security policy',
  message: 'received something that it could not read',
} as const;

/** A Web Worker, which `make` makes. */
export function webConnection(make: () => Worker): Connection {
  const worker = make();
  return {
    endpoint: worker,
    shares: globalThis.crossOriginIsolated === true,
    end: () => worker.terminate(),
    onFailure(listener) {
      const fail = (event: Event): void => {
        const { message } = event as ErrorEvent;
        listener(`the worker ${message ? `failed: ${message}` : reasons.load}`);
      };
      worker.addEventListener('error', fail, { once: true });
      worker.addEventListener('messageerror', () => listener(`the worker ${reasons.message}`));
    },
    hold: () => {},
  };
}

/**
 * The worker whose script is the module at `url`, which may lie on another origin: a module of this origin then imports it, for
 * which the content security policy must allow `worker-src blob:`.
 */
export function workerOf(url: string, name: string): Worker {
  if (new URL(url).origin === location.origin) return new Worker(url, { type: 'module', name });
  const script = new Blob([`import ${JSON.stringify(url)};`], { type: 'text/javascript' });
  const own = URL.createObjectURL(script);
  const worker = new Worker(own, { type: 'module', name });
  // Long after the worker has read it.
  setTimeout(() => URL.revokeObjectURL(own), 60_000);
  return worker;
}
