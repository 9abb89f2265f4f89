import type { Endpoint } from 'comlink';

/** A running worker as the page or the main thread sees it. */
export interface Connection {
  readonly endpoint: Endpoint;
  /** Shared memory reaches this worker. */
  readonly shares: boolean;
  /** Ends the worker at once, whatever it does. */
  end(): void;
  /** Calls back, at most once, when the worker cannot start or dies by itself. */
  onFailure(listener: (reason: string) => void): void;
  /** Whether the worker keeps the process running. */
  hold(held: boolean): void;
}

/** Starts a worker. */
export type Connect = () => Connection;
