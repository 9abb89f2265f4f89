import { type Endpoint, expose } from 'comlink';
import { type FunctionTable, serve } from './serve.ts';

/** Serves functions in the global scope of a Web Worker. */
export function serveScope(table: FunctionTable): void {
  // The types of a page are loaded, not those of a worker; a worker's global scope is such an endpoint.
  const scope = globalThis as unknown as Endpoint;
  expose(
    serve(table, (message) => scope.postMessage(message)),
    scope,
  );
}

/** Whether this is a worker of that name. */
export function isWorkerNamed(name: string): boolean {
  const { DedicatedWorkerGlobalScope: scope, name: own } = globalThis as {
    readonly DedicatedWorkerGlobalScope?: abstract new () => object;
    readonly name?: string;
  };
  return scope !== undefined && globalThis instanceof scope && own === name;
}
