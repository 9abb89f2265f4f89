// The script that runs in a Web Worker.
import { type Endpoint, expose } from 'comlink';
import { serve } from './serve.ts';

// The types of a page are loaded, not those of a worker; a worker's global scope is such an endpoint.
const scope = globalThis as unknown as Endpoint;
expose(
  serve((message) => scope.postMessage(message)),
  scope,
);
