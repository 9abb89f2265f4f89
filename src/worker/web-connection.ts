import type { Connection } from './connection.ts';

/** The worker beside this module. Bundlers look for exactly this expression. */
function ownWorker(): Worker {
  return new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module', name: 'blup' });
}

/** A Web Worker. */
export function webConnection(make: () => Worker = ownWorker): Connection {
  const worker = make();
  return {
    endpoint: worker,
    shares: globalThis.crossOriginIsolated === true,
    end: () => worker.terminate(),
    onFailure(listener) {
      const fail = (event: Event): void => {
        const { message } = event as ErrorEvent;
        listener(
          `the worker ${message ? `failed: ${message}` : 'could not be loaded; look for its script, and for worker-src in the content security policy'}`,
        );
      };
      worker.addEventListener('error', fail, { once: true });
    },
    hold: () => {},
  };
}
