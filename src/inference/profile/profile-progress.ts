import { BlupError } from '../../errors/blup-error.ts';

/** Called some times in a second, and after each parameter, with the parameters done and their number; `false` stops (error `cancelled`). */
export type ProfileListener = (done: number, total: number) => boolean | undefined;

/** Reports on profiles while they are followed. */
interface ProfileProgress {
  /** After each point. */
  readonly point: () => void;
  /** After each parameter. */
  readonly parameter: () => void;
}

/** Milliseconds between two reports. */
const PAUSE = 50;

/** @param total number of parameters */
export function profileProgress(
  listener: ProfileListener | undefined,
  total: number,
): ProfileProgress {
  if (listener === undefined) return { point: () => {}, parameter: () => {} };
  let done = 0;
  let last = performance.now();
  const report = (): void => {
    last = performance.now();
    if (listener(done, total) !== false) return;
    throw new BlupError('cancelled', 'the profile was cancelled by onProgress');
  };
  return {
    point: () => {
      if (performance.now() - last >= PAUSE) report();
    },
    parameter: () => {
      done++;
      report();
    },
  };
}
